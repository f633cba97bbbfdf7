"""Mails: what they say is sealed by their customer's key, and gone once handed over."""

from sqlalchemy import Index, LargeBinary, SmallInteger, Text, text

from domain.kernel.personal import (
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.mails.model import MailKind, MailState

WRITTEN = personal(Category.TECHNICAL, export=Export.ACCESS)

mails = tenant_table(
    "mails",
    key("id", Id("mai")),
    column("customer_id", Id("cus"), pseudonym()),
    column("kind", Choice(MailKind), WRITTEN),
    column("state", Choice(MailState), WRITTEN),
    column(
        "content",
        LargeBinary,
        personal(Category.CONTACT, export=Export.ACCESS, erase=Erase.SHRED),
        nullable=True,
    ),
    column("attempts", SmallInteger, WRITTEN),
    instant("created_at", WRITTEN),
    instant("expires_at", WRITTEN),
    instant("due_at", WRITTEN, nullable=True),
    instant("attempted_at", WRITTEN, nullable=True),
    instant("ended_at", WRITTEN, nullable=True),
    column("reply", Text, WRITTEN, nullable=True),
    Index(None, "tenant_id", "customer_id"),
    Index(
        "mails_due_at_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
