"""Idempotency keys: a command that comes again is answered as the first time.

The key and the result are written in the transaction of the command. While that is
open, whoever brings the same key is told to come back: a lock that ends with the
transaction says so, and nobody waits for it. A refusal is not remembered, as it changed
nothing; the same command may succeed later.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import BigInteger, LargeBinary, Text, bindparam, func, insert, select

from domain.kernel import crypto, keyring
from domain.kernel.errors import InFlight, KeyReused
from domain.kernel.personal import NOT_PERSONAL, Category, Erase, Export, personal
from domain.kernel.rows import view
from domain.kernel.tables import Id, column, instant, key, tenant_table
from domain.kernel.unit import Unit
from domain.kernel.use_case import UseCase

C = TypeVar("C")
R = TypeVar("R")

LOCK = select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger())))

idempotency_keys = tenant_table(
    "idempotency_keys",
    key("key", Text),
    column("fingerprint", LargeBinary, NOT_PERSONAL),
    # Sealed by the tenant's key, as it may repeat what a customer told us.
    column(
        "result",
        LargeBinary,
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE),
    ),
    column(
        "customer_id",
        Id("cus"),
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE),
        nullable=True,
    ),
    instant("recorded_at", NOT_PERSONAL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[R]):
    """What a command led to, and whether that was at an earlier time."""

    result: R
    replayed: bool


@dataclass(frozen=True, slots=True)
class _Stored:
    fingerprint: bytes
    result: bytes


async def once(
    unit: Unit,
    name: str,
    use_case: UseCase[C, R],
    command: C,
    work: Callable[[], Awaitable[R]],
) -> Answer[R]:
    """Do some work the first time that a key comes, and answer as then afterwards."""
    if not await unit.value(LOCK, lock=_number(unit, name)):
        raise InFlight
    this = idempotency_keys.c.key == name
    stored = await unit.one(_Stored, view(idempotency_keys, _Stored).where(this))
    print_of_command = _fingerprint(use_case.name, command)
    if stored is None:
        result = await work()
        await _store(unit, name, print_of_command, result)
        return Answer(result=result, replayed=False)
    if stored.fingerprint != print_of_command:
        raise KeyReused
    key = (await keyring.secrets(unit)).key
    plain = crypto.unseal(key, stored.result, name)
    result = msgspec.json.decode(plain, type=use_case.result_type)
    return Answer(result=result, replayed=True)


async def _store(unit: Unit, name: str, fingerprint: bytes, result: Any) -> None:
    key = (await keyring.secrets(unit)).key
    plain = msgspec.json.encode(result)
    row = insert(idempotency_keys).values(
        key=name,
        fingerprint=fingerprint,
        result=crypto.seal(key, unit.dice, plain, name),
        customer_id=_customer(result),
        recorded_at=unit.now,
    )
    unit.write(row)


def _customer(result: Any) -> str | None:
    for name in ("customer_id", "id"):
        found = getattr(result, name, None)
        if isinstance(found, str) and found.startswith("cus_"):
            return found
    return None


def _fingerprint(action: str, command: Any) -> bytes:
    """Return the same bytes for the same command, and others for another."""
    return sha256(msgspec.json.encode([action, command], order="sorted")).digest()


def _number(unit: Unit, name: str) -> int:
    """Return the number of the lock; that two keys share one costs a retry."""
    named = sha256(f"{unit.principal.tenant}|{name}".encode()).digest()
    return int.from_bytes(named[:8], signed=True)
