"""The ways in which recommendations say no."""

from dataclasses import dataclass
from datetime import date

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class RecommenderNotFound(Refusal):
    """There is no such model, or what it says of products was forgotten."""

    kind = Kind.NOT_FOUND
    version: int


@dataclass(eq=False)
class NoModelKept(Refusal):
    """No model is kept: the newest is recommended by."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class FeedbackOutOfTime(Refusal):
    """What was shown on that day is not told about any more, or not yet."""

    kind = Kind.INVALID
    earliest: date
    latest: date


@dataclass(eq=False)
class TooMuchFeedback(Refusal):
    """Of a customer's day no more products are kept."""

    kind = Kind.CONFLICT
    products_max: int
