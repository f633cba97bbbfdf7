"""The error file of an import: a line for everything that was wrong with a row."""

from collections.abc import Iterator

from domain import exports
from domain.imports import store
from domain.imports.model import (
    ERRORS_READ_AT_ONCE,
    ErrorLine,
    ErrorPart,
    RowError,
    TakeErrors,
)
from domain.imports.refusals import ImportNotFound
from domain.kernel import Unit, reads


@reads("imports:read", refusals=(ImportNotFound,))
async def error_file(unit: Unit, command: TakeErrors) -> ErrorPart:
    """Tell why rows were refused as a file, a line for each field that was wrong.

    Whoever is cut off goes on by the number of the last row that came, as `after`.
    """
    if await store.find(unit, command.import_id) is None:
        raise ImportNotFound
    most = ERRORS_READ_AT_ONCE
    found = await store.errors(unit, command.import_id, command.after, most)
    some = found[:most]
    lines = [
        exports.written(line, command.format) for each in some for line in _lines(each)
    ]
    if command.after is None:
        lines.insert(0, exports.heading(ErrorLine, command.format))
    more = len(found) > most
    return ErrorPart(lines=b"".join(lines), last=some[-1].row if more else None)


def _lines(error: RowError) -> Iterator[ErrorLine]:
    told = [(each.pointer, each.detail) for each in error.errors]
    for pointer, detail in told or [(None, None)]:
        yield ErrorLine(
            row=error.row,
            code=error.code,
            title=error.title,
            pointer=pointer,
            detail=detail,
        )
