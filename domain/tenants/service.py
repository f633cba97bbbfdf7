"""Tenants and their programmes: made, found and changed."""

from dataclasses import dataclass
from typing import Any

from domain.kernel import (
    OPERATOR,
    SYSTEM,
    BadCursor,
    FieldError,
    Malformed,
    NotAuthenticated,
    Page,
    Principal,
    TenantId,
    Unit,
    pages,
    reads,
    writes,
)
from domain.kernel.audit import AuditEntry
from domain.kernel.types import Currency, Cursor, PageSize, ShortText, Slug
from domain.tenants import rules, store
from domain.tenants.model import (
    AuditId,
    CurrencyUnknown,
    Exponent,
    Locales,
    Programme,
    ProgrammeChanged,
    ProgrammeNotFound,
    ProgrammeUpdated,
    RequestsPerDay,
    StandingChanged,
    Tenant,
    TenantCreated,
    TenantExists,
    TenantKind,
    TenantNotFound,
    TenantStatus,
    TenantWiping,
    TimeZoneUnknown,
    UnitExists,
    UnitKind,
    UnitOfValue,
    ZoneName,
)
from domain.tenants.scopes import EVERYTHING
from domain.tenants.store import ProgrammeRow

POINTS = UnitOfValue(code="points", name="Points", kind=UnitKind.POINTS, exponent=0)


def operator(tenant: TenantId) -> Principal:
    """Return whoever runs the platform, at work at its terminal on a tenant."""
    return Principal(tenant=tenant, scopes=EVERYTHING, actor="operator")


