"""What happens with challenges, for others to react to."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.kernel.ids import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePublished(Event):
    """A version of a challenge was published."""

    name: ClassVar[str] = "challenge.published"
    challenge: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeEnded(Event):
    """A challenge was retired."""

    name: ClassVar[str] = "challenge.retired"
    challenge: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeMove:
    """Somebody who did a step of a challenge, or without a step, all of it."""

    customer_id: CustomerId
    challenge: str
    step: str | None
    round: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesCompleted(Event):
    """Customers did a step, or all, of a challenge."""

    name: ClassVar[str] = "challenges.completed"
    moves: tuple[ChallengeMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesUndone(Event):
    """What customers did is not done after all, as something came back."""

    name: ClassVar[str] = "challenges.undone"
    moves: tuple[ChallengeMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeStride:
    """How far somebody is now with a challenge, of all that is to be done."""

    customer_id: CustomerId
    challenge: str
    count: int
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesProgressed(Event):
    """Customers are further with a challenge than before, or less far."""

    name: ClassVar[str] = "challenges.progressed"
    strides: tuple[ChallengeStride, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalReached(Event):
    """All came to a milestone together, or without one, to the goal."""

    name: ClassVar[str] = "challenge.goal_reached"
    challenge: str
    milestone: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMoved(Event):
    """All are further together than before, or less far, for whoever watches that."""

    name: ClassVar[str] = "challenge.goal_moved"
    internal = True
    topic: Topic
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesInQuestion(Event):
    """All that a merge or its undoing moves has moved."""

    name: ClassVar[str] = "challenges.in_question"
    internal = True
    customer_ids: tuple[CustomerId, ...]
