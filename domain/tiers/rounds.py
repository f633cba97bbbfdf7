"""The SQL of rounds: versions that are to be applied to everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.tiers.tables import tier_rounds

ROUNDS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A version that is to be applied to everybody, and who had their turn last."""

    programme_id: str
    due_at: datetime
    after_id: CustomerId | None


async def open_round(unit: Unit) -> Round | None:
    """Return the first round that is due, and keep others from it."""
    passed = view(tier_rounds, Round).where(
        tier_rounds.c.due_at <= unit.now, tier_rounds.c.done_at.is_(None)
    )
    first = passed.order_by(tier_rounds.c.due_at).limit(1).with_for_update()
    return await unit.one(Round, first)


async def open_rounds(unit: Unit) -> tuple[Round, ...]:
    """Return the rounds that are not done yet, due or not."""
    waiting = view(tier_rounds, Round).where(tier_rounds.c.done_at.is_(None))
    return await unit.all(Round, waiting.limit(ROUNDS_MAX))


def pass_on(unit: Unit, round_: Round, after: CustomerId | None) -> None:
    """Write down who had their turn last; None ends the round."""
    this = update(tier_rounds).where(tier_rounds.c.programme_id == round_.programme_id)
    if after is None:
        unit.write(this.values(done_at=unit.now))
    else:
        unit.write(this.values(after_id=after))
