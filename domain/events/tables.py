"""What customers and visitors did, and the types of events that a tenant has named."""

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
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
from domain.kernel.tables import Id, column, instant, key, reference, tenant_table

BEHAVIOUR = personal(Category.BEHAVIOUR, erase=Erase.DELETE, keep="P2Y")

events = tenant_table(
    "events",
    key("id", Id("evt"), BEHAVIOUR),
    column("source", Text, BEHAVIOUR),
    column("external_id", Text, BEHAVIOUR),
    column("type", Text, BEHAVIOUR),
    column("customer_id", Id("cus"), pseudonym(), nullable=True),
    column("visitor_id", Text, BEHAVIOUR, nullable=True),
    column("data", JSONB, BEHAVIOUR),
    # A keyed digest of what was sent: tells the same event from another.
    column("fingerprint", LargeBinary, NOT_PERSONAL),
    instant("occurred_at", BEHAVIOUR),
    instant("recorded_at", BEHAVIOUR),
    # Since when it is taken back.
    instant("removed_at", BEHAVIOUR, nullable=True),
    UniqueConstraint("tenant_id", "source", "external_id"),
    reference("customer_id", "customers"),
    Index(None, "tenant_id", "customer_id", "occurred_at", "id"),
    Index(
        "events_visitor_idx",
        "tenant_id",
        "visitor_id",
        postgresql_where=sql("customer_id IS NULL AND visitor_id IS NOT NULL"),
    ),
    # What happened to an order may be told before the order is.
    Index(
        "events_order_idx",
        "tenant_id",
        sql("(data ->> 'order')"),
        postgresql_where=sql("data ? 'order'"),
    ),
)

event_types = tenant_table(
    "event_types",
    key("name", Text),
    column("schema", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

# What a merge of two customers moved: its undoing moves back that and nothing else.
event_moves = tenant_table(
    "event_moves",
    key("merge_id", Id("mrg")),
    key(
        "event_id",
        Id("evt"),
        personal(
            Category.BEHAVIOUR,
            subject="event_id>events.customer_id",
            export=Export.NO,
            erase=Erase.DELETE,
        ),
    ),
    reference("event_id", "events"),
)
