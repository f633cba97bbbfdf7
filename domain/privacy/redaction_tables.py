"""Shops that left a partner, and how far the erasure of their customers is."""

from sqlalchemy import Integer, Text

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import Id, column, instant, key, tenant_table

shop_redactions = tenant_table(
    "shop_redactions",
    key("shop_domain", Text, NOT_PERSONAL),
    instant("asked_at", NOT_PERSONAL),
    instant("due_at", NOT_PERSONAL),
    instant("begun_at", NOT_PERSONAL, nullable=True),
    # Whose erasure was asked for last, until that of all was.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("asked_all_at", NOT_PERSONAL, nullable=True),
    column("customers", Integer, NOT_PERSONAL),
)
