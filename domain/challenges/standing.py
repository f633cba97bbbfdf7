"""The nouns of what is kept of a customer: what they chose, and how far they were."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.challenges.course import Finish, Span
from domain.kernel import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Since when somebody takes part, until when, in which zone, and by which merge."""

    at: datetime
    left_at: datetime | None = None
    time_zone: str | None = None
    merge_id: str | None = None

    @property
    def span(self) -> Span:
        """Return when they took part."""
        return Span(joined_at=self.at, left_at=self.left_at)


class Counted(NamedTuple):
    """What counts for a step, of how much, and since when it is done."""

    counted: int
    target: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far somebody was with a challenge when it was looked at last."""

    version: int
    round: str
    steps: dict[str, Counted]
    finishes: tuple[Finish, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A customer, the challenges they chose, and how far they were with each."""

    customer_id: CustomerId
    joined: dict[str, Joined]
    standings: dict[str, Standing]
    evaluated_at: datetime | None = None
    due_at: datetime | None = None
