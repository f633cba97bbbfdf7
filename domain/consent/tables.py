"""Purposes, notices, and what customers said of them: the last is only added to.

What holds now is a projection of what was said, kept in the same unit.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.consent.model import (
    Basis,
    Change,
    ConsentState,
    ContactChannel,
    Method,
    OptIn,
    PurposeKind,
)
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table

SAID = personal(
    Category.PREFERENCE,
    erase=Erase.KEEP,
    basis="consent must be demonstrable (art. 7(1)), and so must its end",
    keep="P5Y",
)

purposes = tenant_table(
    "purposes",
    key("purpose", Text),
    column("name", JSONB, NOT_PERSONAL),
    column("basis", Choice(Basis), NOT_PERSONAL),
    column("kind", Choice(PurposeKind), NOT_PERSONAL),
    column("channels", ARRAY(Text), NOT_PERSONAL),
    column("opt_in", Choice(OptIn), NOT_PERSONAL),
    column("valid_months", Integer, NOT_PERSONAL, nullable=True),
    instant("recorded_at", NOT_PERSONAL),
)

notices = tenant_table(
    "notices",
    key("purpose", Text),
    key("version", Integer),
    column("text", JSONB, NOT_PERSONAL),
    column("change", Choice(Change), NOT_PERSONAL),
    instant("published_at", NOT_PERSONAL),
)

# Who holds this row holds all that a customer agrees to.
consent_files = tenant_table(
    "consent_files",
    key("customer_id", Id("cus"), pseudonym()),
    column("version", BigInteger, NOT_PERSONAL),
    column("head", LargeBinary, NOT_PERSONAL),
)

consent_events = tenant_table(
    "consent_events",
    key("id", Id("con")),
    column("customer_id", Id("cus"), pseudonym()),
    column("seq", BigInteger, SAID),
    column("purpose", Text, SAID),
    column("channel", Choice(ContactChannel), SAID),
    column("state", Choice(ConsentState), SAID),
    column("basis", Choice(Basis), SAID),
    column("notice_version", Integer, SAID, nullable=True),
    column("language", Text, SAID, nullable=True),
    column("method", Choice(Method), SAID),
    column("source", Text, SAID),
    instant("confirmed_at", SAID, nullable=True),
    column(
        "network",
        Text,
        personal(Category.TECHNICAL, erase=Erase.NULL),
        nullable=True,
    ),
    instant("occurred_at", SAID),
    instant("effective_at", SAID),
    instant("recorded_at", SAID),
    instant("expires_at", SAID, nullable=True),
    column("hash", LargeBinary, NOT_PERSONAL),
    UniqueConstraint("tenant_id", "customer_id", "seq"),
)

consent_states = tenant_table(
    "consent_states",
    key("customer_id", Id("cus"), pseudonym()),
    key("purpose", Text, SAID),
    key("channel", Choice(ContactChannel), SAID),
    column("consent_id", Id("con"), SAID),
    column("state", Choice(ConsentState), SAID),
    instant("expires_at", SAID, nullable=True),
    Index(
        "consent_states_expires_at_idx",
        "tenant_id",
        "expires_at",
        postgresql_where=text("expires_at IS NOT NULL"),
    ),
)
