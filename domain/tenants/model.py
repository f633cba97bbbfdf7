"""What tenants, programmes, keys and tokens are, and what can be refused of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import Event, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.keys import KeyKind
from domain.kernel.types import Currency, Locale, Slug
from domain.kernel.versions import ApiVersion

ProgrammeId: TypeAlias = Annotated[str, identifier("prg")]
KeyId: TypeAlias = Annotated[str, identifier("key")]
AuditId: TypeAlias = Annotated[str, identifier("aud")]
TokenId: TypeAlias = Annotated[str, identifier("tok")]

# As browsers write it: scheme, host and a port that is not the scheme's own.
Origin: TypeAlias = Annotated[
    str,
    Meta(
        max_length=260,
        pattern=r"^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?$",
        examples=["https://shop.example"],
    ),
]
ZoneName: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=64, examples=["Europe/Amsterdam"])
]
Locales: TypeAlias = Annotated[tuple[Locale, ...], Meta(min_length=1, max_length=20)]
# As many as a hundred keys could ask at the rate that each may.
RequestsPerDay: TypeAlias = Annotated[int, Meta(ge=1, le=1_728_000_000)]
Exponent: TypeAlias = Annotated[int, Meta(ge=0, le=4)]


class TenantKind(StrEnum):
    """Whether a tenant's customers are real."""

    LIVE = "live"
    SANDBOX = "sandbox"


class TenantStatus(StrEnum):
    """Whether a tenant is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    WIPING = "wiping"


class UnitKind(StrEnum):
    """What kind of value a unit counts."""

    POINTS = "points"
    MONEY = "money"
    STAMPS = "stamps"
    TICKETS = "tickets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A web shop, or whoever else runs programmes here, and its quota if it has one."""

    id: str
    slug: Slug
    name: str
    kind: TenantKind
    status: TenantStatus
    created_at: datetime
    requests_per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOfValue:
    """A kind of value that customers can hold; amounts count its smallest part.

    Its name is what several are called, and `singular` what one is, if that differs.
    """

    code: Slug
    name: str
    kind: UnitKind
    exponent: int
    singular: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A loyalty programme: where it takes place, and what can be earned in it."""

    id: ProgrammeId
    slug: Slug
    name: str
    time_zone: str
    currency: Currency
    locales: tuple[Locale, ...]
    units: tuple[UnitOfValue, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key, without its secret, which nobody knows but its holder."""

    id: KeyId
    kind: KeyKind
    name: str
    hint: str
    scopes: tuple[str, ...]
    origins: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    successor_id: KeyId | None
    api_version: ApiVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new API key with its secret, which is shown this once."""

    id: KeyId
    secret: str
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new customer token."""

    id: TokenId
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedToken:
    """A token that is no longer good for anything."""

    id: TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantCreated(Event):
    """A tenant was created, with a programme and a unit."""

    name = "tenant.created"
    internal = True
    tenant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeUpdated(Event):
    """A programme or its units changed."""

    name = "programme.updated"
    programme_id: ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event):
    """An API key was revoked, or replaced by another."""

    name = "key.revoked"
    key_id: KeyId


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A customer token was revoked."""

    name = "token.revoked"
    internal = True
    token_id: TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChanged(Event):
    """A tenant was suspended or is served again."""

    name = "tenant.standing_changed"
    internal = True
    tenant_id: str


@dataclass(eq=False)
class TenantExists(Refusal):
    """There is a tenant of that name already."""

    kind = Kind.CONFLICT
    slug: str


@dataclass(eq=False)
class TenantNotFound(Refusal):
    """There is no such tenant."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TenantLive(Refusal):
    """The customers of a live tenant are real: only a sandbox can be wiped."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TenantWiping(Refusal):
    """The sandbox is being wiped, and will not be served again."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class ProgrammeNotFound(Refusal):
    """There is no such programme."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ProgrammeChanged(Refusal):
    """The programme has changed since it was read."""

    kind = Kind.PRECONDITION
    version: int


@dataclass(eq=False)
class TimeZoneUnknown(Refusal):
    """There is no such time zone in the IANA database."""

    kind = Kind.INVALID
    time_zone: str


@dataclass(eq=False)
class CurrencyUnknown(Refusal):
    """There is no such currency in ISO 4217."""

    kind = Kind.INVALID
    currency: str


@dataclass(eq=False)
class UnitExists(Refusal):
    """The programme has a unit of that code already."""

    kind = Kind.CONFLICT
    unit: str


@dataclass(eq=False)
class KeyNotFound(Refusal):
    """There is no such API key."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class KeyEnded(Refusal):
    """The API key has expired, was revoked or has a successor."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class ScopesUnknown(Refusal):
    """There are no such scopes."""

    kind = Kind.INVALID
    scopes: tuple[str, ...]


@dataclass(eq=False)
class ScopesNotYours(Refusal):
    """The credentials do not have these scopes and so cannot give them."""

    kind = Kind.FORBIDDEN
    scopes: tuple[str, ...]


@dataclass(eq=False)
class ScopesNotPublic(Refusal):
    """These scopes are not for credentials that a browser holds."""

    kind = Kind.INVALID
    scopes: tuple[str, ...]


@dataclass(eq=False)
class OriginsMisplaced(Refusal):
    """A publishable key names the origins it is for, and a secret key names none."""

    kind = Kind.INVALID


@dataclass(eq=False)
class ExpiryPassed(Refusal):
    """The moment of expiry has passed already."""

    kind = Kind.INVALID
