"""The SQL of draws: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.draws.model import Draw, DrawNames, DrawStatus, Prize, Winner
from domain.draws.tables import draw_entries, draws
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.walks import following

DRAWS, ENTRIES = draws.c, draw_entries.c
ENTRANTS_MAX = 1_000_000
# What began before a draw closed has been committed by then.
SETTLED = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A draw as it is stored."""

    id: str
    names: dict[str, Any]
    unit: str
    prizes: list[dict[str, Any]]
    closes_at: datetime
    status: DrawStatus
    commitment: str
    sealed: bytes
    seed: str | None
    tickets: int
    entrants: int
    list_hash: str | None
    drawn_at: datetime | None
    after_id: CustomerId | None

    @property
    def each_prize(self) -> list[DrawNames]:
        """Return what each winner wins, the first first."""
        prizes = msgspec.convert(self.prizes, tuple[Prize, ...])
        return [each.names for each in prizes for _ in range(each.count)]

    def shown(self, won: Sequence["EntryRow"]) -> Draw:
        """Return what everybody may know."""
        what = self.each_prize
        return Draw(
            id=self.id,
            names=msgspec.convert(self.names, DrawNames),
            unit=self.unit,
            prizes=msgspec.convert(self.prizes, tuple[Prize, ...]),
            closes_at=self.closes_at,
            status=self.status,
            commitment=self.commitment,
            seed=self.seed,
            tickets=self.tickets,
            entrants=self.entrants,
            list_hash=self.list_hash,
            drawn_at=self.drawn_at,
            winners=tuple(
                Winner(
                    place=each.place,
                    code=each.code,
                    prize=what[each.place - 1],
                    ticket=each.ticket or 0,
                )
                for each in won
                if each.place is not None
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """What somebody has in a draw."""

    draw_id: str
    customer_id: CustomerId
    code: str
    tickets: int
    place: int | None
    ticket: int | None


async def add(unit: Unit, row: Row) -> bool:
    """Write a draw down, unless another by the same tickets waits."""
    new = upsert(draws).values(asdict(row))
    return await unit.run(new.on_conflict_do_nothing()) == 1


async def waiting(unit: Unit, code: str) -> Row | None:
    """Return the draw by these tickets that has yet to be drawn."""
    of_unit = view(draws, Row).where(DRAWS.unit == code)
    these = of_unit.where(DRAWS.status.in_([DrawStatus.OPEN, DrawStatus.CLOSED]))
    return await unit.one(Row, these)


async def find(unit: Unit, draw_id: str) -> Row | None:
    """Return a draw."""
    return await unit.one(Row, view(draws, Row).where(DRAWS.id == draw_id))


async def hold(unit: Unit, draw_id: str) -> Row | None:
    """Return a draw, and keep others from it until the unit ends."""
    this = view(draws, Row).where(DRAWS.id == draw_id)
    return await unit.one(Row, this.with_for_update())


async def due(unit: Unit) -> Row | None:
    """Return a draw that is to be drawn, unless another unit has it in hand."""
    passed = (
        view(draws, Row)
        .where(DRAWS.status.in_([DrawStatus.OPEN, DrawStatus.CLOSED]))
        .where(DRAWS.closes_at <= unit.now - SETTLED)
        .order_by(DRAWS.closes_at)
        .limit(1)
    )
    return await unit.one(Row, passed.with_for_update(skip_locked=True))


async def page(unit: Unit, before: str | None, limit: int) -> tuple[Row, ...]:
    """Return draws, the latest first, and one more."""
    rows = view(draws, Row).order_by(DRAWS.id.desc()).limit(limit + 1)
    return await unit.all(
        Row, rows if before is None else rows.where(DRAWS.id < before)
    )


async def drawn(unit: Unit, after: str | None, limit: int) -> tuple[Row, ...]:
    """Return draws that were drawn, after one, in the order of ids."""
    rows = view(draws, Row).where(DRAWS.status == DrawStatus.DRAWN)
    return await unit.all(Row, following(rows, DRAWS.id, after, limit))


def change(unit: Unit, draw_id: str, **values: Any) -> None:
    """Change a draw that this unit holds."""
    unit.write(update(draws).where(DRAWS.id == draw_id).values(values))


def enter(unit: Unit, rows: Iterable[EntryRow]) -> None:
    """Write down who takes part, with how many tickets."""
    values = [asdict(each) for each in rows]
    if values:
        unit.write(upsert(draw_entries).values(values))


def win(unit: Unit, entry: EntryRow, place: int, ticket: int) -> None:
    """Write down that somebody won."""
    this = update(draw_entries).where(ENTRIES.draw_id == entry.draw_id)
    mine = this.where(ENTRIES.customer_id == entry.customer_id)
    unit.write(mine.values(place=place, ticket=ticket))


async def entries(unit: Unit, draw_id: str) -> tuple[EntryRow, ...]:
    """Return all who take part."""
    rows = view(draw_entries, EntryRow).where(ENTRIES.draw_id == draw_id)
    return await unit.all(EntryRow, rows.limit(ENTRANTS_MAX))


async def won(unit: Unit, draw_ids: Sequence[str]) -> dict[str, list[EntryRow]]:
    """Return who won in some draws, the first first."""
    rows = (
        view(draw_entries, EntryRow)
        .where(ENTRIES.draw_id.in_(draw_ids), ENTRIES.place.is_not(None))
        .order_by(ENTRIES.place)
        .limit(ENTRANTS_MAX)
    )
    found: dict[str, list[EntryRow]] = {each: [] for each in draw_ids}
    for each in await unit.all(EntryRow, rows):
        found[each.draw_id].append(each)
    return found


async def tickets(
    unit: Unit, draw_id: str, after: str | None, limit: int
) -> tuple[EntryRow, ...]:
    """Return who takes part, by their codes, and one more."""
    rows = view(draw_entries, EntryRow).where(ENTRIES.draw_id == draw_id)
    if after is not None:
        rows = rows.where(ENTRIES.code > after)
    return await unit.all(EntryRow, rows.order_by(ENTRIES.code).limit(limit + 1))


async def own(
    unit: Unit, draw_id: str, customer_ids: Sequence[CustomerId]
) -> tuple[EntryRow, ...]:
    """Return what somebody has in a draw, by all of their ids."""
    rows = view(draw_entries, EntryRow).where(ENTRIES.draw_id == draw_id)
    return await unit.all(EntryRow, rows.where(ENTRIES.customer_id.in_(customer_ids)))
