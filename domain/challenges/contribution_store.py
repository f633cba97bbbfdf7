"""The SQL of contributions: one function, one statement, one type.

Who contributes writes a row of their own, and waits for nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from domain.challenges.tables import challenge_contributions
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view

PARTS = challenge_contributions.c
_ROWS = insertion(PARTS.challenge, PARTS.customer_id, PARTS.amount, PARTS.folded)
SAVE = _ROWS.on_conflict_do_update(
    constraint=challenge_contributions.primary_key,
    set_={"amount": _ROWS.excluded.amount},
)
THESE = sets.given(PARTS.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What somebody contributed, and how much of it is in the total."""

    customer_id: CustomerId
    amount: int
    folded: int


def save(unit: Unit, challenge: str, amounts: Mapping[CustomerId, int]) -> None:
    """Write down what customers contribute now."""
    rows = (
        {"challenge": challenge, "customer_id": bare(who), "amount": much, "folded": 0}
        for who, much in sorted(amounts.items())
    )
    unit.write(SAVE, records=encoded(rows))


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
