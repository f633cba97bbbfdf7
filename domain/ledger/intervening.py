"""Intervening: what everything has in common that is done to an account by hand."""

from datetime import datetime

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import Unit
from domain.ledger.book import Book
from domain.ledger.model import AccountKey
from domain.ledger.posting import open_books
from domain.ledger.reading import Intervention, InterventionKind
from domain.ledger.refusals import UnitUnknown
from domain.ledger.units import check_unit

UNKNOWN = (CustomerNotFound, UnitUnknown, tenants.ProgrammeNotFound)


async def open_account(
    unit: Unit, customer: CustomerRef, code: str
) -> tuple[AccountKey, Book]:
    """Hold a customer's account and open its book."""
    meant = await customers.resolve(unit, customer)
    kept = await customers.keep(unit, [meant])
    if meant not in kept:
        raise CustomerNotFound
    key = AccountKey(kept[meant], code)
    await check_unit(unit, code)
    return key, (await open_books(unit, [key]))[key]


def intervention(
    unit: Unit,
    key: AccountKey,
    kind: InterventionKind,
    reason: str,
    expires_at: datetime | None = None,
) -> Intervention:
    """Return what the caller did to an account, to be written down."""
    return Intervention(
        id=unit.new_id("ivn"),
        kind=kind,
        customer_id=key.customer_id,
        unit=key.unit,
        amount=0,
        expires_at=expires_at,
        reason=reason,
        author=unit.principal.actor,
        recorded_at=unit.now,
    )
