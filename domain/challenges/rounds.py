"""The SQL of rounds: versions that are to be applied to everybody."""

from dataclasses import dataclass

from sqlalchemy import update

from domain.challenges.tables import challenges
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A version that is to be applied to everybody, and who had their turn last."""

    id: str
    after_id: CustomerId | None


async def open_round(unit: Unit) -> Round | None:
    """Return the first version that is to be applied, and keep others from it."""
    waiting = (
        view(challenges, Round)
        .where(challenges.c.applied_at.is_(None))
        .where(challenges.c.valid_from <= unit.now)
        .order_by(challenges.c.valid_from)
        .limit(1)
        .with_for_update()
    )
    return await unit.one(Round, waiting)


async def rounds_open(unit: Unit) -> bool:
    """Tell whether a version is still to be applied to somebody."""
    waiting = (
        view(challenges, Round)
        .where(challenges.c.applied_at.is_(None))
        .where(challenges.c.valid_from <= unit.now)
    )
    return bool(await unit.all(Round, waiting.limit(1)))


def pass_on(unit: Unit, round_: Round, after: CustomerId | None) -> None:
    """Write down who had their turn last; None ends the round."""
    this = update(challenges).where(challenges.c.id == round_.id)
    if after is None:
        unit.write(this.values(applied_at=unit.now))
    else:
        unit.write(this.values(after_id=after))
