"""The nouns of the community: what people write there, and who they are there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.community.standing import IdeaStatus, ReactionCount
from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import PRINTABLE, Count, Instant, ShortText

ContributionId: TypeAlias = Annotated[str, identifier("cbn")]
MemberId: TypeAlias = Annotated[str, identifier("mbr")]
Title: TypeAlias = ShortText
# What somebody writes: as they wrote it, and shown as text, never as markup.
Body: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=10_000, pattern=r"^[^\u0000]*\S[^\u0000]*$")
]
Stars: TypeAlias = Annotated[int, Meta(ge=1, le=5)]
MemberName: TypeAlias = Annotated[
    str, Meta(min_length=2, max_length=40, pattern=r"^\w[\w .-]*[\w.]$(?!\n)")
]
Note: TypeAlias = Annotated[str, Meta(max_length=500, pattern=PRINTABLE)]
VERSIONS_MAX = 50


class ContributionKind(StrEnum):
    """What somebody writes."""

    TOPIC = "topic"
    POST = "post"  # In a topic; or in reply to a post, an idea or a review.
    IDEA = "idea"
    REVIEW = "review"  # Of a product, with a rating.
    TESTIMONIAL = "testimonial"  # Of the shop, to be used again.


class ContributionState(StrEnum):
    """Whether others see it."""

    HELD = "held"  # Until a moderator looks at it.
    PUBLISHED = "published"
    REJECTED = "rejected"  # By a moderator, who says why; one may appeal.
    WITHDRAWN = "withdrawn"  # By whoever wrote it.


class ContributionAbsence(StrEnum):
    """Why only the place is shown of something to which there were replies."""

    WITHDRAWN = "withdrawn"  # By whoever wrote it.
    REMOVED = "removed"  # By a moderator.
    HIDDEN = "hidden"  # For now, or from who does not read its author.


class RejectionReason(StrEnum):
    """Why a moderator rejects what somebody wrote, or somebody reports it."""

    SPAM = "spam"
    OFFENSIVE = "offensive"
    PERSONAL = "personal"  # It tells of a person what is nobody's business.
    OFF_TOPIC = "off_topic"
    UNTRUE = "untrue"
    ILLEGAL = "illegal"
    OTHER = "other"


class Finding(StrEnum):
    """Why something waits for a moderator before anybody sees it."""

    POLICY = "policy"  # The shop looks at all of this kind.
    LINK = "link"
    WORD = "word"
    CONTACT = "contact"  # An e-mail address or a telephone number.
    REPORTS = "reports"  # So many people reported it.


class FeedOrder(StrEnum):
    """In which order a list comes."""

    NEWEST = "newest"
    VOTES = "votes"  # Ideas only.


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredMembers:
    """Whom somebody does not read."""

    member_ids: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityMember:
    """Who a customer is in the community, and whether they may write there."""

    id: MemberId
    name: MemberName | None
    joined_at: Instant
    blocked_at: Instant | None
    blocked_reason: Note | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionAuthor:
    """Who wrote something, by the name that they chose; no member of whom is gone."""

    member_id: MemberId | None
    name: MemberName | None
    is_shop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Something that somebody wrote, as everybody sees it.

    `verified` tells of a review that its author bought the product; `reusable`, that
    its author agreed that the shop shows it elsewhere. Only ideas have votes and a
    `status`; `status_reason` is the shop's. Of what is absent, and was replied to,
    nothing is told but where it stands in the conversation.
    """

    id: ContributionId
    kind: ContributionKind
    parent_id: ContributionId | None
    author: ContributionAuthor
    product_id: ShortText | None
    title: Title | None
    text: str
    rating: Stars | None
    verified: bool
    reusable: bool
    status: IdeaStatus | None
    status_reason: Note | None
    votes: Count | None
    reactions: tuple[ReactionCount, ...]
    replies: Count
    published_at: Instant
    edited_at: Instant | None
    absence: ContributionAbsence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContribution:
    """Something that one wrote oneself, whether or not others see it, and why not.

    `counted` tells whether it counts for what the shop gives for contributions.
    """

    id: ContributionId
    kind: ContributionKind
    parent_id: ContributionId | None
    product_id: ShortText | None
    title: Title | None
    text: str
    rating: Stars | None
    verified: bool
    reusable: bool
    state: ContributionState
    reason: RejectionReason | None
    note: Note | None
    counted: bool
    appealed_at: Instant | None
    written_at: Instant
    edited_at: Instant | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReview(OwnContribution):
    """A review of a product as the shop sees it, and of which customer."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionText:
    """A version of what somebody wrote."""

    version: int
    title: Title | None
    text: str
    findings: tuple[Finding, ...]
    written_at: Instant
