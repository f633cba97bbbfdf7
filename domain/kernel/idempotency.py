"""Idempotency keys: a command that comes again is answered as the first time.

The key and the result are written in the transaction of the command. While that is
open, whoever brings the same key is told to come back: a lock that ends with the
transaction says so, and nobody waits for it. Most refusals are not remembered, as they
changed nothing: the same command may succeed later. One that is `remembered` was the
decision of its instant, and is the answer to its key from then on.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Index,
    LargeBinary,
    Text,
    bindparam,
    func,
    select,
    text,
    true,
)

from domain.kernel import crypto, keyring
from domain.kernel.errors import InFlight, KeyReused, Refusal
from domain.kernel.personal import NOT_PERSONAL, Category, Erase, Export, personal
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.kernel.sets import found, given, whole
from domain.kernel.tables import Id, column, instant, key, tenant_table
from domain.kernel.unit import Unit
from domain.kernel.use_case import Asked, UseCase

C = TypeVar("C")
R = TypeVar("R")

_NUMBERS = func.unnest(bindparam("numbers", type_=ARRAY(BigInteger))).column_valued()
LOCK = select(
    _NUMBERS.label("number"),
    func.pg_try_advisory_xact_lock(_NUMBERS).label("is_held"),
)

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
    # The code of the refusal that the result is the details of, if it is one.
    column("refusal", Text, NOT_PERSONAL, nullable=True),
    column(
        "customer_id",
        Id("cus"),
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE),
        nullable=True,
    ),
    instant("recorded_at", NOT_PERSONAL),
    # By what an erasure finds them.
    Index(
        "idempotency_keys_customer_idx",
        "tenant_id",
        "customer_id",
        postgresql_where=text("customer_id IS NOT NULL"),
    ),
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
    refusal: str | None


_NAMES = given(idempotency_keys.c.key)
_FOUND = found(
    "stored", view(idempotency_keys, _Stored), idempotency_keys.c.key == _NAMES.c.key
)
STORED = select(
    _NAMES.c.key, _FOUND.c.fingerprint, _FOUND.c.result, _FOUND.c.refusal
).select_from(_NAMES.join(_FOUND, true()))
STORE = insertion(*whole(idempotency_keys))


async def once(
    unit: Unit,
    name: str,
    use_case: UseCase[C, R],
    command: C,
    work: Callable[[], Awaitable[R]],
) -> Answer[R]:
    """Do some work the first time that a key comes, and answer as then afterwards."""
    asked = Asked(command=command, principal=unit.principal, key=name)

    async def first(_: Sequence[Asked[C]]) -> Sequence[R]:
        return [await work()]

    (answer,) = await once_each(unit, use_case, (asked,), first)
    if isinstance(answer, Refusal):
        raise answer
    return answer


async def refuse(
    unit: Unit, name: str, use_case: UseCase[C, R], command: C, refusal: Refusal
) -> Answer[R] | Refusal:
    """Remember how a command was refused, before anybody is told.

    If the same command was carried out in the meantime, it was not refused after all.
    """
    asked = Asked(command=command, principal=unit.principal, key=name)

    async def refused(_: Sequence[Asked[C]]) -> Sequence[Refusal]:
        return [refusal]

    (answer,) = await once_each(unit, use_case, (asked,), refused)
    return answer


async def once_each(
    unit: Unit,
    use_case: UseCase[C, R],
    asked: Sequence[Asked[C]],
    work: Callable[[Sequence[Asked[C]]], Awaitable[Sequence[R | Refusal]]],
) -> list[Answer[R] | Refusal]:
    """Do the work for those commands whose keys come for the first time, or have none.

    The others are answered as then. Of two with the same key, one is told to come back.
    """
    prints = [
        b"" if each.key is None else _fingerprint(use_case.name, each.command)
        for each in asked
    ]
    known = await _known(unit, [each.key for each in asked if each.key is not None])
    told: list[Answer[R] | Refusal | None] = []
    for each, print_of_command in zip(asked, prints, strict=True):
        told.append(await _earlier(unit, use_case, known, each.key, print_of_command))
    places = [place for place, answer in enumerate(told) if answer is None]
    results = await work([asked[place] for place in places]) if places else ()
    kept: list[dict[str, Any]] = []
    for place, result in zip(places, results, strict=True):
        told[place] = (
            result
            if isinstance(result, Refusal)
            else Answer(result=result, replayed=False)
        )
        key = asked[place].key
        if key is not None and not _is_forgotten(result):
            row = await _row(unit, asked[place].command, key, result)
            kept.append({**row, "fingerprint": f"\\x{prints[place].hex()}"})
    if kept:
        unit.write(STORE, records=encoded(kept))
    return [answer for answer in told if answer is not None]


async def _known(unit: Unit, names: Sequence[str]) -> dict[str, _Stored | None]:
    """Return what is stored of keys, now that nobody else can store it.

    A key that another command holds, or that came twice, is left out once.
    """
    if not names:
        return {}
    numbers = {name: _number(unit, name) for name in names}
    locked, stored = await unit.transaction.execute_all(
        (LOCK, {"numbers": sorted(set(numbers.values()))}),
        (STORED, {"key_of": sorted(numbers)}),
    )
    held = {row["number"] for row in locked.mappings() if row["is_held"]}
    known: dict[str, _Stored | None] = {
        name: None for name, number in numbers.items() if number in held
    }
    for row in stored.mappings():
        if row["key"] in known:
            known[row["key"]] = _Stored(
                row["fingerprint"], row["result"], row["refusal"]
            )
    return known


async def _earlier(
    unit: Unit,
    use_case: UseCase[C, R],
    known: dict[str, _Stored | None],
    name: str | None,
    print_of_command: bytes,
) -> Answer[R] | Refusal | None:
    """Return what a key was answered, or why it is not; nothing if it is new."""
    if name is None:
        return None
    if name not in known:
        return InFlight()
    stored = known[name]
    if stored is None:
        del known[name]  # The next one with this key is another's.
        return None
    if stored.fingerprint != print_of_command:
        return KeyReused()
    key = (await keyring.secrets(unit)).key
    plain = crypto.unseal(key, stored.result, name)
    if stored.refusal is not None:
        return _refusal(use_case, stored.refusal, plain)
    result = msgspec.json.decode(plain, type=use_case.result_type)
    return Answer(result=result, replayed=True)


async def _row(unit: Unit, command: Any, name: str, result: Any) -> dict[str, Any]:
    key = (await keyring.secrets(unit)).key
    is_refusal = isinstance(result, Refusal)
    plain = msgspec.json.encode(result.details() if is_refusal else result)
    customer_id = _customer(command if is_refusal else result)
    return {
        "key": name,
        "result": f"\\x{crypto.seal(key, unit.dice, plain, name).hex()}",
        "refusal": result.code() if is_refusal else None,
        "customer_id": None if customer_id is None else bare(customer_id),
        "recorded_at": unit.now,
    }


def _is_forgotten(result: Any) -> bool:
    return isinstance(result, Refusal) and not result.remembered


def _refusal(use_case: UseCase[Any, Any], code: str, details: bytes) -> Refusal:
    """Return the refusal that a command was answered with."""
    (found,) = [each for each in use_case.refusals if each.code() == code]
    return found(**msgspec.json.decode(details))


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
