"""Statements about tenants and their programmes."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import TenantId, Unit, ids
from domain.kernel.audit import AuditEntry, audit_entries
from domain.kernel.database import Engine
from domain.kernel.keys import KeyKind, api_keys
from domain.kernel.rows import view
from domain.tenants.model import (
    ProgrammeId,
    Tenant,
    TenantStatus,
    TokenId,
    UnitOfValue,
)
from domain.tenants.tables import (
    programme_units,
    programmes,
    revoked_tokens,
    tenants,
)

TENANTS_MAX = 1_000

# On the relay's connection, which may look across tenants and read no more than this.
EVERY_TENANT = text(
    "SELECT id FROM tenants WHERE id > :after AND status <> 'wiping' "
    "ORDER BY id LIMIT :tenants_max"
)
SOME = text("SELECT id FROM tenants WHERE id > :after ORDER BY id LIMIT :limit")
BEING_WIPED = text(
    "SELECT id FROM tenants WHERE status = 'wiping' ORDER BY id LIMIT :tenants_max"
)
CODES = select(programme_units.c.code)
BY_SLUG = text("SELECT id FROM tenants WHERE slug = :slug")

NO_ONE = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRow:
    """A programme without its units."""

    id: ProgrammeId
    slug: str
    name: str
    time_zone: str
    currency: str
    locales: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a tenant is served, and how many requests a day, if that is limited."""

    status: str
    requests_per_day: int | None


def id_of(unit: Unit) -> str:
    """Return the public identifier of the unit's tenant."""
    return ids.encode("tnt", unit.principal.tenant)


async def every_tenant(engine: Engine) -> AsyncGenerator[TenantId]:
    """Give all tenants by identifier but who is being wiped; by the relay's engine."""
    batch = await _tenants_after(engine, NO_ONE)
    while batch:
        for tenant in batch:
            yield tenant
        batch = await _tenants_after(engine, batch[-1])


async def some_tenants(engine: Engine, after: str, limit: int) -> tuple[TenantId, ...]:
    """Return some tenants after one, by identifier; by the relay's engine."""
    given = {"after": ids.decode(after) if after else NO_ONE, "limit": limit}
    async with engine.connect() as connection:
        return tuple((await connection.execute(SOME, given)).scalars())


async def being_wiped(engine: Engine) -> tuple[TenantId, ...]:
    """Return tenants that are being wiped; the engine's role is the relay's."""
    async with engine.connect() as connection:
        rows = await connection.execute(BEING_WIPED, {"tenants_max": TENANTS_MAX})
        return tuple(rows.scalars())


async def tenant_named(engine: Engine, slug: str) -> TenantId | None:
    """Return the tenant of a name; the engine's role is the relay's."""
    async with engine.connect() as connection:
        row = await connection.execute(BY_SLUG, {"slug": slug})
        return row.scalar()


