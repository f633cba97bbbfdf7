"""Units of value: what a programme has, and how accounts of each behave."""

from domain import tenants
from domain.kernel import Unit
from domain.ledger.refusals import UnitUnknown


async def check_unit(unit: Unit, *codes: str) -> None:
    """Refuse units of value that the programme does not have."""
    known = await tenants.unit_codes(unit)
    for code in codes:
        if code not in known:
            raise UnitUnknown(code)
