"""Imports: whole histories, in chunks that count once."""

from domain.imports.cells import of_cells
from domain.imports.kinds import Read, read_ahead
from domain.imports.model import (
    CHUNK_BYTES_MAX,
    CHUNK_ROWS_MAX,
    LINE_BYTES_MAX,
    Errors,
    Find,
    Finish,
    Import,
    ImportId,
    ImportKind,
    ListImports,
    RowError,
    Start,
    State,
    Take,
    Taken,
)
from domain.imports.refusals import ImportFinished, ImportNotFound, RowsMissing
from domain.imports.service import (
    errors,
    find,
    finish,
    kind_of,
    list_imports,
    start,
    take,
)

__all__ = [
    "CHUNK_BYTES_MAX",
    "CHUNK_ROWS_MAX",
    "LINE_BYTES_MAX",
    "Errors",
    "Find",
    "Finish",
    "Import",
    "ImportFinished",
    "ImportId",
    "ImportKind",
    "ImportNotFound",
    "ListImports",
    "Read",
    "RowError",
    "RowsMissing",
    "Start",
    "State",
    "Take",
    "Taken",
    "errors",
    "find",
    "finish",
    "kind_of",
    "list_imports",
    "of_cells",
    "read_ahead",
    "start",
    "take",
]
