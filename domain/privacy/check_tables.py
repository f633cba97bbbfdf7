"""Codes that were sent to show who asks: their digests, and how often one was tried."""

from sqlalchemy import Index, LargeBinary, SmallInteger, Text

from domain.kernel.personal import Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.privacy.requests import RequestKind

# Of who is known; of somebody else there is a keyed digest of an address, for a day.
SHOWN = personal(Category.TECHNICAL, export=Export.NO)

identity_checks = tenant_table(
    "identity_checks",
    key("request_id", Id("avr")),
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    column("email_index", LargeBinary, SHOWN, nullable=True),
    column("kind", Choice(RequestKind), SHOWN),
    column("language", Text, SHOWN),
    # Sealed by the key of the tenant, as it is not yet known who says it.
    column("wish", LargeBinary, SHOWN, nullable=True),
    column("code", LargeBinary, SHOWN, nullable=True),
    column("earlier_code", LargeBinary, SHOWN, nullable=True),
    column("tries", SmallInteger, SHOWN),
    instant("asked_at", SHOWN),
    instant("expires_at", SHOWN),
    instant("passed_at", SHOWN, nullable=True),
    Index(None, "tenant_id", "email_index", "asked_at"),
    Index(None, "tenant_id", "expires_at"),
)
