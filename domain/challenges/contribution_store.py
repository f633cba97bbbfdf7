"""The SQL of contributions and totals: one function, one statement, one type.

Who contributes writes a row of their own, and waits for nobody. The total is what is
folded of all rows; only the sweep that folds them touches its row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.challenges.tables import challenge_contributions, challenge_totals
from domain.challenges.together import Total
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view

PARTS, TOTALS = challenge_contributions.c, challenge_totals.c
TOTALS_MAX = 50
_ROWS = insertion(PARTS.challenge, PARTS.customer_id, PARTS.amount, PARTS.folded)
SAVE = _ROWS.on_conflict_do_update(
    constraint=challenge_contributions.primary_key,
    set_={"amount": _ROWS.excluded.amount},
)
THESE = sets.given(PARTS.customer_id)
# What came back is taken off before it is folded, so that nothing is shown twice.
_LESS = (
    select(func.coalesce(func.sum(PARTS.amount - PARTS.folded), 0))
    .where(PARTS.challenge == TOTALS.challenge)
    .where(PARTS.amount != PARTS.folded)
    .where(PARTS.amount < PARTS.folded)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What somebody contributed, and how much of it is in the total."""

    customer_id: CustomerId
    amount: int
    folded: int


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


def save(unit: Unit, challenge: str, amounts: Mapping[CustomerId, int]) -> None:
    """Write down what customers contribute now."""
    rows = (
        {"challenge": challenge, "customer_id": bare(who), "amount": much, "folded": 0}
        for who, much in sorted(amounts.items())
    )
    unit.write(SAVE, records=encoded(rows))


async def totals(unit: Unit) -> dict[str, Total]:
    """Return the total of each challenge, never more than what was contributed."""
    shown = select(
        TOTALS.challenge, (TOTALS.total + _LESS).label("total"), TOTALS.reached
    )
    rows = await unit.all(_Shown, shown.limit(TOTALS_MAX))
    return {
        each.challenge: Total(
            challenge=each.challenge,
            total=int(each.total),
            reached=msgspec.convert(each.reached, dict[str, datetime]),
        )
        for each in rows
    }


async def hold(unit: Unit, challenge: str) -> Kept | None:
    """Hold a total until the unit ends; None, if another unit does."""
    nothing: dict[str, str] = {}
    new = upsert(challenge_totals).values(
        challenge=challenge, total=0, reached=nothing, sharing=False
    )
    unit.write(new.on_conflict_do_nothing())
    this = view(challenge_totals, Kept).where(TOTALS.challenge == challenge)
    return await unit.one(Kept, this.with_for_update(skip_locked=True))


async def unfolded(unit: Unit, challenge: str, limit: int) -> tuple[Part, ...]:
    """Hold some contributions that the total does not know, but no one's in use."""
    waiting = (
        view(challenge_contributions, Part)
        .where(PARTS.challenge == challenge)
        .where(PARTS.amount != PARTS.folded)
        .order_by(PARTS.customer_id)
        .limit(limit)
    )
    return await unit.all(Part, waiting.with_for_update(skip_locked=True))


def fold(unit: Unit, challenge: str, customer_ids: Iterable[CustomerId]) -> None:
    """Say that contributions are in the total, which this unit holds as well."""
    these = update(challenge_contributions).where(
        PARTS.challenge == challenge, PARTS.customer_id.in_(select(THESE.c.customer_id))
    )
    unit.write(these.values(folded=PARTS.amount), customer_id_of=list(customer_ids))


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


async def sharers(
    unit: Unit, challenge: str, least: int, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return who contributed enough, after somebody, in the order of ids."""
    these = (
        view(challenge_contributions, Part)
        .where(PARTS.challenge == challenge)
        .where(PARTS.amount >= least)
        .order_by(PARTS.customer_id)
        .limit(limit)
    )
    if after is not None:
        these = these.where(PARTS.customer_id > after)
    return tuple(each.customer_id for each in await unit.all(Part, these))


async def unbalanced(unit: Unit) -> Sequence[_Shown]:
    """Return the totals that are not what is folded, as they should be."""
    sums = (
        select(func.coalesce(func.sum(PARTS.folded), 0))
        .where(PARTS.challenge == TOTALS.challenge)
        .scalar_subquery()
    )
    wrong = select(TOTALS.challenge, sums.label("total"), TOTALS.reached)
    return await unit.all(_Shown, wrong.where(TOTALS.total != sums).limit(TOTALS_MAX))
