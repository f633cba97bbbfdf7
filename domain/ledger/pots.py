"""Pots: what customers collect together for something, with a public total."""

from dataclasses import dataclass

from domain import tenants
from domain.kernel import BadCursor, Page, Unit, pages, reads, writes
from domain.kernel.types import Cursor, PageSize, ShortText, Slug
from domain.ledger import policy_store
from domain.ledger.model import POINTS, Pot, PotId, PotStatus
from domain.ledger.refusals import PotNotFound, UnitUnknown
from domain.ledger.units import check_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePot:
    """Make a pot to which customers can give one unit of value."""

    name: ShortText
    unit: Slug = POINTS


@writes("ledger:write", refusals=(UnitUnknown, tenants.ProgrammeNotFound))
async def create_pot(unit: Unit, command: CreatePot) -> Pot:
    """Create a pot, with nothing in it."""
    await check_unit(unit, command.unit)
    pot = Pot(
        id=unit.new_id("pot"),
        name=command.name,
        unit=command.unit,
        status=PotStatus.OPEN,
        total=0,
        created_at=unit.now,
    )
    policy_store.add_pot(unit, pot)
    return pot


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePot:
    """Collect nothing more in a pot."""

    pot_id: PotId


@writes("ledger:write", refusals=(PotNotFound,))
async def close_pot(unit: Unit, command: ClosePot) -> Pot:
    """Close a pot; what is in it stays in it."""
    if not await policy_store.close(unit, command.pot_id):
        raise PotNotFound
    found = await policy_store.pot(unit, command.pot_id)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPot:
    """Ask what is in a pot."""

    pot_id: PotId


@reads("programme:read", refusals=(PotNotFound,), public=True)
async def find_pot(unit: Unit, command: FindPot) -> Pot:
    """Tell what customers have given to a pot, all together."""
    found = await policy_store.pot(unit, command.pot_id)
    if found is None:
        raise PotNotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPots:
    """Ask for the pots, newest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@reads("programme:read", refusals=(BadCursor,), public=True)
async def list_pots(unit: Unit, command: ListPots) -> Page[Pot]:
    """List the pots with what is in them, newest first."""
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[PotId])
    found = await policy_store.page(unit, before, command.limit)
    return pages.page(found, command.limit, lambda pot: (pot.id,))
