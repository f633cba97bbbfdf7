"""How rows are written: a line of JSON, or of cells after RFC 4180."""

from dataclasses import fields
from typing import Any

import msgspec

from domain.exports.model import ExportFormat
from domain.kernel import cells

_encoder = msgspec.json.Encoder()


def heading(of: type[Any], form: ExportFormat) -> bytes:
    """Return the line that comes before rows: of cells, the names of the fields."""
    match form:
        case ExportFormat.NDJSON:
            return b""
        case ExportFormat.CSV:
            return cells.written([field.name for field in fields(of)])


def written(row: Any, form: ExportFormat) -> bytes:
    """Return a row as a line."""
    match form:
        case ExportFormat.NDJSON:
            return _encoder.encode(row) + b"\n"
        case ExportFormat.CSV:
            plain: dict[str, Any] = msgspec.to_builtins(row)
            return cells.written([_cell(plain[field.name]) for field in fields(row)])


def _cell(value: Any) -> str:
    """Return a value as a cell: text as it is, nothing as nothing, the rest as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _encoder.encode(value).decode()
