"""Paying: whose points a reward costs, the customer's own or their household's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from domain.kernel import CustomerId, Port, Unit
from domain.rewards import offering
from domain.rewards.events import HouseholdPaid
from domain.rewards.redemption import Payer
from domain.rewards.redemption_store import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What is to be paid: by whom, of which unit of value, and how much."""

    customer_id: CustomerId
    unit: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What somebody can pay of: whose account it is, if not their own.

    `against` names what keeps them from it, besides that there is too little.
    """

    payer_id: CustomerId | None = None
    balance: int = 0
    against: str | None = None


Households: TypeAlias = Callable[[Unit, Price], Awaitable[Purse]]


async def no_household(unit: Unit, price: Price) -> Purse:
    """Return what there is to pay of where nobody saves together."""
    del unit, price
    return Purse(against="no_household")


# What a household lets a member pay; it keeps others from it until the unit ends.
HOUSEHOLD: Port[Households] = Port(no_household)


async def purse(unit: Unit, payer: Payer, price: Price) -> Purse:
    """Return what a price can be paid of."""
    if payer is Payer.HOUSEHOLD:
        return await unit.provider(HOUSEHOLD)(unit, price)
    purses = await offering.purses_of(unit, [price.customer_id])
    return Purse(balance=purses.get((price.customer_id, price.unit), 0))


def tell(unit: Unit, row: Row, amount: int) -> None:
    """Tell a household what came back to it of a price, or left it if negative."""
    if row.payer_id is not None and amount:
        paid = HouseholdPaid(
            redemption_id=row.id,
            customer_id=row.customer_id,
            holder_id=row.payer_id,
            unit=row.unit,
            amount=amount,
        )
        unit.emit(paid)
