"""The ways in which households say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class HouseholdNotFound(Refusal):
    """There is no such household, or the customer is in none."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class InHouseholdAlready(Refusal):
    """The customer is in a household; they can be in one at a time."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class NotHouseholdOwner(Refusal):
    """Only the owner of the household can do this."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class HouseholdFull(Refusal):
    """There are as many in the household as there may be."""

    kind = Kind.CONFLICT
    members_max: int


@dataclass(eq=False)
class HouseholdInvitationNotFound(Refusal):
    """There is no such invitation, or it was used, withdrawn or has expired."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TooManyHouseholdInvitations(Refusal):
    """So many were invited to the household today; more can be tomorrow."""

    kind = Kind.CONFLICT
    invitations_max: int


@dataclass(eq=False)
class HouseholdMemberNotFound(Refusal):
    """There is no such member of the household."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class NotShareable(Refusal):
    """Households of this shop do not share this unit of value."""

    kind = Kind.CONFLICT
    unit: str


@dataclass(eq=False)
class HouseholdLimitReached(Refusal):
    """The owner lets this member spend and take out no more than `left` this month."""

    kind = Kind.CONFLICT
    unit: str
    left: int
