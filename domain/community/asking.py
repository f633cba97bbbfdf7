"""What customers ask of the community, and do there."""

from dataclasses import dataclass

from domain.community.model import (
    Body,
    ContributionId,
    ContributionKind,
    FeedOrder,
    MemberId,
    MemberName,
    Note,
    RejectionReason,
    Stars,
    Title,
)
from domain.community.standing import IdeaStatus
from domain.customers import CustomerRef
from domain.kernel.types import Cursor, PageSize, ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinCommunity:
    """Take part under a name that others see; without one, as nobody in particular."""

    customer_id: CustomerRef
    name: MemberName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMember:
    """Ask who a customer is in the community."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribute:
    """Write something.

    A topic and an idea have a title; a post is in a topic, or in reply to a post, an
    idea or a review (`parent_id`); a review is of a product and has a rating.
    `reusable` lets the shop show it elsewhere, until that is taken back.
    """

    customer_id: CustomerRef
    kind: ContributionKind
    text: Body
    title: Title | None = None
    parent_id: ContributionId | None = None
    product_id: ShortText | None = None
    rating: Stars | None = None
    reusable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakAsShop:
    """Open a topic, or reply to something, as the shop."""

    kind: ContributionKind
    text: Body
    title: Title | None = None
    parent_id: ContributionId | None = None
    product_id: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditContribution:
    """Write something anew that one wrote oneself."""

    customer_id: CustomerRef
    contribution_id: ContributionId
    version: int
    text: Body
    title: Title | None = None
    rating: Stars | None = None
    reusable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawContribution:
    """Take back something that one wrote."""

    customer_id: CustomerRef
    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRejection:
    """Say why something should not have been rejected."""

    customer_id: CustomerRef
    contribution_id: ContributionId
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContribution:
    """Say that something should not be there."""

    customer_id: CustomerRef
    contribution_id: ContributionId
    reason: RejectionReason
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreMember:
    """Read nothing more of a member."""

    customer_id: CustomerRef
    member_id: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class HeedMember:
    """Read a member again."""

    customer_id: CustomerRef
    member_id: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredOf:
    """Ask whom a customer does not read."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsOf:
    """Ask what a customer wrote, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOwn:
    """Ask for something that a customer wrote, and every version of it."""

    customer_id: CustomerRef
    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindContribution:
    """Ask for something that everybody sees."""

    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContributions:
    """Ask for what everybody sees of a kind, newest first; of a product, or in reply.

    What replies to one thing comes oldest first. `words` are searched for as people do:
    all of them, `"in this order"`, `or`, `-without`. In the order of `votes`, ideas for
    which most people are come first.
    """

    kind: ContributionKind | None = None
    parent_id: ContributionId | None = None
    product_id: ShortText | None = None
    reusable: bool | None = None
    status: IdeaStatus | None = None
    words: ShortText | None = None
    order: FeedOrder = FeedOrder.NEWEST
    after: Cursor | None = None
    limit: PageSize = 20
