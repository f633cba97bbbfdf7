"""What happens to scores, for others to react to."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event
from domain.scoring.model import LifeCycle


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersScored(Event):
    """Customers were looked at, and what is inferred of them is as of now."""

    name = "customers.scored"
    internal = True
    customer_ids: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCycleMove:
    """From where to where a customer went; none if nobody had scored them yet."""

    customer_id: CustomerId
    previous: LifeCycle | None
    life_cycle: LifeCycle


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCyclesChanged(Event):
    """Customers stand elsewhere in the life cycle than before."""

    name = "life_cycles.changed"
    moves: tuple[LifeCycleMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresInQuestion(Event):
    """What is inferred of customers no longer holds: two became one, or two again."""

    name = "scores.in_question"
    internal = True
    customer_ids: tuple[CustomerId, ...]