async def add_tenant(unit: Unit, tenant: Tenant) -> bool:
    """Add the unit's tenant; tell whether its name was still free."""
    row = insert(tenants).values(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        kind=tenant.kind,
        status=tenant.status,
        created_at=tenant.created_at,
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def tenant(unit: Unit) -> Tenant | None:
    """Return the unit's tenant."""
    return await unit.one(Tenant, view(tenants, Tenant).where(_mine(unit)))


async def set_status(unit: Unit, status: TenantStatus) -> None:
    """Serve the unit's tenant from now on, or do not."""
    await unit.run(update(tenants).where(_mine(unit)).values(status=status))


async def begin_wipe(unit: Unit) -> None:
    """Serve the unit's tenant no more, from now on and for good."""
    values = {"status": TenantStatus.WIPING, "wiping_since": unit.now}
    await unit.run(update(tenants).where(_mine(unit)).values(values))


async def wiping_since(unit: Unit) -> datetime | None:
    """Return since when the unit's tenant is being wiped."""
    since: datetime | None = await unit.value(
        select(tenants.c.wiping_since).where(_mine(unit))
    )
    return since


async def remove_tenant(unit: Unit) -> int:
    """Delete the unit's tenant itself; return whether it was there, as a number."""
    return await unit.run(delete(tenants).where(_mine(unit)))


async def set_quota(unit: Unit, requests_per_day: int | None) -> None:
    """Let the unit's tenant ask as much in a day, or as much as it likes."""
    values = {"requests_per_day": requests_per_day}
    await unit.run(update(tenants).where(_mine(unit)).values(values))


async def standing(unit: Unit) -> Standing | None:
    """Return whether the unit's tenant is served, and what is its quota."""
    return await unit.one(Standing, view(tenants, Standing).where(_mine(unit)))


async def origins(unit: Unit) -> frozenset[str]:
    """Return the web origins for which the tenant holds publishable keys."""
    # A key is looked up before there is a tenant, so its table names none by itself.
    each = (
        select(func.unnest(api_keys.c.origins).label("origin"))
        .where(api_keys.c.tenant_id == unit.principal.tenant)
        .where(api_keys.c.kind == KeyKind.PUBLISHABLE)
        .where(api_keys.c.revoked_at.is_(None))
        .where(func.coalesce(api_keys.c.expires_at > unit.now, True))
        .subquery()
    )
    gathered = await unit.value(select(func.array_agg(each.c.origin.distinct())))
    return frozenset(gathered or ())


def add_programme(unit: Unit, programme: ProgrammeRow) -> None:
    """Add a programme."""
    unit.write(
        insert(programmes).values(
            id=programme.id,
            slug=programme.slug,
            name=programme.name,
            time_zone=programme.time_zone,
            currency=programme.currency,
            locales=list(programme.locales),
            version=programme.version,
        )
    )


async def programme(unit: Unit) -> ProgrammeRow | None:
    """Return the tenant's programme."""
    return await unit.one(ProgrammeRow, view(programmes, ProgrammeRow))


async def locked_programme(unit: Unit) -> ProgrammeRow | None:
    """Return the tenant's programme, which nobody else changes meanwhile."""
    statement = view(programmes, ProgrammeRow).with_for_update()
    return await unit.one(ProgrammeRow, statement)


async def change_programme(
    unit: Unit, programme_id: ProgrammeId, values: Mapping[str, Any]
) -> None:
    """Give a programme new values, and another version."""
    this = update(programmes).where(programmes.c.id == programme_id)
    await unit.run(this.values(**values, version=programmes.c.version + 1))


async def units(unit: Unit) -> tuple[UnitOfValue, ...]:
    """Return the units of the tenant's programme."""
    statement = view(programme_units, UnitOfValue).order_by(programme_units.c.code)
    return await unit.all(UnitOfValue, statement)


async def unit_codes(unit: Unit) -> frozenset[str]:
    """Return the codes of the units of the tenant's programme."""
    return frozenset((await unit.transaction.execute(CODES)).scalars())


async def add_unit(unit: Unit, programme_id: ProgrammeId, added: UnitOfValue) -> bool:
    """Add a unit; tell whether its code was still free."""
    row = insert(programme_units).values(
        code=added.code,
        programme_id=programme_id,
        name=added.name,
        kind=added.kind,
        exponent=added.exponent,
        singular=added.singular,
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def is_revoked(unit: Unit, token_id: TokenId) -> bool:
    """Tell whether a token was revoked."""
    this = revoked_tokens.c.id == token_id
    return await unit.value(select(revoked_tokens.c.id).where(this)) is not None


async def revoke_token(unit: Unit, token_id: TokenId, expires_at: datetime) -> bool:
    """Revoke a token; tell whether it was not revoked before."""
    row = insert(revoked_tokens).values(id=token_id, expires_at=expires_at)
    return await unit.run(row.on_conflict_do_nothing()) == 1


def forget_tokens(unit: Unit) -> None:
    """Forget revoked tokens that have expired meanwhile."""
    unit.write(delete(revoked_tokens).where(revoked_tokens.c.expires_at <= unit.now))


async def audit_page(
    unit: Unit, before: str | None, limit: int
) -> tuple[AuditEntry, ...]:
    """Return what was done in the tenant before an entry, the latest first."""
    statement = view(audit_entries, AuditEntry).order_by(audit_entries.c.id.desc())
    if before is not None:
        statement = statement.where(audit_entries.c.id < before)
    return await unit.all(AuditEntry, statement.limit(limit + 1))


def _mine(unit: Unit) -> Any:
    return tenants.c.id == id_of(unit)


async def _tenants_after(engine: Engine, after: UUID) -> tuple[TenantId, ...]:
    given = {"after": after, "tenants_max": TENANTS_MAX}
    async with engine.connect() as connection:
        rows = await connection.execute(EVERY_TENANT, given)
        return tuple(rows.scalars())
