"""Ideas: what customers would like to be made, how many do, and what becomes of it."""

from dataclasses import dataclass

from domain.community.model import ContributionId, Note
from domain.community.standing import IdeaStatus
from domain.customers import CustomerRef
from domain.kernel.types import Count, Cursor, Instant, PageSize


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaVotes:
    """How many people are for an idea, each with one vote, and whether one is."""

    contribution_id: ContributionId
    votes: Count
    voted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaVote:
    """That somebody is for an idea."""

    contribution_id: ContributionId
    voted_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteForIdea:
    """Be for an idea, with the one vote that everybody has."""

    customer_id: CustomerRef
    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawVote:
    """Be for an idea no more."""

    customer_id: CustomerRef
    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesOf:
    """Ask for which ideas a customer is, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SetIdeaStatus:
    """Say what the shop does about an idea; and if it declines one, why."""

    contribution_id: ContributionId
    status: IdeaStatus
    reason: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaStanding:
    """What the shop does about an idea, since when, and why."""

    contribution_id: ContributionId
    status: IdeaStatus
    reason: Note | None
    changed_at: Instant
