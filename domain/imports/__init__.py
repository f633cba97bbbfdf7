"""Imports: whole histories, in chunks that count once."""

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
from domain.imports.service import errors, find, finish, list_imports, start, take

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
    "RowError",
    "RowsMissing",
    "Start",
    "State",
    "Take",
    "Taken",
    "errors",
    "find",
    "finish",
    "list_imports",
    "start",
    "take",
]
