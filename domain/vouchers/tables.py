"""Vouchers, at rest: a code is sealed, and looked up by a keyed digest of it."""

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import (
    Choice,
    Id,
    column,
    instant,
    key,
    reference,
    tenant_table,
)
from domain.vouchers.model import VoucherStatus

KEPT = "what a price was lowered by (art. 6(1)(b))"

figure = personal(
    Category.TRANSACTION, export=Export.ACCESS, erase=Erase.KEEP, basis=KEPT
)
loose = personal(Category.TRANSACTION, erase=Erase.NULL)

voucher_pools = tenant_table(
    "voucher_pools",
    key("id", Id("vpl")),
    column("pool", Text, NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    UniqueConstraint("tenant_id", "pool"),
)

vouchers = tenant_table(
    "vouchers",
    key("id", Id("vch")),
    column("pool_id", Id("vpl"), NOT_PERSONAL),
    column(
        "code_index",
        LargeBinary,
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.KEEP, basis=KEPT),
    ),
    # Sealed by the tenant's key.
    column("code", LargeBinary, loose, nullable=True),
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    # As it was last told; what time has done since is seen when it is read.
    column("status", Choice(VoucherStatus), figure),
    column("cart", Text, loose, nullable=True),
    instant("reserved_until", figure, nullable=True),
    column("order_id", Id("ord"), figure, nullable=True),
    # In our own words, as a voucher is withdrawn by itself.
    column("reason", Text, loose, nullable=True),
    instant("issued_at", figure),
    instant("expires_at", figure, nullable=True),
    instant("used_at", figure, nullable=True),
    UniqueConstraint("tenant_id", "code_index"),
    reference("pool_id", "voucher_pools"),
    Index(None, "tenant_id", "customer_id", "id"),
    Index(
        "vouchers_unclaimed_idx",
        "tenant_id",
        "pool_id",
        "id",
        postgresql_where=sql("customer_id IS NULL AND status = 'issued'"),
    ),
    Index(
        "vouchers_order_idx",
        "tenant_id",
        "order_id",
        postgresql_where=sql("order_id IS NOT NULL"),
    ),
)

# Why a voucher was withdrawn, in the words of whoever did it, under the name by which
# its owner was known then: sealed by their key.
voucher_notes = tenant_table(
    "voucher_notes",
    key("voucher_id", Id("vch")),
    column("customer_id", Id("cus"), pseudonym()),
    column(
        "note",
        LargeBinary,
        personal(Category.TRANSACTION, erase=Erase.SHRED),
        nullable=True,
    ),
    reference("voucher_id", "vouchers"),
    Index(None, "tenant_id", "customer_id"),
)

# What a merge of two customers moved: its undoing moves back that and nothing else.
voucher_moves = tenant_table(
    "voucher_moves",
    key("merge_id", Id("mrg")),
    key("voucher_id", Id("vch")),
    ForeignKeyConstraint(
        ["tenant_id", "voucher_id"], ["vouchers.tenant_id", "vouchers.id"]
    ),
)
