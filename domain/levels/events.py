"""What happens with levels, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPublished(Event):
    """A version of the levels was published."""

    name: ClassVar[str] = "levels.published"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMove:
    """Somebody who is on another level than before; 0 is none."""

    customer_id: CustomerId
    was: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsChanged(Event):
    """Customers are on other levels than before."""

    name: ClassVar[str] = "levels.changed"
    moves: tuple[LevelMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsInQuestion(Event):
    """All that a merge or its undoing moves has moved."""

    name: ClassVar[str] = "levels.in_question"
    internal = True
    customer_ids: tuple[CustomerId, ...]
