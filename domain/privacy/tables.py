"""AVG requests, what happened to them, and what they were answered with."""

from dataclasses import replace

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)

from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.privacy.requests import RequestKind, RequestState

ASKED = personal(
    Category.TECHNICAL,
    erase=Erase.KEEP,
    basis="that requests were answered in time must be demonstrable (art. 5(2))",
    keep="P5Y",
)
# In the words of whoever it is about, or of others about them: sealed.
WORDS = personal(Category.PREFERENCE, erase=Erase.SHRED)
OF_REQUEST = "request_id>privacy_requests.customer_id"
HAPPENED = replace(ASKED, subject=OF_REQUEST)
TOLD = replace(WORDS, subject=OF_REQUEST)
# It repeats what is known elsewhere.
ANSWER = personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE)

privacy_requests = tenant_table(
    "privacy_requests",
    key("id", Id("avr")),
    column("customer_id", Id("cus"), pseudonym()),
    column("kind", Choice(RequestKind), ASKED),
    column("state", Choice(RequestState), ASKED),
    column("language", Text, ASKED),
    column("wish", LargeBinary, WORDS, nullable=True),
    instant("received_at", ASKED),
    instant("due_at", ASKED),
    instant("extended_at", ASKED, nullable=True),
    instant("verified_at", ASKED, nullable=True),
    column("duplicate_of", Id("avr"), ASKED, nullable=True),
    column("note", LargeBinary, WORDS, nullable=True),
    column("article", Text, ASKED, nullable=True),
    column("version", BigInteger, NOT_PERSONAL),
    column("progress", SmallInteger, ASKED, nullable=True),
    instant("progress_at", ASKED, nullable=True),
    Index(None, "tenant_id", "customer_id", "id"),
    Index(
        "privacy_requests_waiting_idx",
        "tenant_id",
        "state",
        "id",
        postgresql_where=text(
            "state IN ('identity_pending', 'scheduled', 'running', 'failed')"
        ),
    ),
)

privacy_request_events = tenant_table(
    "privacy_request_events",
    key("request_id", Id("avr")),
    key("seq", Integer),
    column("state", Choice(RequestState), HAPPENED),
    instant("at", HAPPENED),
    column("actor", Text, NOT_PERSONAL),
    column("note", LargeBinary, TOLD, nullable=True),
)

# Sealed by the customer's own key, so that it is gone when that is destroyed.
privacy_exports = tenant_table(
    "privacy_exports",
    key("request_id", Id("avr")),
    column("customer_id", Id("cus"), pseudonym()),
    column("sealed", LargeBinary, ANSWER),
    column("digest", LargeBinary, ANSWER),
    column("token", LargeBinary, ANSWER, nullable=True),
    instant("built_at", ANSWER),
    instant("expires_at", ANSWER),
    ForeignKeyConstraint(
        ["tenant_id", "request_id"],
        ["privacy_requests.tenant_id", "privacy_requests.id"],
    ),
    Index(
        "privacy_exports_token_idx",
        "tenant_id",
        "token",
        unique=True,
        postgresql_where=text("token IS NOT NULL"),
    ),
)
