"""The SQL of endpoints and secrets: one function, one statement, one type."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel import TenantId, Unit, ids
from domain.kernel.backlog import Backlog, backlog_of
from domain.kernel.rows import view
from domain.webhooks.model import Endpoint, EndpointId, EndpointState, Standing
from domain.webhooks.tables import (
    webhook_deliveries,
    webhook_endpoints,
    webhook_secrets,
)

ENDPOINTS_MAX = 20
SECRETS_MAX = 10
WAITING_MAX = 100

# It learns which endpoints are due and nothing else, and its role may read no more.
DUE = text(
    "SELECT tenant_id, id FROM webhook_endpoints WHERE due_at <= :now"
    " ORDER BY due_at LIMIT :waiting_max"
)
BACKLOG = text(
    "SELECT count(*), min(due_at) FROM webhook_deliveries WHERE due_at <= :now"
)
PARKED = text("SELECT count(*) FROM webhook_deliveries WHERE state = 'parked'")

endpoints, secrets = webhook_endpoints, webhook_secrets
there = endpoints.c.deleted_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A secret of an endpoint, as it is stored."""

    id: str
    sealed: bytes


async def due(
    engine: AsyncEngine, now: datetime
) -> tuple[tuple[TenantId, EndpointId], ...]:
    """Return endpoints to which something is due; the engine's role is the relay's."""
    given = {"now": now, "waiting_max": WAITING_MAX}
    async with engine.connect() as connection:
        rows = await connection.execute(DUE, given)
        return tuple((tenant, ids.encode("whk", each)) for tenant, each in rows)


async def backlog(engine: AsyncEngine, now: datetime) -> Backlog:
    """Return how many deliveries are due, and how many were given up and kept."""
    return await backlog_of(engine, BACKLOG, now, PARKED)


async def count(unit: Unit) -> int:
    """Return how many endpoints there are."""
    counted: int = await unit.value(select(func.count(endpoints.c.id)).where(there))
    return counted


def add(unit: Unit, endpoint: Endpoint) -> None:
    """Write an endpoint down, to which nothing was sent yet."""
    values = {each: getattr(endpoint, each) for each in Endpoint.__dataclass_fields__}
    unit.write(insert(endpoints).values(**values, failures=0, sequence=0))


async def find(unit: Unit, endpoint_id: EndpointId) -> Endpoint | None:
    """Return an endpoint."""
    return await unit.one(Endpoint, _this(Endpoint, endpoint_id))


async def locked(unit: Unit, endpoint_id: EndpointId) -> Endpoint | None:
    """Return an endpoint, which nobody else changes meanwhile."""
    return await unit.one(Endpoint, _this(Endpoint, endpoint_id).with_for_update())


async def page(
    unit: Unit, before: EndpointId | None, limit: int
) -> tuple[Endpoint, ...]:
    """Return endpoints, the latest first, and one more."""
    found = view(endpoints, Endpoint).where(there).order_by(endpoints.c.id.desc())
    if before is not None:
        found = found.where(endpoints.c.id < before)
    return await unit.all(Endpoint, found.limit(limit + 1))


def change(unit: Unit, endpoint_id: EndpointId, values: Mapping[str, Any]) -> None:
    """Give an endpoint new values, and so another version."""
    this = update(endpoints).where(endpoints.c.id == endpoint_id)
    unit.write(this.values(**values, version=endpoints.c.version + 1))


async def listening(unit: Unit) -> tuple[Standing, ...]:
    """Return all endpoints that are sent news, which nobody else numbers meanwhile."""
    active = endpoints.c.state == EndpointState.ACTIVE
    found = view(endpoints, Standing).where(there, active).order_by(endpoints.c.id)
    return await unit.all(Standing, found.limit(ENDPOINTS_MAX).with_for_update())


async def standing(unit: Unit, endpoint_id: EndpointId) -> Standing | None:
    """Return how an endpoint stands, and keep others from it until this unit ends."""
    return await unit.one(Standing, _this(Standing, endpoint_id).with_for_update())


async def claimable(unit: Unit, endpoint_id: EndpointId) -> Standing | None:
    """Return how an endpoint stands if it is due, and nobody else is at it."""
    free = or_(
        endpoints.c.working_until.is_(None), endpoints.c.working_until <= unit.now
    )
    active = endpoints.c.state == EndpointState.ACTIVE
    due = endpoints.c.due_at <= unit.now
    this = _this(Standing, endpoint_id).where(active, due, free)
    return await unit.one(Standing, this.with_for_update(skip_locked=True))


def keep(unit: Unit, endpoint_id: EndpointId, values: Mapping[str, Any]) -> None:
    """Remember how an endpoint stands, which is no change that a caller made."""
    unit.write(update(endpoints).where(endpoints.c.id == endpoint_id).values(**values))


def add_secret(
    unit: Unit, endpoint_id: EndpointId, secret_id: str, sealed: bytes
) -> None:
    """Add a secret by which an endpoint's news is signed."""
    unit.write(
        insert(secrets).values(
            id=secret_id, endpoint_id=endpoint_id, sealed=sealed, made_at=unit.now
        )
    )


def end_secrets(unit: Unit, endpoint_id: EndpointId, at: datetime) -> None:
    """Let the secrets of an endpoint end that would not have ended before."""
    later = or_(secrets.c.expires_at.is_(None), secrets.c.expires_at > at)
    these = update(secrets).where(secrets.c.endpoint_id == endpoint_id, later)
    unit.write(these.values(expires_at=at))


def forget_secrets(unit: Unit, endpoint_id: EndpointId, before: datetime) -> None:
    """Forget secrets of an endpoint that have ended."""
    ended = secrets.c.expires_at <= before
    unit.write(delete(secrets).where(secrets.c.endpoint_id == endpoint_id, ended))


async def signing(unit: Unit, endpoint_id: EndpointId) -> tuple[Sealed, ...]:
    """Return the secrets by which an endpoint's news is signed now, newest first."""
    holds = or_(secrets.c.expires_at.is_(None), secrets.c.expires_at > unit.now)
    found = view(secrets, Sealed).where(secrets.c.endpoint_id == endpoint_id, holds)
    newest = found.order_by(secrets.c.made_at.desc(), secrets.c.id.desc())
    return await unit.all(Sealed, newest.limit(SECRETS_MAX))


async def forget_deleted(unit: Unit, before: datetime) -> int:
    """Forget endpoints that were deleted before, and of which no log is left."""
    log = exists().where(webhook_deliveries.c.endpoint_id == endpoints.c.id)
    gone = delete(endpoints).where(endpoints.c.deleted_at < before, ~log)
    return await unit.run(gone)


def _this(into: type[Any], endpoint_id: EndpointId) -> Any:
    return view(endpoints, into).where(there, endpoints.c.id == endpoint_id)
