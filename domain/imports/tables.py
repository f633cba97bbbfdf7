"""Imports, and why rows of theirs were refused."""

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from domain.imports.model import ImportKind, State
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

imports = tenant_table(
    "imports",
    key("id", Id("imp")),
    column("kind", Choice(ImportKind), NOT_PERSONAL),
    column("name", Text, NOT_PERSONAL),
    column("state", Choice(State), NOT_PERSONAL),
    column("rows_done", BigInteger, NOT_PERSONAL),
    column("accepted", BigInteger, NOT_PERSONAL),
    column("unchanged", BigInteger, NOT_PERSONAL),
    column("rejected", BigInteger, NOT_PERSONAL),
    instant("started_at", NOT_PERSONAL),
    instant("finished_at", NOT_PERSONAL, nullable=True),
    UniqueConstraint("tenant_id", "kind", "name"),
)

import_errors = tenant_table(
    "import_errors",
    key("import_id", Id("imp")),
    key("row", BigInteger),
    column("code", Text, NOT_PERSONAL),
    column("title", Text, NOT_PERSONAL),
    # Which fields, and what was expected of them; never what was in them.
    column("errors", JSONB, NOT_PERSONAL),
    reference("import_id", "imports"),
)
