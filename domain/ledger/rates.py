"""Rates: what one unit of value is worth in another."""

from dataclasses import dataclass

from domain import tenants
from domain.kernel import Unit, reads, writes
from domain.kernel.types import Points, Slug
from domain.ledger import policy_store
from domain.ledger.model import Rate
from domain.ledger.refusals import RateNotFound, UnitUnknown
from domain.ledger.units import check_unit

UNKNOWN = (UnitUnknown, tenants.ProgrammeNotFound)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRate:
    """Say what one unit of value is worth in another: so much gives so much."""

    unit: Slug
    into: Slug
    takes: Points
    gives: Points


@writes("ledger:write", refusals=UNKNOWN)
async def set_rate(unit: Unit, command: SetRate) -> Rate:
    """Declare the rate at which customers may convert from now on."""
    await check_unit(unit, command.unit, command.into)
    rate = Rate(
        unit=command.unit,
        into=command.into,
        takes=command.takes,
        gives=command.gives,
    )
    policy_store.put_rate(unit, rate)
    return rate


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRate:
    """Ask what one unit of value is worth in another."""

    unit: Slug
    into: Slug


@reads("programme:read", refusals=(RateNotFound,), public=True)
async def find_rate(unit: Unit, command: FindRate) -> Rate:
    """Tell the rate at which customers may convert."""
    found = await policy_store.rate(unit, command.unit, command.into)
    if found is None:
        raise RateNotFound(command.unit, command.into)
    return found


async def declared_rates(unit: Unit) -> tuple[Rate, ...]:
    """Return all rates that were declared."""
    return await policy_store.all_rates(unit)
