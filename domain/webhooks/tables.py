"""Endpoints, their secrets, and what they were sent, at rest."""

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
from sqlalchemy.dialects.postgresql import ARRAY

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import (
    Choice,
    Id,
    column,
    instant,
    key,
    reference,
    tenant_table,
)
from domain.webhooks.model import Because, DeliveryState, EndpointState, Fault

webhook_endpoints = tenant_table(
    "webhook_endpoints",
    key("id", Id("whk")),
    column("url", Text, NOT_PERSONAL),
    column("description", Text, NOT_PERSONAL, nullable=True),
    column("events", ARRAY(Text, as_tuple=True), NOT_PERSONAL),
    column("state", Choice(EndpointState), NOT_PERSONAL),
    instant("disabled_at", NOT_PERSONAL, nullable=True),
    column("disabled_because", Choice(Because), NOT_PERSONAL, nullable=True),
    instant("created_at", NOT_PERSONAL),
    instant("deleted_at", NOT_PERSONAL, nullable=True),
    column("version", BigInteger, NOT_PERSONAL),
    # How many rounds in a row failed, and since when.
    column("failures", Integer, NOT_PERSONAL),
    instant("failing_since", NOT_PERSONAL, nullable=True),
    # When to look at it next, and until when somebody is sending to it.
    instant("due_at", NOT_PERSONAL, nullable=True),
    instant("working_until", NOT_PERSONAL, nullable=True),
    column("sequence", BigInteger, NOT_PERSONAL),
    Index(
        "webhook_endpoints_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

webhook_secrets = tenant_table(
    "webhook_secrets",
    key("id", Id("whs")),
    column("endpoint_id", Id("whk"), NOT_PERSONAL),
    column("sealed", LargeBinary, NOT_PERSONAL),
    instant("made_at", NOT_PERSONAL),
    instant("expires_at", NOT_PERSONAL, nullable=True),
    reference("endpoint_id", "webhook_endpoints"),
    Index(None, "tenant_id", "endpoint_id"),
)

# What is told stands in the outbox and nowhere else, so that it is erased there.
webhook_deliveries = tenant_table(
    "webhook_deliveries",
    key("endpoint_id", Id("whk")),
    key("event_id", Id("evn")),
    column("event", Text, NOT_PERSONAL),
    column("sequence", BigInteger, NOT_PERSONAL),
    column("state", Choice(DeliveryState), NOT_PERSONAL),
    column("attempts", SmallInteger, NOT_PERSONAL),
    instant("occurred_at", NOT_PERSONAL),
    instant("due_at", NOT_PERSONAL, nullable=True),
    instant("gives_up_at", NOT_PERSONAL),
    instant("settled_at", NOT_PERSONAL, nullable=True),
    column("status", SmallInteger, NOT_PERSONAL, nullable=True),
    column("fault", Choice(Fault), NOT_PERSONAL, nullable=True),
    reference("endpoint_id", "webhook_endpoints"),
    Index(
        "webhook_deliveries_due_idx",
        "tenant_id",
        "endpoint_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("webhook_deliveries_settled_idx", "tenant_id", "settled_at"),
    Index(
        "webhook_deliveries_parked_idx",
        "tenant_id",
        postgresql_where=text("state = 'parked'"),
    ),
    # Of whom we must know that they know.
    Index(
        "webhook_deliveries_erased_idx",
        "tenant_id",
        "event_id",
        postgresql_where=text("event = 'customer.erased'"),
    ),
)

webhook_attempts = tenant_table(
    "webhook_attempts",
    key("endpoint_id", Id("whk")),
    key("event_id", Id("evn")),
    key("number", SmallInteger),
    instant("began_at", NOT_PERSONAL),
    instant("ended_at", NOT_PERSONAL, nullable=True),
    column("status", SmallInteger, NOT_PERSONAL, nullable=True),
    column("fault", Choice(Fault), NOT_PERSONAL, nullable=True),
    ForeignKeyConstraint(
        ["tenant_id", "endpoint_id", "event_id"],
        [
            f"webhook_deliveries.{each}"
            for each in ("tenant_id", "endpoint_id", "event_id")
        ],
        ondelete="CASCADE",
    ),
)
