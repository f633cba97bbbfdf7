"""Roll-ups: sums of what was written once, and so written once themselves."""

from sqlalchemy import BigInteger, CheckConstraint, Text

from domain.kernel.personal import Category, Erase, personal, pseudonym
from domain.kernel.tables import Id, column, instant, key, tenant_table

BOOKS = personal(
    Category.TRANSACTION,
    erase=Erase.KEEP,
    basis="the books balance only if all of them are kept (art. 17(3)(b))",
    keep="P7Y",
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
