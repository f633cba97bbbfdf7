"""What can be done with levels, and asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import customers, earning, ledger, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    CustomerId,
    FieldError,
    Kind,
    Malformed,
    Refusal,
    Unit,
    reads,
    writes,
)
from domain.levels import rules, store
from domain.levels.events import LevelsPublished
from domain.levels.model import (
    VERSIONS_MAX,
    CustomerLevel,
    LevelOf,
    LevelsOfMany,
    LevelVersion,
    LevelVersions,
    ListLevels,
    PublishLevels,
)


@dataclass(eq=False)
class LevelsRaced(Refusal):
    """Another version of the levels was published at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    version: int


@dataclass(eq=False)
class TooManyLevelVersions(Refusal):
    """There are as many versions of the levels as there may be."""

    kind = Kind.CONFLICT
    versions_max: int


@writes(
    "levels:write",
    refusals=(Malformed, ledger.UnitUnknown, TooManyLevelVersions, LevelsRaced),
)
async def publish(unit: Unit, command: PublishLevels) -> LevelVersion:
    """Publish the levels; who is on which is looked at within minutes."""
    if not rules.rises(command.levels):
        detail = "Each level takes more experience than the one before."
        raise Malformed((FieldError(pointer="/levels", detail=detail),))
    if command.unit not in await tenants.unit_codes(unit):
        raise ledger.UnitUnknown(command.unit)
    known = await store.latest(unit)
    number = known.version + 1 if known else 1
    if number > VERSIONS_MAX:
        raise TooManyLevelVersions(VERSIONS_MAX)
    version = LevelVersion(
        version=number,
        unit=command.unit,
        levels=command.levels,
        valid_from=unit.now,
    )
    if not await store.add(unit, version):
        raise LevelsRaced(version.version)
    unit.emit(LevelsPublished(version=version.version))
    return version


@reads("programme:read", public=True)
async def list_all(unit: Unit, command: ListLevels) -> LevelVersions:
    """Tell every version of the levels, of which the last holds."""
    del command
    return LevelVersions(versions=await store.versions(unit))


@reads("levels:read", refusals=(CustomerNotFound,), subject="customer_id")
async def of_customer(unit: Unit, command: LevelOf) -> CustomerLevel:
    """Tell on which level a customer is, and what is missing to the next."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (found,) = await _of_many(unit, (customer_id,))
    return found


@reads("levels:read", subject="customer_ids")
async def of_many(unit: Unit, command: LevelsOfMany) -> tuple[CustomerLevel, ...]:
    """Tell on which levels many customers are, in the order asked."""
    return await _of_many(unit, command.customer_ids)


async def _of_many(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[CustomerLevel, ...]:
    version = await store.latest(unit)
    has: dict[CustomerId, int] = {}
    if version is not None:
        has = await earning.kept_in_all(unit, customer_ids, version.unit)
    words = tenants.wordings(await tenants.programme(unit))
    return tuple(
        rules.outlook(each, version, has.get(each, 0), words) for each in customer_ids
    )
