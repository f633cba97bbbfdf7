"""The keys, at rest: in a schema of their own, so that they can be backed up apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, delete, select, true
from sqlalchemy.dialects.postgresql import insert

from domain.kernel.crypto import KEY_BYTES, Cipher, Secrets
from domain.kernel.ids import CustomerId
from domain.kernel.personal import NOT_PERSONAL, Category, Erase, Export, personal
from domain.kernel.rows import view
from domain.kernel.sets import found, given, lists, whole
from domain.kernel.tables import Id, column, key, tenant_table
from domain.kernel.unit import Unit

SCHEMA = "vault"

tenant_keys = tenant_table(
    "tenant_keys",
    column("wrapped_key", LargeBinary, NOT_PERSONAL),
    column("wrapped_pepper", LargeBinary, NOT_PERSONAL),
    schema=SCHEMA,
)

customer_keys = tenant_table(
    "customer_keys",
    key(
        "customer_id",
        Id("cus"),
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE),
    ),
    column(
        "wrapped_key",
        LargeBinary,
        personal(Category.TECHNICAL, export=Export.NO, erase=Erase.DELETE),
    ),
    schema=SCHEMA,
)

CUSTOMER_KEY = whole(customer_keys)
NEW_KEYS = insert(customer_keys).from_select(
    [each.name for each in CUSTOMER_KEY], select(*given(*CUSTOMER_KEY).c)
)
MISSING_KEYS = NEW_KEYS.on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class _TenantKey:
    wrapped_key: bytes
    wrapped_pepper: bytes


@dataclass(frozen=True, slots=True)
class _CustomerKey:
    customer_id: CustomerId
    wrapped_key: bytes


_OWNERS = given(customer_keys.c.customer_id, name="owners")
_THEIRS = found(
    "theirs",
    view(customer_keys, _CustomerKey),
    customer_keys.c.customer_id == _OWNERS.c.customer_id,
)
KEYS = view(_THEIRS, _CustomerKey).select_from(_OWNERS.join(_THEIRS, true()))


async def secrets(unit: Unit) -> Secrets:
    """Return the tenant's secrets, which are made when first something is sealed.

    A unit that only reads, of a tenant that has none, gets secrets that find nothing:
    nothing can have been sealed.
    """
    tenant = unit.principal.tenant
    known = unit.vault.opened.get(tenant) or unit.made.get(tenant)
    if known is not None:
        return known
    stored = await _stored(unit)
    if stored is None:
        made = Secrets(tenant, unit.dice(KEY_BYTES), unit.dice(KEY_BYTES))
        if unit.read_only:
            return made
        if await _add(unit, made):
            # Not in the vault, as this unit may yet fail, and the secrets with it.
            unit.made[tenant] = made
            return made
        stored = await _stored(unit)
        assert stored is not None, "who was first has committed"
    unit.vault.opened[tenant] = stored
    return stored


async def new_ciphers(
    unit: Unit, customers: Sequence[CustomerId]
) -> Mapping[CustomerId, Cipher]:
    """Make a key for each of these customers, who have none yet."""
    if not customers:
        return {}
    made, rows = await _made(unit, customers)
    unit.write(NEW_KEYS, **lists(CUSTOMER_KEY, rows))
    return made


async def every_cipher(
    unit: Unit, customers: Sequence[CustomerId]
) -> Mapping[CustomerId, Cipher]:
    """Return the ciphers of these customers; who has no key yet gets one.

    Another unit may give them one meanwhile: of two keys, the first is kept.
    """
    held = await ciphers(unit, customers)
    without = sorted({each for each in customers if each not in held})
    if not without:
        return held
    made, rows = await _made(unit, without)
    given_now = await unit.run(MISSING_KEYS, **lists(CUSTOMER_KEY, rows))
    first = made if given_now == len(rows) else await ciphers(unit, without)
    return {**held, **first}


async def seal_each(
    unit: Unit, column: Column[Any], said: Sequence[tuple[CustomerId, str | None]]
) -> list[bytes | None]:
    """Return what a column holds of texts, each sealed by the key of whom it is about.

    The unit keeps them from being erased meanwhile. Of no text, nothing is held.
    """
    held = await every_cipher(unit, [whose for whose, text in said if text is not None])
    return [
        None if text is None else held[whose].seal(column, whose, text)
        for whose, text in said
    ]


async def ciphers(
    unit: Unit, customers: Sequence[CustomerId]
) -> Mapping[CustomerId, Cipher]:
    """Return the ciphers of those of these customers who have a key."""
    if not customers:
        return {}
    tenant = await secrets(unit)
    keys = await unit.all(_CustomerKey, KEYS, customer_id_of=list(customers))
    return {
        each.customer_id: tenant.cipher(unit.dice, each.customer_id, each.wrapped_key)
        for each in keys
    }


def destroy(unit: Unit, customers: Sequence[CustomerId]) -> None:
    """Destroy customers' keys; what they sealed is gone with them."""
    theirs = customer_keys.c.customer_id.in_(customers)
    unit.write(delete(customer_keys).where(theirs))


async def _made(
    unit: Unit, customers: Sequence[CustomerId]
) -> tuple[dict[CustomerId, Cipher], list[_CustomerKey]]:
    """Return keys for customers, and how they are stored."""
    tenant = await secrets(unit)
    made = {
        customer: Cipher(tenant.tenant, unit.dice(KEY_BYTES), unit.dice)
        for customer in customers
    }
    rows = [
        _CustomerKey(customer, tenant.wrap(unit.dice, customer, cipher.key))
        for customer, cipher in made.items()
    ]
    return made, rows


async def _stored(unit: Unit) -> Secrets | None:
    this = select(tenant_keys.c.wrapped_key, tenant_keys.c.wrapped_pepper)
    found = await unit.one(_TenantKey, this)
    if found is None:
        return None
    tenant, unwrap = unit.principal.tenant, unit.vault.unwrap
    return Secrets(
        tenant,
        unwrap(tenant, found.wrapped_key, "key"),
        unwrap(tenant, found.wrapped_pepper, "pepper"),
    )


async def _add(unit: Unit, made: Secrets) -> bool:
    tenant, wrap = unit.principal.tenant, unit.vault.wrap
    row = insert(tenant_keys).values(
        wrapped_key=wrap(unit.dice, tenant, made.key, "key"),
        wrapped_pepper=wrap(unit.dice, tenant, made.pepper, "pepper"),
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1
