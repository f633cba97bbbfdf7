"""Endpoints: made, found, changed, deleted; their secrets, shown once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain import tenants
from domain.kernel import BadCursor, Page, Unit, keyring, pages, reads, writes
from domain.kernel.crypto import Cipher
from domain.webhooks import addresses, catalogue, delivery_store, rules, signing, store
from domain.webhooks.model import (
    Because,
    CreateEndpoint,
    DeleteEndpoint,
    Endpoint,
    EndpointId,
    EndpointSecret,
    EndpointState,
    FindEndpoint,
    ListEndpoints,
    RotateSecret,
    UpdateEndpoint,
)
from domain.webhooks.refusals import (
    AddressNotAllowed,
    EndpointChanged,
    EndpointNotFound,
    EventUnknown,
    TooManyEndpoints,
)
from domain.webhooks.tables import webhook_secrets


@writes(
    "webhooks:write",
    refusals=(
        tenants.TenantNotFound,
        AddressNotAllowed,
        EventUnknown,
        TooManyEndpoints,
    ),
)
async def create_endpoint(unit: Unit, command: CreateEndpoint) -> EndpointSecret:
    """Have news sent to an address, and return the secret that signs it, once.

    What happened before is sent only if it is replayed.
    """
    rules.refuse_unknown(command.events, catalogue.NAMES)
    await _refuse_unfit(unit, command.url)
    if await store.count(unit) >= store.ENDPOINTS_MAX:
        raise TooManyEndpoints(store.ENDPOINTS_MAX)
    endpoint = Endpoint(
        id=unit.new_id("whk"),
        url=command.url,
        description=command.description,
        events=tuple(sorted(set(command.events))),
        state=EndpointState.ACTIVE,
        disabled_at=None,
        disabled_because=None,
        failing_since=None,
        created_at=unit.now,
        version=1,
    )
    store.add(unit, endpoint)
    secret = await _add_secret(unit, endpoint.id)
    return EndpointSecret(id=endpoint.id, secret=secret, endpoint=endpoint)


@reads("webhooks:read", refusals=(EndpointNotFound,))
async def find_endpoint(unit: Unit, command: FindEndpoint) -> Endpoint:
    """Return an endpoint, without its secrets."""
    return await found(unit, command.endpoint_id)


@reads("webhooks:read", refusals=(BadCursor,))
async def list_endpoints(unit: Unit, command: ListEndpoints) -> Page[Endpoint]:
    """List all endpoints, the latest first, without their secrets."""
    before = command.after and pages.place(command.after, tuple[EndpointId])[0]
    rows = await store.page(unit, before or None, command.limit)
    return pages.page(rows, command.limit, lambda each: (each.id,))


@writes(
    "webhooks:write",
    refusals=(
        tenants.TenantNotFound,
        EndpointNotFound,
        EndpointChanged,
        AddressNotAllowed,
        EventUnknown,
    ),
)
async def update_endpoint(unit: Unit, command: UpdateEndpoint) -> Endpoint:
    """Change the address, the events or the state of an endpoint.

    One that is enabled again is sent what waited for it; what happened while it was
    disabled is sent only if it is replayed.
    """
    endpoint = await _locked(unit, command.endpoint_id, command.version)
    values: dict[str, Any] = {}
    if command.url is not None:
        await _refuse_unfit(unit, command.url)
        values["url"] = command.url
    if command.events is not None:
        rules.refuse_unknown(command.events, catalogue.NAMES)
        values["events"] = tuple(sorted(set(command.events)))
    if command.description is not None:
        values["description"] = command.description
    if command.state is not None and command.state is not endpoint.state:
        values |= await _turned(unit, endpoint.id, command.state)
    store.change(unit, endpoint.id, values)
    return await found(unit, endpoint.id)


@writes("webhooks:write", refusals=(EndpointNotFound, EndpointChanged))
async def delete_endpoint(unit: Unit, command: DeleteEndpoint) -> None:
    """Send nothing more to an endpoint, and forget its secrets now, its log later."""
    endpoint = await _locked(unit, command.endpoint_id, command.version)
    store.end_secrets(unit, endpoint.id, unit.now)
    store.forget_secrets(unit, endpoint.id, unit.now)
    delivery_store.abandon(unit, endpoint.id)
    gone = {"deleted_at": unit.now, "state": EndpointState.DISABLED, "due_at": None}
    store.change(unit, endpoint.id, gone)


@writes("webhooks:write", refusals=(EndpointNotFound,))
async def rotate_secret(unit: Unit, command: RotateSecret) -> EndpointSecret:
    """Sign with a new secret, which is returned once, and a while yet with the old.

    Until the overlap is over, every request carries a signature by each of them.
    """
    await _locked(unit, command.endpoint_id, None)
    store.forget_secrets(unit, command.endpoint_id, unit.now)
    until = unit.now + timedelta(seconds=command.overlap_s)
    store.end_secrets(unit, command.endpoint_id, until)
    secret = await _add_secret(unit, command.endpoint_id)
    endpoint = await found(unit, command.endpoint_id)
    return EndpointSecret(id=endpoint.id, secret=secret, endpoint=endpoint)


async def found(unit: Unit, endpoint_id: EndpointId) -> Endpoint:
    """Return an endpoint, or refuse."""
    endpoint = await store.find(unit, endpoint_id)
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


async def secrets_of(unit: Unit, endpoint_id: EndpointId) -> Sequence[str]:
    """Return the secrets by which an endpoint's news is signed now, newest first."""
    cipher = await _cipher(unit)
    column = webhook_secrets.c.sealed
    sealed = await store.signing(unit, endpoint_id)
    return [cipher.open(column, each.id, each.sealed) for each in sealed]


async def _add_secret(unit: Unit, endpoint_id: EndpointId) -> str:
    secret, secret_id = signing.new_secret(unit.dice), unit.new_id("whs")
    cipher = await _cipher(unit)
    sealed = cipher.seal(webhook_secrets.c.sealed, secret_id, secret)
    store.add_secret(unit, endpoint_id, secret_id, sealed)
    return secret


async def _cipher(unit: Unit) -> Cipher:
    """Return what seals with the tenant's own key."""
    tenant = await keyring.secrets(unit)
    return Cipher(tenant.tenant, tenant.key, unit.dice)


async def _refuse_unfit(unit: Unit, url: str) -> None:
    tenant = await tenants.find(unit, tenants.Find())
    addresses.refuse_unfit(url, tenant.kind)


async def _locked(unit: Unit, endpoint_id: EndpointId, version: int | None) -> Endpoint:
    endpoint = await store.locked(unit, endpoint_id)
    if endpoint is None:
        raise EndpointNotFound
    if version not in (None, endpoint.version):
        raise EndpointChanged(endpoint.version)
    return endpoint


async def _turned(
    unit: Unit, endpoint_id: EndpointId, state: EndpointState
) -> dict[str, Any]:
    """Return what else changes with the state of an endpoint."""
    match state:
        case EndpointState.DISABLED:
            at: datetime | None = unit.now
            because: Because | None = Because.BY_HAND
            due_at = None
        case EndpointState.ACTIVE:
            at = because = None
            due_at = await delivery_store.earliest(unit, endpoint_id)
    return {
        "state": state,
        "disabled_at": at,
        "disabled_because": because,
        "failures": 0,
        "failing_since": None,
        "due_at": due_at,
    }
