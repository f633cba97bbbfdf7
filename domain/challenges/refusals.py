"""The ways in which challenges say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.kernel.types import Instant


@dataclass(eq=False)
class ChallengeNotFound(Refusal):
    """There is no such challenge."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TooManyChallenges(Refusal):
    """There are as many challenges as there may be."""

    kind = Kind.CONFLICT
    challenges_max: int


@dataclass(eq=False)
class ChallengeTooOld(Refusal):
    """A version must hold from a later instant than the one before it."""

    kind = Kind.CONFLICT
    valid_from: Instant


@dataclass(eq=False)
class ChallengeRaced(Refusal):
    """Another version of this challenge was published at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    version: int


@dataclass(eq=False)
class ChallengeRetired(Refusal):
    """The challenge is retired already."""

    kind = Kind.CONFLICT
    retired_at: Instant


@dataclass(eq=False)
class ChallengeClosed(Refusal):
    """Nobody can join: the challenge is over, or all take part in it."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class ChallengeNotJoined(Refusal):
    """The customer does not take part in this challenge."""

    kind = Kind.CONFLICT
