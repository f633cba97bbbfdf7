"""Setting: how households go at a shop."""

from domain import ledger
from domain.households import store
from domain.households.asking import FindHouseholdSettings, PutHouseholdSettings
from domain.households.model import HouseholdSettings
from domain.kernel import Unit, reads, writes
from domain.tenants import ProgrammeNotFound, unit_codes


@reads("households:read")
async def find_settings(
    unit: Unit, command: FindHouseholdSettings
) -> HouseholdSettings:
    """Tell how households go."""
    del command
    return await store.settings(unit)


@writes("households:write", refusals=(ledger.UnitUnknown, ProgrammeNotFound))
async def put_settings(unit: Unit, command: PutHouseholdSettings) -> HouseholdSettings:
    """Say how households go from now on; what they have stays theirs to spend."""
    known = await unit_codes(unit)
    for code in command.units:
        if code not in known:
            raise ledger.UnitUnknown(code)
    given = HouseholdSettings(
        units=tuple(dict.fromkeys(command.units)), members_max=command.members_max
    )
    store.put_settings(unit, given)
    return given
