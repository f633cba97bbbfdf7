"""What can be done with imports."""

from domain import tenants
from domain.imports import store
from domain.imports.events import ImportEnded
from domain.imports.kinds import KINDS, read
from domain.imports.model import (
    ERRORS_KEPT,
    Errors,
    Find,
    Finish,
    Import,
    ImportId,
    ImportKind,
    Introduce,
    Introduced,
    ListImports,
    RowError,
    Start,
    State,
    Take,
    Taken,
)
from domain.imports.refusals import ImportFinished, ImportNotFound, RowsMissing
from domain.kernel import BadCursor, NotAllowed, Page, Unit, pages, reads, writes
from domain.kernel.batches import BatchResult, Outcome
from domain.kernel.errors import RacedError


@writes("imports:write", refusals=(NotAllowed,))
async def start(unit: Unit, command: Start) -> Import:
    """Begin an import; under the kind and name of one, go on with that one."""
    unit.principal.require(KINDS[command.kind].scope)
    await store.start(unit, command)
    found = await store.called(unit, command)
    assert found is not None, command
    return found


@writes(
    "imports:write",
    refusals=(
        NotAllowed,
        ImportNotFound,
        ImportFinished,
        RowsMissing,
        tenants.ProgrammeNotFound,
    ),
)
async def take(unit: Unit, command: Take) -> Taken:
    """Take a chunk of rows: all that it leads to happens, and is counted, or nothing.

    Rows that came before are passed over, so that whoever was cut off may begin again
    anywhere before. No row may be left out.
    """
    store.plan_anew(unit)
    store.wait_longer(unit)
    seen = await _found(unit, command.import_id)
    unit.principal.require(KINDS[seen.kind].scope)
    if seen.state is State.FINISHED:
        raise ImportFinished
    rows = command.read or read(seen.kind, command.lines)
    passed = max(seen.rows_done - command.first, 0)
    left = rows[passed:]
    result = BatchResult(rows=())
    if left:
        result = await KINDS[seen.kind].take(unit, left)
    # Only now, and before anything follows from the rows: so that they can be written
    # down while what follows from those before them is under way.
    held = await _held(unit, command.import_id)
    if held.state is State.FINISHED:
        raise ImportFinished
    if command.first > held.rows_done:
        raise RowsMissing(held.rows_done)
    if not left:
        return _taken(held, result)
    if command.first + passed < held.rows_done:
        raise RacedError(f"{command.import_id}: others took rows meanwhile")
    taken = _taken(held, result)
    store.advance(unit, held.id, taken)
    kept = max(ERRORS_KEPT - held.rejected, 0)
    store.add_errors(unit, held.id, taken.errors[:kept])
    return taken


@writes("imports:write", refusals=(NotAllowed,))
async def introduce(unit: Unit, command: Introduce) -> Introduced:
    """Write down whom rows name that nobody knows, before the rows are taken.

    The rows then wait for none before them that name the same customers.
    """
    kind = KINDS[command.kind]
    unit.principal.require(kind.scope)
    store.plan_anew(unit)
    store.wait_longer(unit)
    made = 0 if kind.introduce is None else await kind.introduce(unit, command.read)
    return Introduced(customers=made)


@writes("imports:write", refusals=(ImportNotFound,))
async def finish(unit: Unit, command: Finish) -> Import:
    """Say that no more rows will come; twice is as once."""
    held = await _held(unit, command.import_id)
    if held.state is State.OPEN:
        store.finish(unit, held.id)
        ended = ImportEnded(
            import_id=held.id,
            kind=held.kind,
            accepted=held.accepted,
            unchanged=held.unchanged,
            rejected=held.rejected,
        )
        unit.emit(ended)
    return await _found(unit, held.id)


@reads("imports:read", refusals=(ImportNotFound,))
async def find(unit: Unit, command: Find) -> Import:
    """Tell how far an import is."""
    return await _found(unit, command.import_id)


async def kind_of(unit: Unit, import_id: ImportId) -> ImportKind:
    """Return what the rows of an import are, for who reads them ahead, or refuse."""
    return (await _found(unit, import_id)).kind


@reads("imports:read", refusals=(BadCursor,))
async def list_imports(unit: Unit, command: ListImports) -> Page[Import]:
    """List all imports, newest first."""
    before = command.after and pages.place(command.after, tuple[ImportId])[0]
    rows = await store.page(unit, before or None, command.limit)
    return pages.page(rows, command.limit, lambda each: (each.id,))


@reads("imports:read", refusals=(ImportNotFound, BadCursor))
async def errors(unit: Unit, command: Errors) -> Page[RowError]:
    """Tell why rows of an import were refused, of the first 10,000 that were."""
    found = await _found(unit, command.import_id)
    after = pages.place(command.after, tuple[int])[0] if command.after else None
    rows = await store.errors(unit, found.id, after, command.limit)
    return pages.page(rows, command.limit, lambda each: (each.row,))


def _taken(held: Import, result: BatchResult) -> Taken:
    problems = (
        (held.rows_done + place, row.problem) for place, row in enumerate(result.rows)
    )
    return Taken(
        rows_done=held.rows_done + len(result.rows),
        accepted=result.count(Outcome.RECORDED),
        unchanged=result.count(Outcome.UNCHANGED),
        rejected=result.count(Outcome.REFUSED),
        errors=tuple(
            RowError(
                row=row, code=problem.code, title=problem.title, errors=problem.errors
            )
            for row, problem in problems
            if problem is not None
        ),
    )


async def _held(unit: Unit, import_id: ImportId) -> Import:
    held = await store.hold(unit, import_id)
    if held is None:
        raise ImportNotFound
    return held


async def _found(unit: Unit, import_id: ImportId) -> Import:
    found = await store.find(unit, import_id)
    if found is None:
        raise ImportNotFound
    return found
