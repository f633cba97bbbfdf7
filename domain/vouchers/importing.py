"""Codes that somebody else made: a pool of them, or what was given out already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Malformed, Refusal, Unit, writes
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    RowResult,
    malformed,
    read_line,
    refused,
)
from domain.vouchers import codes, store
from domain.vouchers.issuing import Made, make_fresh, pool_named
from domain.vouchers.model import CodeRow, CodesImported, ImportCodes, Pool
from domain.vouchers.refusals import CodeTaken, PoolNotFound
from domain.vouchers.store import Fresh

# Of so short a code too many are somebody's to be one.
CODE_LENGTH_MIN = 4

read_code = partial(read_line, CodeRow)


@writes("vouchers:write", refusals=(PoolNotFound,))
async def import_codes(unit: Unit, command: ImportCodes) -> CodesImported:
    """Fill a pool with codes that somebody else made.

    A code that is there already, in whatever pool, is left as it is.
    """
    pool = await pool_named(unit, command.pool)
    rows = [CodeRow(pool=command.pool, code=code) for code in command.codes]
    return CodesImported(rows=await _fill(unit, pool, rows, {}))


async def take_codes(unit: Unit, read: Sequence[CodeRow | Malformed]) -> BatchResult:
    """Fill pools with codes, a chunk of a bulk import; each is answered by itself.

    Who has a code already is told nothing: they know.
    """
    places: defaultdict[str, list[tuple[int, CodeRow]]] = defaultdict(list)
    answers: dict[int, RowResult] = {}
    for place, row in enumerate(read):
        if isinstance(row, Malformed):
            answers[place] = refused(row)
        else:
            places[row.pool].append((place, row))
    named = {row.customer_id for given in places.values() for _, row in given}
    whose = await customers.keep_meant(unit, [each for each in named if each])
    for name, given in sorted(places.items()):
        pool = await store.pool_named(unit, name)
        rows = (refused(PoolNotFound()),) * len(given)
        if pool is not None:
            rows = await _fill(unit, pool, [row for _, row in given], whose)
        answers |= {place: row for (place, _), row in zip(given, rows, strict=True)}
    return BatchResult(rows=tuple(answers[place] for place in range(len(read))))


async def _fill(
    unit: Unit,
    pool: Pool,
    rows: Sequence[CodeRow],
    whose: Mapping[CustomerRef, CustomerId],
) -> tuple[RowResult, ...]:
    """Write down codes of a pool; each is answered by itself."""
    wanted = [_made(row, whose, unit.now) for row in rows]
    made = [each for each in wanted if isinstance(each, Made)]
    fresh = await make_fresh(unit, pool, made)
    added = await store.add(unit, fresh)
    there = [each.code_index for each in fresh if each.id not in added]
    owners = await store.owners(unit, there) if there else {}
    answers = iter(
        RowResult(outcome=Outcome.RECORDED, id=each.id)
        if each.id in added
        else _answer(each, owners)
        for each in fresh
    )
    return tuple(
        refused(each) if isinstance(each, Refusal) else next(answers) for each in wanted
    )


def _made(
    row: CodeRow, whose: Mapping[CustomerRef, CustomerId], now: datetime
) -> Made | Refusal:
    """Return the code that a row comes to, or why it is refused."""
    if len(codes.normalised(row.code)) < CODE_LENGTH_MIN:
        return malformed("/code", "Expected 4 letters or more.")
    since = row.issued_at or now
    if since > now:
        return malformed("/issued_at", "Nobody was given this yet.")
    if row.expires_at is not None and row.expires_at <= since:
        return malformed("/expires_at", "Before it was given.")
    if row.customer_id is not None and row.customer_id not in whose:
        return CustomerNotFound()
    owner = None if row.customer_id is None else whose[row.customer_id]
    return Made(row.code, owner, row.issued_at, row.expires_at)


def _answer(fresh: Fresh, owners: Mapping[bytes, CustomerId | None]) -> RowResult:
    """Answer a code that is there: it is left as it is, and whose it is."""
    try:
        _refuse_taken(fresh, owners)
    except CodeTaken as refusal:
        return refused(refusal)
    return RowResult(outcome=Outcome.UNCHANGED)


def _refuse_taken(fresh: Fresh, owners: Mapping[bytes, CustomerId | None]) -> None:
    if fresh.customer_id not in {None, owners.get(fresh.code_index)}:
        raise CodeTaken
