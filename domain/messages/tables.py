"""Messages, what they say, and where none may go. No table holds an address."""

from sqlalchemy import (
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.consent import ContactChannel
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.messages.model import MessageClass, MessageState, Reason
from domain.messages.suppression import SuppressionCause
from domain.messages.template import TemplateState

SENT = personal(Category.BEHAVIOUR, export=Export.ACCESS, keep="P2Y")

message_settings = tenant_table(
    "message_settings",
    key("name", Text),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

message_templates = tenant_table(
    "message_templates",
    key("template", Text),
    key("version", Integer),
    column("state", Choice(TemplateState), NOT_PERSONAL),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

messages = tenant_table(
    "messages",
    key("id", Id("msg")),
    column("customer_id", Id("cus"), pseudonym()),
    column("journey", Text, SENT, nullable=True),
    column("run_id", Id("jrn"), SENT, nullable=True),
    column("template", Text, SENT),
    column("template_version", Integer, SENT),
    column("message_class", Choice(MessageClass), SENT),
    column("purpose", Text, SENT),
    column("channel", Choice(ContactChannel), SENT),
    column("state", Choice(MessageState), SENT),
    column("reason", Choice(Reason), SENT, nullable=True),
    # Pairs of what the gate looked at and what it saw.
    column("evidence", JSONB, SENT),
    column("dedup_key", Text, SENT),
    # What it is about: an order, a reward, what the shop said of it.
    column("subject", JSONB, SENT),
    column("attempts", SmallInteger, SENT),
    instant("created_at", SENT),
    instant("due_at", SENT, nullable=True),
    instant("expires_at", SENT),
    instant("attempted_at", SENT, nullable=True),
    # When somebody got it, or may have.
    instant("handed_at", SENT, nullable=True),
    instant("ended_at", SENT, nullable=True),
    column("reply", Text, SENT, nullable=True),
    column(
        "content",
        LargeBinary,
        personal(Category.CONTACT, export=Export.ACCESS, erase=Erase.SHRED),
        nullable=True,
    ),
    UniqueConstraint("tenant_id", "dedup_key"),
    Index(
        "messages_due_at_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(None, "tenant_id", "customer_id", "id"),
    Index(
        "messages_handed_at_idx",
        "tenant_id",
        "handed_at",
        postgresql_where=text("handed_at IS NOT NULL"),
    ),
)

# Keyed digests of addresses, from which no way leads to one.
message_suppressions = tenant_table(
    "message_suppressions",
    key("address_index", LargeBinary),
    key("channel", Choice(ContactChannel)),
    column("cause", Choice(SuppressionCause), NOT_PERSONAL),
    instant("suppressed_at", NOT_PERSONAL),
)
