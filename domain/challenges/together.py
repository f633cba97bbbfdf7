"""The nouns of what customers do together: a total, milestones, and one's own part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.challenges.terms import ChallengeGoal, ChallengeNames
from domain.kernel import Kind, Refusal
from domain.kernel.ids import Topic
from domain.kernel.types import Count, Instant, Slug

# How much of something is done: nothing is 0, and all of it 1.
Fraction: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
DECIMALS = 10_000
# What the goal itself is called among milestones.
GOAL = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneProgress:
    """A milestone, and since when it is reached."""

    milestone: Slug
    names: ChallengeNames
    total: Count
    reached_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityProgress:
    """How far all are together: what counts of what everybody contributed.

    The total is some moments behind, and never more than what was contributed.
    """

    challenge: Slug
    total: Count
    goal: Count
    progress: Fraction
    reached_at: Instant | None
    milestones: tuple[MilestoneProgress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityOf:
    """Ask how far all are together with a challenge."""

    challenge: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What all contributed, and when what was reached."""

    challenge: str
    total: int
    reached: dict[str, datetime]


@dataclass(eq=False)
class NoCommunityGoal(Refusal):
    """In this challenge, everybody is by themselves."""

    kind = Kind.NOT_FOUND


def topic_of(challenge: str) -> Topic:
    """Return by what name what all do together is watched."""
    return f"goal:{challenge}"


def community(name: str, goal: ChallengeGoal, found: Total | None) -> CommunityProgress:
    """Return how far all are, as everybody may know."""
    total = max(found.total, 0) if found else 0
    reached = found.reached if found else {}
    return CommunityProgress(
        challenge=name,
        total=total,
        goal=goal.total,
        progress=min(total, goal.total) * DECIMALS // goal.total / DECIMALS,
        reached_at=reached.get(GOAL),
        milestones=tuple(
            MilestoneProgress(
                milestone=each.milestone,
                names=each.names,
                total=each.total,
                reached_at=reached.get(each.milestone),
            )
            for each in goal.milestones
        ),
    )


def passed(goal: ChallengeGoal, total: int) -> list[str]:
    """Return which milestones a total has passed, and the goal."""
    found = [each.milestone for each in goal.milestones if each.total <= total]
    return [*found, GOAL] if goal.total <= total else found
