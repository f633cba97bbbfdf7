"""What happens in the community, for others to react to; ids, and nothing written."""

from dataclasses import dataclass
from typing import ClassVar

from domain.community.model import (
    ContributionId,
    ContributionKind,
    Finding,
    MemberId,
    RejectionReason,
)
from domain.community.standing import IdeaStatus
from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionPublished(Event):
    """Everybody sees what somebody wrote; or what the shop wrote, without a customer.

    It is told again when what was rejected is published after all.
    """

    name: ClassVar[str] = "contribution.published"
    contribution_id: ContributionId
    kind: ContributionKind
    customer_id: CustomerId | None
    parent_id: ContributionId | None
    product_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPublished(Event):
    """Everybody sees somebody's review of a product, of one star to five.

    One that was imported is told of by `reviews.imported`, unless it waited first.
    """

    name: ClassVar[str] = "review.published"
    contribution_id: ContributionId
    customer_id: CustomerId
    product_id: str
    rating: int
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsImported(Event):
    """Reviews came that customers wrote elsewhere; so many wait for a moderator."""

    name: ClassVar[str] = "reviews.imported"
    contribution_ids: tuple[ContributionId, ...]
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionHeld(Event):
    """What somebody wrote waits for a moderator."""

    name: ClassVar[str] = "contribution.held"
    contribution_id: ContributionId
    kind: ContributionKind
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReported(Event):
    """Somebody says that something should not be there."""

    name: ClassVar[str] = "contribution.reported"
    contribution_id: ContributionId
    reason: RejectionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRejected(Event):
    """A moderator lets nobody see what a customer wrote."""

    name: ClassVar[str] = "contribution.rejected"
    contribution_id: ContributionId
    customer_id: CustomerId | None
    reason: RejectionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionAppealed(Event):
    """A customer says that something should not have been rejected."""

    name: ClassVar[str] = "contribution.appealed"
    contribution_id: ContributionId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn(Event):
    """A customer took back what they wrote."""

    name: ClassVar[str] = "contribution.withdrawn"
    contribution_id: ContributionId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberBarred(Event):
    """A member may write nothing more."""

    name: ClassVar[str] = "member.blocked"
    member_id: MemberId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLetIn(Event):
    """A member may write again."""

    name: ClassVar[str] = "member.unblocked"
    member_id: MemberId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaVoted(Event):
    """Somebody is for an idea."""

    name: ClassVar[str] = "idea.voted"
    contribution_id: ContributionId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaVoteWithdrawn(Event):
    """Somebody is for an idea no more."""

    name: ClassVar[str] = "idea.vote_withdrawn"
    contribution_id: ContributionId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaStatusChanged(Event):
    """The shop says what it does about an idea, of this customer if they are known."""

    name: ClassVar[str] = "idea.status_changed"
    contribution_id: ContributionId
    customer_id: CustomerId | None
    status: IdeaStatus
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersMentioned(Event):
    """Somebody names members who read them in what everybody sees."""

    name: ClassVar[str] = "members.mentioned"
    contribution_id: ContributionId
    customer_ids: tuple[CustomerId, ...]