def operating(tenant: TenantId, actor: str) -> Principal:
    """Return whoever runs the platform, at work on a tenant, but not at its terminal.

    They may do as much, but give nobody the right to run it.
    """
    return Principal(tenant=tenant, scopes=EVERYTHING - {SYSTEM}, actor=actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Make the caller's tenant, which is not there yet, with a programme."""

    slug: Slug
    name: ShortText
    kind: TenantKind = TenantKind.LIVE
    time_zone: ZoneName = "Europe/Amsterdam"
    currency: Currency = "EUR"
    locales: Locales = ("nl", "en")


@writes(OPERATOR, refusals=(TenantExists, TimeZoneUnknown, CurrencyUnknown))
async def create(unit: Unit, command: Create) -> Tenant:
    """Create a tenant, its programme and a unit called points.

    It is the tenant of the unit: whoever asks chose its identifier, and asks as its
    operator.
    """
    rules.check_zone(command.time_zone)
    rules.check_currency(command.currency)
    tenant = Tenant(
        id=store.id_of(unit),
        slug=command.slug,
        name=command.name,
        kind=command.kind,
        status=TenantStatus.ACTIVE,
        created_at=unit.now,
    )
    if not await store.add_tenant(unit, tenant):
        raise TenantExists(command.slug)
    made = ProgrammeRow(
        id=unit.new_id("prg"),
        slug=command.slug,
        name=command.name,
        time_zone=command.time_zone,
        currency=command.currency,
        locales=command.locales,
        version=1,
    )
    store.add_programme(unit, made)
    await store.add_unit(unit, made.id, POINTS)
    unit.emit(TenantCreated(tenant_id=tenant.id))
    return tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask for the caller's tenant."""


@reads("tenants:read", refusals=(TenantNotFound,))
async def find(unit: Unit, command: Find) -> Tenant:
    """Return the tenant to which the credentials belong."""
    del command
    found = await store.tenant(unit)
    if found is None:
        raise TenantNotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus:
    """Suspend the caller's tenant, or serve it again."""

    status: TenantStatus


@writes(OPERATOR, refusals=(TenantNotFound, TenantWiping, Malformed))
async def set_status(unit: Unit, command: SetStatus) -> Tenant:
    """Suspend a tenant, whose credentials then open nothing, or serve it again."""
    found = await store.tenant(unit)
    if found is None:
        raise TenantNotFound
    if command.status == TenantStatus.WIPING:
        error = FieldError(pointer="/status", detail="Expected active or suspended.")
        raise Malformed((error,))
    if found.status == TenantStatus.WIPING:
        raise TenantWiping
    await store.set_status(unit, command.status)
    unit.emit(StandingChanged(tenant_id=store.id_of(unit)))
    changed = await store.tenant(unit)
    assert changed is not None
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuota:
    """Let the caller's tenant make so many requests a day; without, any number."""

    requests_per_day: RequestsPerDay | None = None


@writes(OPERATOR, refusals=(TenantNotFound,))
async def set_quota(unit: Unit, command: SetQuota) -> Tenant:
    """Say how many requests a day a tenant may make, all its keys and tokens together.

    It holds everywhere within a minute.
    """
    if await store.tenant(unit) is None:
        raise TenantNotFound
    await store.set_quota(unit, command.requests_per_day)
    unit.emit(StandingChanged(tenant_id=store.id_of(unit)))
    changed = await store.tenant(unit)
    assert changed is not None
    return changed


async def refuse_unserved(unit: Unit) -> int | None:
    """Return how many requests a day the tenant may make, if that is limited.

    Refuse whoever asks for a tenant that is suspended or was never there.
    """
    found = await store.standing(unit)
    if found is None or found.status != TenantStatus.ACTIVE:
        raise NotAuthenticated
    return found.requests_per_day


async def programme(unit: Unit) -> Programme:
    """Return the tenant's programme."""
    return await unit.once(_programme)


async def _programme(unit: Unit) -> Programme:
    return await _whole(unit, await store.programme(unit))


async def unit_codes(unit: Unit) -> frozenset[str]:
    """Return the codes of the programme's units, of which there is one at least."""
    codes = await store.unit_codes(unit)
    if not codes:
        raise ProgrammeNotFound
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class FindProgramme:
    """Ask for the programme."""


@reads("programme:read", refusals=(ProgrammeNotFound,), public=True)
async def find_programme(unit: Unit, command: FindProgramme) -> Programme:
    """Return the programme: its zone, currency, locales and units of value."""
    del command
    return await programme(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProgramme:
    """Change what is given of the programme, and leave the rest.

    With `version`, only if it is still the version that the caller has seen.
    """

    name: ShortText | None = None
    time_zone: ZoneName | None = None
    currency: Currency | None = None
    locales: Locales | None = None
    version: int | None = None


@writes(
    "tenants:write",
    refusals=(ProgrammeNotFound, ProgrammeChanged, TimeZoneUnknown, CurrencyUnknown),
)
async def update_programme(unit: Unit, command: UpdateProgramme) -> Programme:
    """Change the name, time zone, currency or locales of the programme."""
    if command.time_zone is not None:
        rules.check_zone(command.time_zone)
    if command.currency is not None:
        rules.check_currency(command.currency)
    found = await store.locked_programme(unit)
    if found is None:
        raise ProgrammeNotFound
    if command.version not in (None, found.version):
        raise ProgrammeChanged(found.version)
    given: dict[str, Any] = {
        "name": command.name,
        "time_zone": command.time_zone,
        "currency": command.currency,
        "locales": None if command.locales is None else list(command.locales),
    }
    values = {name: value for name, value in given.items() if value is not None}
    await store.change_programme(unit, found.id, values)
    unit.forget(_programme)
    unit.emit(ProgrammeUpdated(programme_id=found.id))
    return await programme(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUnit:
    """Add a kind of value to the programme.

    It is named as several of it are: `Stars`; one of it is a `singular`: `Star`.
    """

    code: Slug
    name: ShortText
    kind: UnitKind = UnitKind.POINTS
    exponent: Exponent = 0
    singular: ShortText | None = None


@writes("tenants:write", refusals=(ProgrammeNotFound, UnitExists))
async def add_unit(unit: Unit, command: AddUnit) -> Programme:
    """Add a unit of value that customers of the programme can then hold."""
    found = await store.locked_programme(unit)
    if found is None:
        raise ProgrammeNotFound
    added = UnitOfValue(
        code=command.code,
        name=command.name,
        kind=command.kind,
        exponent=command.exponent,
        singular=command.singular,
    )
    if not await store.add_unit(unit, found.id, added):
        raise UnitExists(command.code)
    await store.change_programme(unit, found.id, {})
    unit.forget(_programme)
    unit.emit(ProgrammeUpdated(programme_id=found.id))
    return await programme(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAudit:
    """Ask for who did what, the latest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@reads("tenants:read", refusals=(BadCursor,))
async def list_audit(unit: Unit, command: ListAudit) -> Page[AuditEntry]:
    """Return the audit trail: each change, who made it and when, the latest first."""
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[AuditId])
    found = await store.audit_page(unit, before, command.limit)
    return pages.page(found, command.limit, lambda entry: (entry.id,))


async def _whole(unit: Unit, row: ProgrammeRow | None) -> Programme:
    if row is None:
        raise ProgrammeNotFound
    return Programme(
        id=row.id,
        slug=row.slug,
        name=row.name,
        time_zone=row.time_zone,
        currency=row.currency,
        locales=row.locales,
        units=await store.units(unit),
        version=row.version,
    )
