"""Browsers at rest: where each is reached only its customer's key opens."""

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint

from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Id, column, instant, key, tenant_table

CHOSEN = personal(Category.TECHNICAL)

push_browsers = tenant_table(
    "push_browsers",
    key("id", Id("psb")),
    # A keyed digest, by which the same browser is known again.
    column("endpoint_index", LargeBinary, NOT_PERSONAL),
    column("customer_id", Id("cus"), pseudonym()),
    column("service", Text, CHOSEN),
    column("sealed", LargeBinary, personal(Category.TECHNICAL, export=Export.NO)),
    instant("created_at", CHOSEN),
    instant("expires_at", CHOSEN, nullable=True),
    UniqueConstraint("tenant_id", "endpoint_index"),
    Index(None, "tenant_id", "customer_id"),
)
