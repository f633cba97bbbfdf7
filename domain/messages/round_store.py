"""The SQL of rounds: how far the looks at many customers are."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.messages.journey_tables import journey_rounds

DAILY = "daily"
A_ROUND = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How far a look at many is, and since when: everybody's, or a newsletter's."""

    name: str
    after_id: CustomerId | None
    begun_at: datetime
    ended_at: datetime | None


def of(journey: str) -> str:
    """Return the name of a newsletter's round, which is nothing else's."""
    return f"newsletter:{journey}"


async def hold(unit: Unit, name: str, begun_at: datetime | None = None) -> Round:
    """Return how far a look is, and keep others from it.

    If it is to have begun at an instant and did at another, it begins anew.
    """
    first = Round(
        name=name, after_id=None, begun_at=begun_at or unit.now, ended_at=None
    )
    new = insert(journey_rounds).values(asdict(first))
    unit.write(new.on_conflict_do_nothing())
    this = view(journey_rounds, Round).where(journey_rounds.c.name == name)
    found = await unit.one(Round, this.with_for_update())
    assert found is not None, "it was written down if it was not there"
    return first if begun_at is not None and found.begun_at != begun_at else found


def save(unit: Unit, turn: Round) -> None:
    """Write down how far a look is."""
    this = update(journey_rounds).where(journey_rounds.c.name == turn.name)
    unit.write(this.values(asdict(turn)))


def look_again(unit: Unit) -> None:
    """Have everybody looked at anew, as there is something new to enter."""
    this = update(journey_rounds).where(journey_rounds.c.name == DAILY)
    unit.write(this.values(after_id=None, begun_at=unit.now, ended_at=None))
