"""Restriction (art. 18): data is stored, and used for nothing else, until it is lifted.

Nobody is profiled, nothing is sent but what safety and rights need, points do not
expire, and the tier stays as it is.
"""

from dataclasses import dataclass

from domain import customers, ledger, tiers
from domain.customers import CustomerNotFound, CustomerRef, Restriction
from domain.kernel import CustomerId, Kind, Refusal, Unit, reads, writes
from domain.kernel.types import ShortText
from domain.privacy.events import CustomerRestricted, RestrictionLifted

FROZEN = "Data is restricted (art. 18)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrict:
    """Have data of a customer be stored and used for nothing else, and say why."""

    customer_id: CustomerRef
    reason: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftRestriction:
    """Let data of a customer be used again."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRestriction:
    """Ask whether data of a customer is restricted."""

    customer_id: CustomerRef


@dataclass(eq=False)
class NotRestricted(Refusal):
    """The data of this customer is not restricted."""

    kind = Kind.NOT_FOUND


@writes("privacy:write", refusals=(CustomerNotFound,), subject="customer_id")
async def restrict(unit: Unit, command: Restrict) -> Restriction:
    """Have data of a customer be stored, and used for nothing else."""
    customer_id = await customers.resolve(unit, command.customer_id)
    return await restrict_data(unit, customer_id, command.reason)


@writes("privacy:write", refusals=(CustomerNotFound, NotRestricted))
async def lift_restriction(unit: Unit, command: LiftRestriction) -> Restriction:
    """Let data of a customer be used again; what is theirs lasts as much longer."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    await customers.lock(unit, names)
    found = await customers.restriction(unit, names)
    if found is None:
        raise NotRestricted
    customers.lift(unit, names)
    await ledger.start_clock(unit, names)
    await tiers.thaw(unit, customer_id, FROZEN)
    unit.emit(RestrictionLifted(customer_id=customer_id))
    return found


@reads(
    "privacy:read", refusals=(CustomerNotFound, NotRestricted), subject="customer_id"
)
async def find_restriction(unit: Unit, command: FindRestriction) -> Restriction:
    """Tell since when data of a customer is restricted, and why."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    found = await customers.restriction(unit, names)
    if found is None:
        raise NotRestricted
    return found


async def restrict_data(
    unit: Unit, customer_id: CustomerId, reason: str
) -> Restriction:
    """Restrict the data of a customer, unless that is so already."""
    names = await customers.names_of(unit, customer_id)
    await customers.lock(unit, names)
    found = await customers.restriction(unit, names)
    if found is not None:
        return found
    made = Restriction(
        customer_id=customer_id,
        reason=reason,
        author=unit.principal.actor,
        restricted_at=unit.now,
    )
    await customers.restrict(unit, made)
    await ledger.stop_clock(unit, names)
    await tiers.freeze(unit, customer_id, FROZEN)
    unit.emit(CustomerRestricted(customer_id=customer_id))
    return made
