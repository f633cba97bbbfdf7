"""Requests by their partners' numbers, and what a partner signs by."""

from sqlalchemy import Index, LargeBinary, SmallInteger, Text, text

from domain.kernel.keyring import SCHEMA
from domain.kernel.personal import NOT_PERSONAL, Category, Erase, Export, personal
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.privacy.partner import Partner, Progress

OF_REQUEST = personal(
    Category.TECHNICAL,
    subject="request_id>privacy_requests.customer_id",
    export=Export.ACCESS,
    erase=Erase.KEEP,
    basis="that requests were answered in time must be demonstrable (art. 5(2))",
    keep="P5Y",
)

partner_requests = tenant_table(
    "partner_requests",
    key("partner", Choice(Partner)),
    key("their_number", Text, OF_REQUEST),
    column("request_id", Id("avr"), OF_REQUEST, nullable=True),
    instant("received_at", NOT_PERSONAL),
)

partner_callbacks = tenant_table(
    "partner_callbacks",
    key("id", Id("pcb")),
    column("partner", Choice(Partner), NOT_PERSONAL),
    column("their_number", Text, OF_REQUEST),
    column("request_id", Id("avr"), OF_REQUEST, nullable=True),
    column("url", Text, NOT_PERSONAL),
    column("domain", Text, NOT_PERSONAL),
    column("told", Choice(Progress), OF_REQUEST, nullable=True),
    column("attempts", SmallInteger, NOT_PERSONAL),
    instant("due_at", NOT_PERSONAL, nullable=True),
    Index(
        "partner_callbacks_due_at_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(None, "tenant_id", "request_id"),
)

# Among the keys, which are backed up apart.
shopify_apps = tenant_table(
    "shopify_apps",
    column("wrapped_secret", LargeBinary, NOT_PERSONAL),
    column("source", Text, NOT_PERSONAL),
    instant("set_at", NOT_PERSONAL),
    schema=SCHEMA,
)
