"""What can be asked of households, and said."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain.customers import CustomerRef
from domain.households.model import (
    HouseholdId,
    HouseholdInvitationId,
    HouseholdMemberId,
    InvitationCode,
    MembersMax,
    Nickname,
    Units,
)
from domain.kernel import CustomerId
from domain.kernel.types import Count, Cursor, PageSize, Points, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class FindHouseholdSettings:
    """Ask how households go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutHouseholdSettings:
    """Say how households go: what can be shared, and by how many."""

    units: Units = ("points",)
    members_max: MembersMax = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateHousehold:
    """Begin a household, whose owner and first member the customer is."""

    customer_id: CustomerRef
    nickname: Nickname | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindHousehold:
    """Ask for the household that a customer is in."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsOfMany:
    """Ask in which households many customers are."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=1_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeHousehold:
    """Ask for a household, whoever is in it."""

    household_id: HouseholdId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHouseholds:
    """Ask for the households, the latest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHousehold:
    """Say how much others than the owner may spend or take out in a month.

    Of each unit of value; without an amount, all that there is.
    """

    customer_id: CustomerRef
    monthly_max: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteToHousehold:
    """Make a code by which one other person can join the customer's household."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHouseholdInvitations:
    """Ask which invitations to a customer's household nobody has used yet."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawHouseholdInvitation:
    """Let nobody join by an invitation any more."""

    customer_id: CustomerRef
    invitation_id: HouseholdInvitationId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinHousehold:
    """Join a household by an invitation to it."""

    customer_id: CustomerRef
    code: InvitationCode
    nickname: Nickname | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameInHousehold:
    """Say what the other members call a customer; without a name, nothing."""

    customer_id: CustomerRef
    nickname: Nickname | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveHousehold:
    """Leave the household that a customer is in."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFromHousehold:
    """Have another member leave the customer's household."""

    customer_id: CustomerRef
    member_id: HouseholdMemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribute:
    """Give some of what a customer holds to their household."""

    customer_id: CustomerRef
    unit: Slug = "points"
    amount: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOut:
    """Take some of what a household has to the customer's own account."""

    customer_id: CustomerRef
    unit: Slug = "points"
    amount: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHouseholdLines:
    """Ask what changed what a customer's household has, the latest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20
