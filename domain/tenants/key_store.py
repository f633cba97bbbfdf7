"""Statements about API keys; each names the tenant by itself.

The table is no tenant's, as a key is looked up before there is a tenant. Row security
lets a tenant write its own rows only, and everybody read; so that is said here.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, insert, update

from domain.kernel import Unit
from domain.kernel.keys import api_keys
from domain.kernel.rows import view
from domain.tenants.model import Key, KeyId


def add(unit: Unit, key: Key, digest: bytes) -> None:
    """Add a key of the unit's tenant."""
    unit.write(
        insert(api_keys).values(
            digest=digest,
            tenant_id=unit.principal.tenant,
            id=key.id,
            kind=key.kind,
            name=key.name,
            hint=key.hint,
            scopes=key.scopes,
            origins=key.origins,
            created_at=key.created_at,
            expires_at=key.expires_at,
            api_version=key.api_version,
        )
    )


async def page(unit: Unit, before: KeyId | None, limit: int) -> tuple[Key, ...]:
    """Return the tenant's keys that were made before one, the latest first."""
    statement = view(api_keys, Key).where(_mine(unit)).order_by(api_keys.c.id.desc())
    if before is not None:
        statement = statement.where(api_keys.c.id < before)
    return await unit.all(Key, statement.limit(limit + 1))


async def find(unit: Unit, key_id: KeyId) -> Key | None:
    """Return a key of the tenant."""
    return await unit.one(Key, view(api_keys, Key).where(_is(unit, key_id)))


async def locked(unit: Unit, key_id: KeyId) -> Key | None:
    """Return a key of the tenant, which nobody else changes meanwhile."""
    statement = view(api_keys, Key).where(_is(unit, key_id)).with_for_update()
    return await unit.one(Key, statement)


async def change(unit: Unit, key_id: KeyId, values: Mapping[str, Any]) -> None:
    """Give a key of the tenant new values."""
    await unit.run(update(api_keys).where(_is(unit, key_id)).values(**values))


def note_use(unit: Unit, key_id: KeyId, again: timedelta) -> None:
    """Remember that a key of the tenant is used now, unless it was of late."""
    noted = func.coalesce(api_keys.c.used_at > unit.now - again, false())
    this = update(api_keys).where(_is(unit, key_id)).where(~noted)
    unit.write(this.values(used_at=unit.now))


def _mine(unit: Unit) -> ColumnElement[bool]:
    return api_keys.c.tenant_id == unit.principal.tenant


def _is(unit: Unit, key_id: KeyId) -> ColumnElement[bool]:
    return and_(_mine(unit), api_keys.c.id == key_id)
