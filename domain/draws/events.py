"""What happens with draws, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.kernel.ids import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawOpened(Event):
    """A draw was opened, and committed to."""

    name: ClassVar[str] = "draw.opened"
    draw_id: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCancelled(Event):
    """A draw was called off before it closed."""

    name: ClassVar[str] = "draw.cancelled"
    draw_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawMoved(Event):
    """A draw is another than it was, for whoever watches it."""

    name: ClassVar[str] = "draw.moved"
    internal = True
    topic: Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawWinner:
    """Who won: the place tells which prize."""

    customer_id: CustomerId
    place: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Event):
    """A draw was drawn, and the seed is published."""

    name: ClassVar[str] = "draw.drawn"
    draw_id: str
    seed: str
    winners: tuple[DrawWinner, ...]
