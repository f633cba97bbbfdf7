"""The keys by which tenants sign, among the keys, which are backed up apart."""

from sqlalchemy import Index, LargeBinary, text

from domain.kernel.keyring import SCHEMA
from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import Id, column, instant, key, tenant_table

# Of a key that is retired, only what verifies is kept.
signing_keys = tenant_table(
    "signing_keys",
    key("id", Id("sgk")),
    column("public_key", LargeBinary, NOT_PERSONAL),
    column("wrapped_seed", LargeBinary, NOT_PERSONAL, nullable=True),
    instant("created_at", NOT_PERSONAL),
    instant("retired_at", NOT_PERSONAL, nullable=True),
    column("predecessor", Id("sgk"), NOT_PERSONAL, nullable=True),
    column("endorsement", LargeBinary, NOT_PERSONAL, nullable=True),
    Index(
        "signing_keys_in_use_idx",
        "tenant_id",
        unique=True,
        postgresql_where=text("retired_at IS NULL"),
    ),
    schema=SCHEMA,
)
