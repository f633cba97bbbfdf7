"""What customers donate: what they give goes to a pot."""

from dataclasses import dataclass

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Unit, writes
from domain.kernel.types import Points
from domain.ledger import policy_store
from domain.ledger.model import PotId, PotStatus, Side, TransferId
from domain.ledger.posting import post
from domain.ledger.postings import Spend
from domain.ledger.refusals import (
    AccountFrozen,
    InsufficientPoints,
    PotClosed,
    PotNotFound,
)

SPENDING = (InsufficientPoints, AccountFrozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Donate:
    """Give some of what a customer holds to a pot."""

    customer_id: CustomerRef
    pot_id: PotId
    amount: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """What a customer gave to a pot, and what is left to them."""

    id: TransferId
    customer_id: CustomerId
    pot_id: PotId
    unit: str
    amount: int
    available: int


@writes(
    "ledger:give",
    refusals=(CustomerNotFound, *SPENDING, PotNotFound, PotClosed),
    subject="customer_id",
)
async def donate(unit: Unit, command: Donate) -> Donation:
    """Give to a pot; nobody waits for anybody else who does."""
    customer_id = await customers.resolve(unit, command.customer_id)
    pot = await policy_store.pot_held(unit, command.pot_id)
    if pot is None:
        raise PotNotFound
    if pot.status is not PotStatus.OPEN:
        raise PotClosed
    spend = Spend(
        customer_id=customer_id,
        unit=pot.unit,
        amount=command.amount,
        source_type=policy_store.POT,
        source_id=pot.id,
        effect=unit.new_id("don"),
        occurred_at=unit.now,
        towards=Side.DONATED,
    )
    (posted,) = await post(unit, [spend])
    return Donation(
        id=posted.transfer_id,
        customer_id=customer_id,
        pot_id=pot.id,
        unit=pot.unit,
        amount=posted.amount,
        available=posted.available,
    )
