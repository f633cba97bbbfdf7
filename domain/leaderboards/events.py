"""What happens with leaderboards, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.kernel.ids import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardsJoined(Event):
    """A customer wants to be seen on leaderboards."""

    name: ClassVar[str] = "leaderboards.joined"
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardsLeft(Event):
    """A customer wants to be seen no longer."""

    name: ClassVar[str] = "leaderboards.left"
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresMoved(Event):
    """Somebody stands elsewhere on leaderboards, for whoever watches those."""

    name: ClassVar[str] = "leaderboards.scores_moved"
    internal = True
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresInDoubt(Event):
    """All that a merge or its undoing moves has moved."""

    name: ClassVar[str] = "leaderboards.in_doubt"
    internal = True
    customer_ids: tuple[CustomerId, ...]
