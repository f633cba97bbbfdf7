"""Roll-ups: sums of what was written once, and so written once themselves."""

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Text

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    personal,
    pseudonym,
)
from domain.kernel.tables import Id, column, instant, key, tenant_table

BOOKS = personal(
    Category.TRANSACTION,
    erase=Erase.KEEP,
    basis="the books balance only if all are kept, under a pseudonym (art. 17(3)(b))",
)

# Of so many entries of an account, one after the other: when they occurred and were
# recorded, from the first to the last, and what they changed.
rollups = tenant_table(
    "rollups",
    key("customer_id", Id("cus"), pseudonym()),
    key("unit", Text),
    key("number", BigInteger),
    instant("occurred_from", BOOKS),
    instant("occurred_until", BOOKS),
    instant("known_from", BOOKS),
    instant("known_until", BOOKS),
    column("available", BigInteger, BOOKS),
    column("pending", BigInteger, BOOKS),
    column("held", BigInteger, BOOKS),
    column("debt", BigInteger, BOOKS),
    CheckConstraint("number >= 0", "number"),
)

# Of what was recorded from an instant until another, which it does not include.
periods = tenant_table(
    "periods",
    key("since", DateTime(timezone=True)),
    instant("until", NOT_PERSONAL),
    CheckConstraint("until > since", "order"),
)

# What moved between two sides in a period: of one day, of lots that were issued in one
# month and expire in one. Sums of many customers, or of few.
movements = tenant_table(
    "movements",
    key("since", DateTime(timezone=True)),
    key("number", BigInteger),
    column("unit", Text, NOT_PERSONAL),
    column("kind", Text, NOT_PERSONAL),
    column("debit", Text, NOT_PERSONAL),
    column("credit", Text, NOT_PERSONAL),
    column("occurred_on", Date, NOT_PERSONAL),
    column("issued_in", Date, NOT_PERSONAL, nullable=True),
    column("expires_in", Date, NOT_PERSONAL, nullable=True),
    column("amount", BigInteger, NOT_PERSONAL),
    column("transfers", BigInteger, NOT_PERSONAL),
    instant("occurred_from", NOT_PERSONAL),
    instant("occurred_until", NOT_PERSONAL),
    instant("known_from", NOT_PERSONAL),
    instant("known_until", NOT_PERSONAL),
)
