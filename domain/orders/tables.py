"""Orders, their lines and returns, and what a merge of customers moved."""

from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    Personal,
    personal,
    pseudonym,
)
from domain.kernel.staging import staging_table
from domain.kernel.tables import (
    Choice,
    Id,
    column,
    instant,
    key,
    reference,
    tenant_table,
)
from domain.orders.model import Channel, Status
from domain.orders.returns import ReturnLine, ReturnStatus, Unmatched

VIA_ORDER = "order_id>orders.customer_id"
VIA_RETURN = "return_id>returns.customer_id"


class Json(TypeDecorator[Any]):
    """Values of a type, which are JSON in PostgreSQL."""

    impl = JSONB
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        """Name the type."""
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return what JSON says of a value."""
        del dialect
        return msgspec.to_builtins(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value."""
        del dialect
        return msgspec.convert(value, self.kind)


def _told(name: str, kind: Any) -> Column[Any]:
    """Make a column of what a shop told of a purchase, and the books do not need."""
    privacy = personal(Category.TRANSACTION, erase=Erase.GENERALISE)
    return column(name, Json(kind), privacy)


def _books(subject: str = "customer_id") -> Personal:
    """Annotate what the books need of a purchase, for as long as they must be kept."""
    return personal(
        Category.TRANSACTION,
        subject=subject,
        erase=Erase.KEEP,
        basis="legal obligation to keep invoices (art. 17(3)(b))",
        keep="P7Y",
    )


def _taste(subject: str, erase: Erase = Erase.NULL) -> Personal:
    """Annotate what tells what somebody likes, and nothing that the books need."""
    return personal(Category.TRANSACTION, subject=subject, erase=erase)


orders = tenant_table(
    "orders",
    key("id", Id("ord"), _books()),
    column("source", Text, _books()),
    column("external_id", Text, _books()),
    # None of a guest's order.
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    column(
        "visitor_id",
        Text,
        personal(Category.BEHAVIOUR, erase=Erase.NULL),
        nullable=True,
    ),
    # By which a guest's order finds its customer.
    column(
        "guest_email_index",
        LargeBinary,
        personal(Category.CONTACT, export=Export.NO, erase=Erase.NULL),
        nullable=True,
    ),
    column("status", Choice(Status), _books()),
    column("currency", Text, _books()),
    column("channel", Choice(Channel), _books()),
    # The sum of the lines.
    column("amount", BigInteger, _books()),
    column("tax", BigInteger, _books()),
    column("shipping", BigInteger, _books()),
    column("points_paid", BigInteger, _books()),
    _told("vouchers", tuple[str, ...]),
    column("line_count", SmallInteger, _books()),
    column("returned_amount", BigInteger, _books()),
    # A keyed digest of what was sent: tells the same order from another.
    column("fingerprint", LargeBinary, NOT_PERSONAL),
    instant("occurred_at", _books()),
    instant("recorded_at", _books()),
    UniqueConstraint("tenant_id", "source", "external_id"),
    CheckConstraint("returned_amount BETWEEN 0 AND amount", "returned_amount"),
    reference("customer_id", "customers"),
    Index(None, "tenant_id", "customer_id", "occurred_at", "id"),
    Index(
        "orders_guest_visitor_idx",
        "tenant_id",
        "visitor_id",
        postgresql_where=sql("customer_id IS NULL AND visitor_id IS NOT NULL"),
    ),
    Index(
        "orders_guest_email_idx",
        "tenant_id",
        "guest_email_index",
        postgresql_where=sql("customer_id IS NULL AND guest_email_index IS NOT NULL"),
    ),
)

order_lines = tenant_table(
    "order_lines",
    key("order_id", Id("ord"), _books(VIA_ORDER)),
    key("no", SmallInteger, NOT_PERSONAL),
    column("product_id", Text, _taste(VIA_ORDER, Erase.GENERALISE)),
    column("variant", Text, _taste(VIA_ORDER), nullable=True),
    column("category", Text, _taste(VIA_ORDER), nullable=True),
    column("name", Text, _taste(VIA_ORDER), nullable=True),
    column("quantity", Integer, _books(VIA_ORDER)),
    column("unit_price", BigInteger, _books(VIA_ORDER)),
    column("discount", BigInteger, _books(VIA_ORDER)),
    column("tax", BigInteger, _books(VIA_ORDER)),
    column("amount", BigInteger, _books(VIA_ORDER)),
    column("returned_quantity", Integer, _books(VIA_ORDER)),
    column("returned_amount", BigInteger, _books(VIA_ORDER)),
    CheckConstraint(
        "amount = quantity * unit_price - discount AND amount >= 0", "amount"
    ),
    CheckConstraint("returned_quantity BETWEEN 0 AND quantity", "returned_quantity"),
    CheckConstraint("returned_amount BETWEEN 0 AND amount", "returned_amount"),
    reference("order_id", "orders"),
)

