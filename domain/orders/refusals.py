"""The ways in which orders say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class OrderNotFound(Refusal):
    """There is no such order."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class OrderConflict(Refusal):
    """An order with this id was recorded with another content."""

    kind = Kind.CONFLICT
    order_id: str


@dataclass(eq=False)
class QuoteRefused(Refusal):
    """The quote does not count for this order.

    `reason` is `tampered`, `expired`, `of_another_customer` or `of_another_basket`. Ask
    for another quote, or send the order without one.
    """

    kind = Kind.CONFLICT
    reason: str


@dataclass(eq=False)
class ReturnNotFound(Refusal):
    """There is no such return."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ReturnConflict(Refusal):
    """A return with this id was recorded with another content."""

    kind = Kind.CONFLICT
    return_id: str
