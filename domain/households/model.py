"""The nouns of households: who is in one, what they have together, who did what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import PRINTABLE, Count, Instant, Points, Slug

HouseholdId: TypeAlias = Annotated[str, identifier("hsh")]
HouseholdMemberId: TypeAlias = Annotated[str, identifier("hme")]
HouseholdInvitationId: TypeAlias = Annotated[str, identifier("hin")]
HouseholdLineId: TypeAlias = Annotated[str, identifier("hln")]
# What the others call a member, in the member's own words.
Nickname: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=PRINTABLE, examples=["Ann"])
]
InvitationCode: TypeAlias = Annotated[
    str, Meta(pattern=r"^[2-9A-HJ-NP-Z]{12}$(?!\n)", examples=["23456789ABCD"])
]
MEMBERS_MAX = 20
UNITS_MAX = 10
MembersMax: TypeAlias = Annotated[int, Meta(ge=2, le=MEMBERS_MAX)]
Units: TypeAlias = Annotated[tuple[Slug, ...], Meta(max_length=UNITS_MAX)]


class HouseholdStatus(StrEnum):
    """Whether anybody is in a household."""

    OPEN = "open"
    CLOSED = "closed"


class LineKind(StrEnum):
    """What changed what a household has."""

    CONTRIBUTED = "contributed"
    TAKEN = "taken"
    SPENT = "spent"
    RETURNED = "returned"  # A reward was let go of, or its price given back.
    EXPIRED = "expired"
    CLOSED = "closed"  # The rest went to who was the last one.


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSettings:
    """How households go: what can be shared, and by how many."""

    units: Units = ("points",)
    members_max: MembersMax = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMember:
    """Somebody in a household, by the name that they chose for it.

    Who asks as a customer is told which member they are, and no other customer's id.
    """

    id: HouseholdMemberId
    nickname: Nickname | None
    owner: bool
    you: bool
    joined_at: Instant
    customer_id: CustomerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdBalance:
    """What a household has of a unit of value.

    `held` is set aside for what a member is about to get. `takeable` is how much the
    member who asks can spend or take out now.
    """

    unit: Slug
    available: Count
    held: Count
    takeable: Count
    expires_at: Instant | None
    expiring: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A household: who is in it, and what they have together.

    `monthly_max` is how much of each unit of value a member who is not the owner may
    spend or take out in a calendar month.
    """

    id: HouseholdId
    status: HouseholdStatus
    monthly_max: Count | None
    created_at: Instant
    members: tuple[HouseholdMember, ...]
    balances: tuple[HouseholdBalance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdOf:
    """In which household a customer is, if they are in one."""

    customer_id: CustomerId
    household: Household | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdInvitation:
    """A code by which one other person can join a household, until it expires."""

    id: HouseholdInvitationId
    code: InvitationCode
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdInvitations:
    """The invitations to a household that nobody has used yet."""

    invitations: tuple[HouseholdInvitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLine:
    """What changed what a household has, and by whom: what came in is positive.

    Who left has no nickname any more, and nobody made something expire.
    """

    id: HouseholdLineId
    kind: LineKind
    unit: Slug
    amount: int
    nickname: Nickname | None
    you: bool
    customer_id: CustomerId | None
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMove:
    """What went to a household or from it, and what there is now."""

    id: HouseholdLineId
    household_id: HouseholdId
    customer_id: CustomerId
    unit: Slug
    amount: Points
    available: Count
