"""The SQL of what changed what households have: one function, one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from domain.households.model import LineKind
from domain.households.store import Member, Row
from domain.households.tables import household_lines
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view

LINES = household_lines.c
COUNTED = (LineKind.TAKEN, LineKind.SPENT, LineKind.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is stored."""

    id: str
    household_id: str
    customer_id: CustomerId | None
    kind: LineKind
    unit: str
    amount: int
    redemption_id: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class _Used:
    household_id: str
    customer_id: CustomerId
    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Sum:
    household_id: str
    unit: str
    amount: int


def add(unit: Unit, lines: Iterable[Line]) -> None:
    """Write lines down."""
    rows = [asdict(each) for each in lines]
    if rows:
        unit.write(insert(household_lines).values(rows))


async def page(
    unit: Unit, household_id: str, before: str | None, limit: int
) -> tuple[Line, ...]:
    """Return the lines of a household, the latest first, and one more."""
    rows = view(household_lines, Line).where(LINES.household_id == household_id)
    if before is not None:
        rows = rows.where(LINES.id < before)
    return await unit.all(Line, rows.order_by(LINES.id.desc()).limit(limit + 1))


async def used_since(
    unit: Unit,
    asked: Sequence[tuple[Row, Member]],
    people: Mapping[CustomerId, CustomerId],
    since: datetime,
) -> dict[str, dict[str, int]]:
    """Return how much of each unit members have had since an instant, by member."""
    amount = (-func.sum(LINES.amount)).label("amount")
    who = (LINES.household_id, LINES.customer_id, LINES.unit)
    theirs = (
        select(*who, amount)
        .where(LINES.household_id.in_([row.id for row, _ in asked]))
        .where(LINES.customer_id.in_(list(people)), LINES.kind.in_(COUNTED))
        .where(LINES.recorded_at >= since)
        .group_by(*who)
    )
    named = {(row.id, you.customer_id): you.id for row, you in asked}
    used: dict[str, dict[str, int]] = {you.id: {} for _, you in asked}
    for each in await unit.all(_Used, theirs):
        member = named.get((each.household_id, people[each.customer_id]))
        if member is not None:
            had = used[member].get(each.unit, 0)
            used[member][each.unit] = had + int(each.amount)
    return used


async def sums(unit: Unit, household_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return what the lines of households come to, of each unit of value."""
    amount = func.sum(LINES.amount).label("amount")
    theirs = (
        select(LINES.household_id, LINES.unit, amount)
        .where(LINES.household_id.in_(list(household_ids)))
        .group_by(LINES.household_id, LINES.unit)
    )
    found: dict[str, dict[str, int]] = {each: {} for each in household_ids}
    for each in await unit.all(_Sum, theirs):
        found[each.household_id][each.unit] = int(each.amount)
    return found
