"""The ways in which leaderboards say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.kernel.types import Slug
from domain.leaderboards.model import BoardPeriod


@dataclass(eq=False)
class LeaderboardNotFound(Refusal):
    """There is no such leaderboard."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TooManyLeaderboards(Refusal):
    """There are as many leaderboards as there may be."""

    kind = Kind.CONFLICT
    leaderboards_max: int


@dataclass(eq=False)
class LeaderboardFixed(Refusal):
    """What a leaderboard counts stays as it was made; make another one."""

    kind = Kind.CONFLICT
    unit: Slug
    period: BoardPeriod


@dataclass(eq=False)
class NotOnLeaderboards(Refusal):
    """This customer has not said that they want to be seen."""

    kind = Kind.NOT_FOUND
