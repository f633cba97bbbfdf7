"""API keys: made, shown without their secrets, replaced and revoked."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import BadCursor, Page, Unit, pages, reads, writes
from domain.kernel.keys import KeyKind, digest, new_secret
from domain.kernel.types import Cursor, Instant, PageSize, ShortText
from domain.kernel.versions import NEWEST, ApiVersion, VersionNotServed, check_version
from domain.tenants import key_store, rules, store
from domain.tenants.model import (
    ExpiryPassed,
    IssuedKey,
    Key,
    KeyEnded,
    KeyId,
    KeyNotFound,
    KeyRevoked,
    Origin,
    OriginsMisplaced,
    ScopesNotPublic,
    ScopesNotYours,
    ScopesUnknown,
    TenantKind,
    TenantNotFound,
)

HINT_LENGTH = 12  # `sk_live_` and four of the 43 that follow.
# So that not every process that meets a key writes to its row.
USED_AGAIN = timedelta(seconds=55)
OVERLAP_MAX_S = 30 * 24 * 3_600

Scopes: TypeAlias = Annotated[tuple[str, ...], Meta(max_length=100)]
Origins: TypeAlias = Annotated[tuple[Origin, ...], Meta(max_length=20)]
Overlap: TypeAlias = Annotated[int, Meta(ge=0, le=OVERLAP_MAX_S)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateKey:
    """Make an API key: a secret one, or a publishable one for these web origins.

    It is pinned to a version of the API: the newest, if none is given.
    """

    name: ShortText
    scopes: Scopes
    kind: KeyKind = KeyKind.SECRET
    origins: Origins = ()
    expires_at: Instant | None = None
    api_version: ApiVersion = NEWEST


@writes(
    "tenants:write",
    refusals=(
        TenantNotFound,
        ScopesUnknown,
        ScopesNotYours,
        ScopesNotPublic,
        OriginsMisplaced,
        ExpiryPassed,
        VersionNotServed,
    ),
)
async def create_key(unit: Unit, command: CreateKey) -> IssuedKey:
    """Create an API key and return its secret, which is shown this once.

    It grants what the caller's own credentials grant, or less.
    """
    rules.check_grant(unit.principal, command.scopes, command.kind)
    rules.check_origins(command.kind, command.origins)
    rules.check_expiry(unit.now, command.expires_at)
    return await _issue(
        unit,
        Key(
            id=unit.new_id("key"),
            kind=command.kind,
            name=command.name,
            hint="",
            scopes=tuple(sorted(set(command.scopes))),
            origins=tuple(sorted(set(command.origins))),
            created_at=unit.now,
            expires_at=command.expires_at,
            revoked_at=None,
            used_at=None,
            successor_id=None,
            api_version=check_version(command.api_version),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKeys:
    """Ask for the tenant's API keys, the latest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@reads("tenants:read", refusals=(BadCursor,))
async def list_keys(unit: Unit, command: ListKeys) -> Page[Key]:
    """Return a page of the tenant's API keys, the latest first, without secrets."""
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[KeyId])
    found = await key_store.page(unit, before, command.limit)
    return pages.page(found, command.limit, lambda key: (key.id,))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindKey:
    """Ask for an API key."""

    key_id: KeyId


@reads("tenants:read", refusals=(KeyNotFound,))
async def find_key(unit: Unit, command: FindKey) -> Key:
    """Return an API key of the tenant, without its secret."""
    found = await key_store.find(unit, command.key_id)
    if found is None:
        raise KeyNotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKey:
    """Replace an API key by a new one; the old one is of use for a while yet.

    The new one is pinned to the same version of the API, if no other is given.
    """

    key_id: KeyId
    overlap_s: Overlap = 24 * 3_600
    api_version: ApiVersion | None = None


@writes(
    "tenants:write",
    refusals=(
        KeyNotFound,
        KeyEnded,
        ScopesUnknown,
        ScopesNotYours,
        TenantNotFound,
        VersionNotServed,
    ),
)
async def rotate_key(unit: Unit, command: RotateKey) -> IssuedKey:
    """Replace an API key by one that grants the same, and return the new secret.

    The old key expires when the overlap is over. Nobody comes by what their own
    credentials do not grant.
    """
    old = await key_store.locked(unit, command.key_id)
    if old is None:
        raise KeyNotFound
    rules.check_grant(unit.principal, old.scopes, KeyKind.SECRET)
    until = rules.last_day(unit.now, old, timedelta(seconds=command.overlap_s))
    new_id = unit.new_id("key")
    version = check_version(command.api_version or old.api_version)
    new = replace(
        old, id=new_id, created_at=unit.now, used_at=None, api_version=version
    )
    issued = await _issue(unit, new)
    values = {"expires_at": until, "successor_id": new_id}
    await key_store.change(unit, old.id, values)
    unit.emit(KeyRevoked(key_id=old.id))
    return issued


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKey:
    """End an API key now."""

    key_id: KeyId


@writes("tenants:write", refusals=(KeyNotFound,))
async def revoke_key(unit: Unit, command: RevokeKey) -> Key:
    """Revoke an API key; it is refused everywhere within a minute.

    To revoke it again changes nothing.
    """
    found = await key_store.locked(unit, command.key_id)
    if found is None:
        raise KeyNotFound
    if found.revoked_at is not None:
        return found
    await key_store.change(unit, found.id, {"revoked_at": unit.now})
    unit.emit(KeyRevoked(key_id=found.id))
    return replace(found, revoked_at=unit.now)


def note_use(unit: Unit, key_id: KeyId) -> None:
    """Remember that a key is used now, if that was not known to the minute."""
    key_store.note_use(unit, key_id, USED_AGAIN)


async def _issue(unit: Unit, key: Key) -> IssuedKey:
    tenant = await store.tenant(unit)
    if tenant is None:
        raise TenantNotFound
    live = tenant.kind == TenantKind.LIVE
    secret = new_secret(KeyKind(key.kind), unit.dice, live=live)
    hinted = replace(key, hint=secret[:HINT_LENGTH])
    key_store.add(unit, hinted, digest(unit.vault, secret))
    return IssuedKey(id=hinted.id, secret=secret, key=hinted)
