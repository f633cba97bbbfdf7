"""The nouns of challenges: what there is to do, in versions that never change."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from domain.challenges.terms import ChallengeNames, ChallengeTerms
from domain.kernel.ids import identifier
from domain.kernel.types import Instant, Slug

CHALLENGES_MAX = 50

ChallengeId: TypeAlias = Annotated[str, identifier("chg")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeVersion:
    """A challenge as it holds from an instant on; it never changes.

    It holds until the next version does, or until it is retired.
    """

    id: ChallengeId
    challenge: Slug
    version: int
    names: ChallengeNames
    terms: ChallengeTerms
    valid_from: Instant
    recorded_at: Instant
    retired_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges:
    """Versions of challenges, by name, the oldest of each first."""

    versions: tuple[ChallengeVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishChallenge:
    """Publish a version of a challenge, valid from an instant on, or from now."""

    challenge: Slug
    names: ChallengeNames
    terms: ChallengeTerms
    valid_from: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireChallenge:
    """Let a challenge end, at an instant that has not passed, or now."""

    challenge: Slug
    at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChallenges:
    """Ask for all versions of all challenges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRunningChallenges:
    """Ask for the challenges that there are now."""
