"""The SQL of totals: one function, one statement, one type.

A total is what is folded of all contributions; only the sweep that folds touches it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.challenges.tables import challenge_contributions, challenge_totals
from domain.challenges.together import Total
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view

PARTS, TOTALS = challenge_contributions.c, challenge_totals.c
TOTALS_MAX = 50
NOTHING: ColumnElement[Any] = literal_column("'{}'::jsonb")
# What came back is taken off before it is folded, so that nothing is shown twice.
_LESS = (
    select(func.coalesce(func.sum(PARTS.amount - PARTS.folded), 0))
    .where(PARTS.challenge == TOTALS.challenge)
    .where(PARTS.amount < PARTS.folded)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A total that this unit holds."""

    challenge: str
    total: int
    reached: dict[str, Any]
    sharing: bool
    after_id: CustomerId | None


@dataclass(frozen=True, slots=True)
class _Shown:
    challenge: str
    total: int
    reached: dict[str, Any]


async def totals(unit: Unit) -> dict[str, Total]:
    """Return the total of each challenge, never more than what was contributed."""
    shown = select(
        TOTALS.challenge, (TOTALS.total + _LESS).label("total"), TOTALS.reached
    )
    rows = await unit.all(_Shown, shown.limit(TOTALS_MAX))
    return {each.challenge: _total(each) for each in rows}


async def reached(unit: Unit) -> tuple[Total, ...]:
    """Return what all came to together, as far as they came to anything."""
    these = select(TOTALS.challenge, TOTALS.total, TOTALS.reached).where(
        TOTALS.reached != NOTHING
    )
    rows = await unit.all(_Shown, these.limit(TOTALS_MAX))
    return tuple(map(_total, rows))


async def hold(unit: Unit, challenge: str) -> Kept | None:
    """Hold a total until the unit ends; None, if another unit does."""
    nothing: dict[str, str] = {}
    new = upsert(challenge_totals).values(
        challenge=challenge, total=0, reached=nothing, sharing=False
    )
    unit.write(new.on_conflict_do_nothing())
    this = view(challenge_totals, Kept).where(TOTALS.challenge == challenge)
    return await unit.one(Kept, this.with_for_update(skip_locked=True))


def advance(unit: Unit, kept: Kept) -> None:
    """Write down what a total has become that this unit holds."""
    this = update(challenge_totals).where(TOTALS.challenge == kept.challenge)
    unit.write(
        this.values(
            total=kept.total,
            reached=msgspec.to_builtins(kept.reached),
            sharing=kept.sharing,
            after_id=kept.after_id,
        )
    )


async def unbalanced(unit: Unit) -> Sequence[_Shown]:
    """Return the totals that are not what is folded, as they should be."""
    sums = (
        select(func.coalesce(func.sum(PARTS.folded), 0))
        .where(PARTS.challenge == TOTALS.challenge)
        .scalar_subquery()
    )
    wrong = select(TOTALS.challenge, sums.label("total"), TOTALS.reached)
    return await unit.all(_Shown, wrong.where(TOTALS.total != sums).limit(TOTALS_MAX))


def _total(row: _Shown) -> Total:
    return Total(
        challenge=row.challenge,
        total=int(row.total),
        reached=msgspec.convert(row.reached, dict[str, datetime]),
    )
