"""Taking everything of a kind away, part by part."""

from domain.exports import rules
from domain.exports.model import (
    ROWS_AT_ONCE,
    ExportPart,
    ExportProgress,
    FindProgress,
    TakeAway,
)
from domain.exports.sources import SOURCES, Source
from domain.kernel import BadCursor, NotAllowed, Unit, reads


@reads("exports:read", refusals=(NotAllowed, BadCursor))
async def take_away(unit: Unit, command: TakeAway) -> ExportPart:
    """Take away everything of a kind, the oldest first, as lines.

    Whoever is cut off goes on by the id of the last row that came, as `after`.
    """
    source = _admitted(unit, command)
    found = await source.read(unit, command.after, ROWS_AT_ONCE)
    lines = [rules.written(each, command.format) for each in found.items]
    if command.after is None:
        lines.insert(0, rules.heading(source.of, command.format))
    return ExportPart(lines=b"".join(lines), last=found.last)


@reads("exports:read", refusals=(NotAllowed, BadCursor))
async def find_progress(unit: Unit, command: FindProgress) -> ExportProgress:
    """Tell how many rows an export has by now, and how many came before one."""
    source = _admitted(unit, command)
    walked = await source.walked(unit, command.after)
    return ExportProgress(kind=command.kind, rows=walked.rows, done=walked.done)


def _admitted(unit: Unit, command: TakeAway | FindProgress) -> Source:
    """Return where rows come from, or refuse who may not read them one by one."""
    source = SOURCES[command.kind]
    unit.principal.require(source.scope)
    return source
