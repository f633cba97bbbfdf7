"""The SQL of whom somebody does not read: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from domain.community.model import MemberId
from domain.community.tables import community_ignores as ignores
from domain.kernel import Unit

IGNORED_MAX = 500


@dataclass(frozen=True, slots=True)
class _Ignored:
    ignored_id: MemberId


@dataclass(frozen=True, slots=True)
class _Ignoring:
    member_id: MemberId


async def of(unit: Unit, ids: Sequence[MemberId]) -> tuple[MemberId, ...]:
    """Return whom a person does not read, by whichever member of theirs."""
    these = (
        select(ignores.c.ignored_id)
        .distinct()
        .where(ignores.c.member_id.in_(list(ids)))
        .order_by(ignores.c.ignored_id)
        .limit(IGNORED_MAX)
    )
    return tuple(each.ignored_id for each in await unit.all(_Ignored, these))


async def add(unit: Unit, member_id: MemberId, ignored_id: MemberId) -> None:
    """Write down that somebody does not read somebody."""
    row = {"member_id": member_id, "ignored_id": ignored_id}
    await unit.run(insert(ignores).values(row).on_conflict_do_nothing())


async def drop(unit: Unit, ids: Sequence[MemberId], ignored_id: MemberId) -> None:
    """Write down that a person reads somebody again, by whichever member of theirs."""
    this = delete(ignores).where(
        ignores.c.member_id.in_(list(ids)), ignores.c.ignored_id == ignored_id
    )
    await unit.run(this)


async def ignoring(
    unit: Unit, ignored_id: MemberId, ids: Sequence[MemberId]
) -> frozenset[MemberId]:
    """Return those of these members who do not read somebody."""
    these = select(ignores.c.member_id).where(
        ignores.c.ignored_id == ignored_id, ignores.c.member_id.in_(list(ids))
    )
    rows = await unit.all(_Ignoring, these.limit(IGNORED_MAX))
    return frozenset(each.member_id for each in rows)
