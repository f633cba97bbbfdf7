"""Where tenants, their programmes and what they revoked are kept."""

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import (
    PRIVACY,
    Id,
    column,
    instant,
    key,
    metadata,
    reference,
    tenant_table,
)

# Not a tenant's table but the table of tenants: a tenant sees its own row alone.
tenants = Table(
    "tenants",
    metadata,
    Column("id", Id("tnt"), primary_key=True, info={PRIVACY: NOT_PERSONAL}),
    column("slug", Text, NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("kind", Text, NOT_PERSONAL),
    column("status", Text, NOT_PERSONAL),
    Column(
        "created_at",
        DateTime(timezone=True),
        nullable=False,
        info={PRIVACY: NOT_PERSONAL},
    ),
    instant("wiping_since", NOT_PERSONAL, nullable=True),
    column("requests_per_day", Integer, NOT_PERSONAL, nullable=True),
    UniqueConstraint("slug"),
)

programmes = tenant_table(
    "programmes",
    key("id", Id("prg")),
    column("slug", Text, NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("time_zone", Text, NOT_PERSONAL),
    column("currency", Text, NOT_PERSONAL),
    column("locales", ARRAY(Text, as_tuple=True), NOT_PERSONAL),
    column("version", Integer, NOT_PERSONAL),
    UniqueConstraint("tenant_id", "slug"),
)

programme_units = tenant_table(
    "programme_units",
    key("code", Text),
    column("programme_id", Id("prg"), NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("kind", Text, NOT_PERSONAL),
    column("exponent", SmallInteger, NOT_PERSONAL),
    column("singular", Text, NOT_PERSONAL, nullable=True),
    reference("programme_id", "programmes"),
)

# A token outlives its row by nothing: both are gone when it would have expired.
revoked_tokens = tenant_table(
    "revoked_tokens",
    key("id", Id("tok")),
    instant("expires_at", NOT_PERSONAL),
)