# What few orders have, so that the many are not widened by it.
order_claims = tenant_table(
    "order_claims",
    key("order_id", Id("ord"), _books(VIA_ORDER)),
    column("cart", Text, _taste(VIA_ORDER), nullable=True),
    column("redemptions", ARRAY(Id("rdm")), _books(VIA_ORDER)),
    column("quote_id", Id("quo"), _books(VIA_ORDER), nullable=True),
    instant("quoted_at", _books(VIA_ORDER), nullable=True),
    column("facts", JSONB(none_as_null=True), _books(VIA_ORDER), nullable=True),
    reference("order_id", "orders"),
)

returns = tenant_table(
    "returns",
    key("id", Id("ret"), _books()),
    column("source", Text, _books()),
    column("external_id", Text, _books()),
    # None until the order is there, of a guest's, and if nothing was found.
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    # What the shop calls the order that things came back of, if it told.
    column("order_source", Text, _books(), nullable=True),
    column("order_external_id", Text, _books(), nullable=True),
    column("currency", Text, NOT_PERSONAL, nullable=True),
    column("status", Choice(ReturnStatus), _books()),
    # What was asked, as the order may come later.
    _told("asked", tuple[ReturnLine, ...]),
    _told("unmatched", tuple[Unmatched, ...]),
    column("amount", BigInteger, _books()),
    column("fingerprint", LargeBinary, NOT_PERSONAL),
    instant("occurred_at", _books()),
    instant("recorded_at", _books()),
    UniqueConstraint("tenant_id", "source", "external_id"),
    reference("customer_id", "customers"),
    Index(None, "tenant_id", "customer_id", "occurred_at", "id"),
    Index(
        "returns_parked_idx",
        "tenant_id",
        "order_source",
        "order_external_id",
        postgresql_where=sql("status = 'parked'"),
    ),
)

return_lines = tenant_table(
    "return_lines",
    key("return_id", Id("ret"), _books(VIA_RETURN)),
    key("no", Integer, NOT_PERSONAL),
    column("order_id", Id("ord"), _books(VIA_RETURN)),
    column("order_line_no", SmallInteger, NOT_PERSONAL),
    column("quantity", Integer, _books(VIA_RETURN)),
    column("amount", BigInteger, _books(VIA_RETURN)),
    reference("return_id", "returns"),
    ForeignKeyConstraint(
        ["tenant_id", "order_id", "order_line_no"],
        ["order_lines.tenant_id", "order_lines.order_id", "order_lines.no"],
    ),
    Index(None, "tenant_id", "order_id", "order_line_no"),
)

# What a merge of two customers moved: its undoing moves back that and nothing else.
order_moves = tenant_table(
    "order_moves",
    key("merge_id", Id("mrg")),
    key("order_id", Id("ord"), _books(VIA_ORDER)),
    reference("order_id", "orders"),
)

return_moves = tenant_table(
    "return_moves",
    key("merge_id", Id("mrg")),
    key("return_id", Id("ret"), _books(VIA_RETURN)),
    reference("return_id", "returns"),
)

staged_orders = staging_table(
    "orders",
    Column("id", Id("ord"), nullable=False),
    Column("customer_id", Id("cus")),
    Column("visitor_id", Text),
    Column("guest_email_index", LargeBinary),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("channel", Choice(Channel), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("shipping", BigInteger, nullable=False),
    Column("points_paid", BigInteger, nullable=False),
    Column("vouchers", Text, nullable=False),  # JSON
    Column("line_count", SmallInteger, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
)

staged_lines = staging_table(
    "order_lines",
    Column("order_id", Id("ord"), nullable=False),
    Column("no", SmallInteger, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("variant", Text),
    Column("category", Text),
    Column("name", Text),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
)
