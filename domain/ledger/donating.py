"""What customers donate: what they give goes to a pot."""

from dataclasses import dataclass

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Unit, writes
from domain.kernel.types import Points
from domain.ledger import policy_store
from domain.ledger.holding import end
from domain.ledger.model import (
    HoldId,
    HoldTerms,
    Posted,
    PotId,
    PotStatus,
    Side,
    Source,
    TransferId,
)
from domain.ledger.posting import post
from domain.ledger.postings import Confirm, Spend
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
    pot = await _open(unit, command.pot_id)
    spend = _spend(unit, pot, customer_id, command.amount, unit.new_id("don"))
    (posted,) = await post(unit, [spend])
    return Donation(
        id=posted.transfer_id,
        customer_id=customer_id,
        pot_id=pot.id,
        unit=pot.unit,
        amount=posted.amount,
        available=posted.available,
    )


async def donate_held(
    unit: Unit, hold_id: HoldId, pot_id: PotId, effect: str
) -> Posted:
    """Give what a hold has set aside to a pot; `pot_source` explains it then.

    It refuses PotNotFound and PotClosed before it changes anything. What lapsed while
    it was held is given all the same, and what was frozen since.
    """
    pot = await _open(unit, pot_id)

    def donated(hold: HoldTerms) -> Confirm:
        return Confirm(
            customer_id=hold.customer_id,
            unit=hold.unit,
            amount=hold.amount,
            hold_id=hold.id,
            source_type=policy_store.POT,
            source_id=pot.id,
            effect=effect,
            occurred_at=unit.now,
            towards=Side.DONATED,
        )

    (posted,) = await end(unit, [hold_id], donated)
    return posted


def pot_source(pot_id: PotId, effect: str) -> Source:
    """Return what explains a transfer to a pot."""
    return Source(policy_store.POT, pot_id, effect)


async def _open(unit: Unit, pot_id: PotId) -> policy_store.PotTerms:
    """Return a pot that nobody closes meanwhile, or refuse."""
    pot = await policy_store.pot_held(unit, pot_id)
    if pot is None:
        raise PotNotFound
    if pot.status is not PotStatus.OPEN:
        raise PotClosed
    return pot


def _spend(
    unit: Unit,
    pot: policy_store.PotTerms,
    customer_id: CustomerId,
    amount: int,
    effect: str,
) -> Spend:
    return Spend(
        customer_id=customer_id,
        unit=pot.unit,
        amount=amount,
        source_type=policy_store.POT,
        source_id=pot.id,
        effect=effect,
        occurred_at=unit.now,
        towards=Side.DONATED,
    )
