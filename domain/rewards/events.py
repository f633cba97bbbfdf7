"""What happens to rewards, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.orders import OrderId
from domain.rewards.model import RewardId
from domain.rewards.redemption import RedemptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardPublished(Event):
    """Customers can have a reward, or have it by other terms."""

    name: ClassVar[str] = "rewards.published"
    reward_id: RewardId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRetired(Event):
    """Nobody can have a reward any more."""

    name: ClassVar[str] = "rewards.retired"
    reward_id: RewardId


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardReserved(Event):
    """A reward and its price are set aside for a customer."""

    name: ClassVar[str] = "rewards.reserved"
    redemption_id: RedemptionId
    customer_id: CustomerId
    reward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardConfirmed(Event):
    """A customer has a reward, and has paid its price."""

    name: ClassVar[str] = "rewards.confirmed"
    redemption_id: RedemptionId
    customer_id: CustomerId
    reward: str
    kind: str
    quantity: int
    order_id: OrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardReleased(Event):
    """A reward that was set aside is for others again."""

    name: ClassVar[str] = "rewards.released"
    redemption_id: RedemptionId
    customer_id: CustomerId
    reward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRefunded(Event):
    """Some of a reward's price went back to where it came from."""

    name: ClassVar[str] = "rewards.refunded"
    redemption_id: RedemptionId
    customer_id: CustomerId
    reward: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardNotGranted(Event):
    """A rule gives a reward that is not there; the customer has none."""

    name: ClassVar[str] = "rewards.not_granted"
    customer_id: CustomerId
    reward: str
    reason: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionDisputed(Event):
    """An order names a redemption that does not count for it; the order stands."""

    name: ClassVar[str] = "rewards.disputed"
    redemption_id: RedemptionId
    order_id: OrderId
    reason: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPaid(Event):
    """So much came back to a household of a price, or left it if it is negative."""

    name: ClassVar[str] = "rewards.household_paid"
    internal = True
    redemption_id: RedemptionId
    customer_id: CustomerId
    holder_id: CustomerId
    unit: str
    amount: int
