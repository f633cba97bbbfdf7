"""Earning rules and awards, at rest."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Id, column, instant, key, tenant_table

KEPT = "what the ledger's entries are explained by (art. 6(1)(b))"

figure = personal(
    Category.TRANSACTION, export=Export.ACCESS, erase=Erase.KEEP, basis=KEPT
)

born = personal(Category.IDENTITY, export=Export.NO, erase=Erase.DELETE)

earning_rules = tenant_table(
    "earning_rules",
    key("id", Id("erl")),
    column("rule", Text, NOT_PERSONAL),
    column("version", Integer, NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    instant("valid_from", NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
    instant("retired_at", NOT_PERSONAL, nullable=True),
    UniqueConstraint("tenant_id", "rule", "version"),
)

earning_drafts = tenant_table(
    "earning_drafts",
    key("rule", Text),
    column("name", Text, NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("valid_from", NOT_PERSONAL, nullable=True),
    instant("updated_at", NOT_PERSONAL),
)

# What was tried for an order or event and gave nothing, and what held of the customer
# then; only if there is any of it.
evaluations = tenant_table(
    "evaluations",
    key("cause_id", Uuid, pseudonym()),
    column("cause", Text, figure),
    column("customer_id", Id("cus"), pseudonym()),
    column("facts", JSONB, figure, nullable=True),
    column("refused", JSONB, figure),
    # A guest's order that found its customer too late to earn.
    column("barred", Boolean, figure),
    instant("recorded_at", figure),
)

# What came about by itself: a birthday, a full stamp card, a long silence. Each comes
# once, which its mark says: of a birthday, the year.
occasions = tenant_table(
    "occasions",
    key("id", Id("occ"), pseudonym()),
    column("customer_id", Id("cus"), pseudonym()),
    # Whose it was before customers were merged.
    column("first_customer_id", Id("cus"), pseudonym("first_customer_id")),
    column("kind", Text, figure),
    column("mark", Text, figure),
    column("rule", Text, figure, nullable=True),
    instant("occurred_at", figure),
    instant("recorded_at", figure),
    instant("undone_at", figure, nullable=True),
    UniqueConstraint("tenant_id", "customer_id", "kind", "mark"),
)

# When somebody's birthday is, and since when we know.
birthdays = tenant_table(
    "birthdays",
    key("customer_id", Id("cus"), pseudonym()),
    column("month", SmallInteger, born),
    column("day", SmallInteger, born),
    instant("set_at", born),
    Index(None, "tenant_id", "month", "day"),
)

earning_settings = tenant_table(
    "earning_settings", column("guest_days", Integer, NOT_PERSONAL)
)

# How far a run over all customers is, so that it can go on where it stopped.
earning_runs = tenant_table(
    "earning_runs",
    key("rule", Text),
    column("day", Date, NOT_PERSONAL),
    column("after", Id("cus"), pseudonym("after"), nullable=True),
    column("done", Boolean, NOT_PERSONAL),
)

# How much of each cap is used: of a customer, or of everybody together.
cap_uses = tenant_table(
    "cap_uses",
    key("cap", Text),
    key("customer_id", Id("cus"), pseudonym()),
    key("period", Text),
    column("used", BigInteger, figure),
)

awards = tenant_table(
    "awards",
    # An order, an event or an occasion; the prefix of its id says which.
    key("cause_id", Uuid, pseudonym()),
    key("rule", Text),
    column("cause", Text, figure),
    column("id", Id("awd"), pseudonym()),
    column("customer_id", Id("cus"), pseudonym()),
    column("rule_id", Id("erl"), figure),
    column("version", Integer, figure),
    column("unit", Text, figure),
    column("basis", BigInteger, figure),
    column("worth", BigInteger, figure),
    column("earned", BigInteger, figure),
    column("taken_back", BigInteger, figure),
    instant("occurred_at", figure),
    instant("available_at", figure),
    instant("expires_at", figure, nullable=True),
    column("revision", Integer, figure),
    column("lot_revision", Integer, figure),
    column("spared", BigInteger, figure),
    column("reward", Text, figure, nullable=True),
    # What came free before the rest; only if anything did.
    column("releases", JSONB, figure, nullable=True),
    column("trace", JSONB, figure),
    Index(None, "tenant_id", "customer_id", "unit", "occurred_at"),
)
