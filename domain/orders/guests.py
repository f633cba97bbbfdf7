"""Guests: an order that nobody has yet must not miss whoever turns out to have it.

An order looks for its customer, and a customer for orders, and neither sees what the
other has not committed. So both take the lock of what they have in common first: orders
share it, and a customer who becomes known has it alone. There are few such locks, as a
chunk of an import may want a thousand; that two names share one costs a wait.
"""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select

from domain.kernel import Unit

LOCKS = 64

NUMBERS = func.unnest(bindparam("numbers", type_=ARRAY(BigInteger))).column_valued("n")
SHARE = select(func.pg_advisory_xact_lock_shared(NUMBERS))
EXCLUDE = select(func.pg_advisory_xact_lock(NUMBERS))


def visitor(visitor_id: str) -> bytes:
    """Return what an order and a customer have in common by a visitor."""
    return b"visitor|" + visitor_id.encode()


def email(index: bytes) -> bytes:
    """Return what an order and a customer have in common by an e-mail address."""
    return b"email|" + index


async def share(unit: Unit, names: Iterable[bytes]) -> None:
    """Keep customers from becoming known by these names until this unit ends."""
    await unit.value(SHARE, numbers=_numbers(unit, names))


async def exclude(unit: Unit, names: Iterable[bytes]) -> None:
    """Wait for all orders of guests with these names, and keep others waiting."""
    await unit.value(EXCLUDE, numbers=_numbers(unit, names))


def _numbers(unit: Unit, names: Iterable[bytes]) -> list[int]:
    """Return the numbers of the locks, in the order in which everybody takes them."""
    tenant = unit.principal.tenant.bytes
    base = int.from_bytes(sha256(tenant + b"guests").digest()[:7]) * LOCKS
    return sorted({base + sha256(tenant + name).digest()[0] % LOCKS for name in names})
