"""The ways in which draws say no."""

from dataclasses import dataclass

from domain.draws.model import DrawId, DrawStatus
from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class DrawNotFound(Refusal):
    """There is no such draw."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class DrawOpen(Refusal):
    """Another draw by the same tickets has yet to be drawn."""

    kind = Kind.CONFLICT
    draw_id: DrawId


@dataclass(eq=False)
class DrawNotOpen(Refusal):
    """The draw is not open any more."""

    kind = Kind.CONFLICT
    status: DrawStatus


@dataclass(eq=False)
class NotDrawnYet(Refusal):
    """Who has how many tickets is told when the draw was drawn."""

    kind = Kind.CONFLICT
