"""Vouchers as their owners see them: codes opened, terms added, at an instant.

A code is sealed by the tenant's key and looked up by a keyed digest, so that neither a
backup nor whoever reads the table can use one.
"""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from domain import tenants
from domain.kernel import Unit, crypto, keyring
from domain.kernel.crypto import Secrets
from domain.tenants import Wordings
from domain.vouchers import codes, rules, store
from domain.vouchers.model import Pool, Voucher
from domain.vouchers.store import Row

KIND = "voucher"


async def index(unit: Unit, code: str) -> bytes:
    """Return by what a code is looked up."""
    return blind(await keyring.secrets(unit), code)


def blind(secrets: Secrets, code: str) -> bytes:
    """Return by what a code is looked up, by a tenant's secrets."""
    return secrets.blind(KIND, codes.normalised(code))


def seal(unit: Unit, secrets: Secrets, voucher_id: str, code: str) -> bytes:
    """Return a code as it is stored."""
    return crypto.seal(secrets.key, unit.dice, code.encode(), _context(voucher_id))


async def shown(unit: Unit, rows: Sequence[Row]) -> tuple[Voucher, ...]:
    """Return vouchers as they are at the unit's instant."""
    if not rows:
        return ()
    secrets = await keyring.secrets(unit)
    pools = await store.pools_of(unit, rows)
    return tuple(voucher(unit, secrets, pools[row.pool_id], row) for row in rows)


def voucher(unit: Unit, secrets: Secrets, pool: Pool, row: Row) -> Voucher:
    """Return a voucher of a pool as it is at the unit's instant."""
    code = row.code and crypto.unseal(secrets.key, row.code, _context(row.id)).decode()
    found = Voucher(
        id=row.id,
        pool=pool.pool,
        name=pool.name,
        code=code or None,
        status=row.status,
        discount=pool.terms.discount,
        customer_id=row.customer_id,
        cart=row.cart,
        reserved_until=row.reserved_until,
        order_id=row.order_id,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
    return replace(found, status=rules.status_at(found, unit.now))


async def zone(unit: Unit) -> ZoneInfo:
    """Return the zone in which days end."""
    return (await words(unit)).zone


async def words(unit: Unit) -> Wordings:
    """Return in which words the programme says why not."""
    return tenants.wordings(await tenants.programme(unit))


def _context(voucher_id: str) -> str:
    return f"{KIND}|{voucher_id}"
