"""What happens with households, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.households.model import HouseholdId
from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCreated(Event):
    """A customer began a household."""

    name: ClassVar[str] = "household.created"
    household_id: HouseholdId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdJoined(Event):
    """A customer joined a household."""

    name: ClassVar[str] = "household.joined"
    household_id: HouseholdId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLeft(Event):
    """A customer left a household, or had to."""

    name: ClassVar[str] = "household.left"
    household_id: HouseholdId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdClosed(Event):
    """The last one left a household: what it had is theirs."""

    name: ClassVar[str] = "household.closed"
    household_id: HouseholdId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdContributed(Event):
    """A customer gave some of what they hold to their household."""

    name: ClassVar[str] = "household.contributed"
    household_id: HouseholdId
    customer_id: CustomerId
    unit: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdTaken(Event):
    """A customer took some of what their household has to their own account."""

    name: ClassVar[str] = "household.taken"
    household_id: HouseholdId
    customer_id: CustomerId
    unit: str
    amount: int
