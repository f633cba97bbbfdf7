"""What holds of programmes, keys and tokens, whatever is stored of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from domain.kernel import OPERATOR, SYSTEM, Principal, Scope
from domain.kernel.keys import KeyKind
from domain.tenants.currencies import EXPONENTS
from domain.tenants.model import (
    CurrencyUnknown,
    ExpiryPassed,
    Key,
    KeyEnded,
    OriginsMisplaced,
    ScopesNotPublic,
    ScopesNotYours,
    ScopesUnknown,
    TimeZoneUnknown,
)
from domain.tenants.scopes import CUSTOMER_SCOPES, PUBLISHABLE_SCOPES, SCOPES

zones = cache(available_timezones)


def check_zone(name: str) -> None:
    """Refuse a time zone that nobody has heard of."""
    if name not in zones():
        raise TimeZoneUnknown(name)


def check_currency(code: str) -> None:
    """Refuse a currency that nobody can be paid in."""
    if code not in EXPONENTS:
        raise CurrencyUnknown(code)


def check_grant(giver: Principal, scopes: Collection[str], kind: KeyKind) -> None:
    """Refuse to have a caller give what is not theirs, or not fit for such a key.

    The right to run the platform is given at its terminal only, and the platform's own
    scope never: no key can lead to more than it was given.
    """
    _check_known(scopes)
    mine = giver.scopes if SYSTEM in giver.scopes else giver.scopes - {OPERATOR}
    _check_mine(scopes, mine)
    beyond = tuple(sorted(set(scopes) - PUBLISHABLE_SCOPES))
    if kind is KeyKind.PUBLISHABLE and beyond:
        raise ScopesNotPublic(beyond)


def check_token_grant(giver: Principal, scopes: Collection[str]) -> None:
    """Refuse to let a customer do what they, or the caller, may not do."""
    _check_known(scopes)
    beyond = tuple(sorted(set(scopes) - CUSTOMER_SCOPES))
    if beyond:
        raise ScopesNotPublic(beyond)
    _check_mine(scopes, giver.scopes)


def check_origins(kind: KeyKind, origins: Collection[str]) -> None:
    """Refuse a key that could be used from nowhere, or that cannot be bound."""
    if (kind is KeyKind.PUBLISHABLE) != bool(origins):
        raise OriginsMisplaced


def check_expiry(now: datetime, expires_at: datetime | None) -> None:
    """Refuse a key that would never have been of use."""
    if expires_at is not None and expires_at <= now:
        raise ExpiryPassed


def last_day(now: datetime, key: Key, overlap: timedelta) -> datetime:
    """Return until when a key is of use beside its successor, or refuse."""
    over = (key.expires_at, key.revoked_at)
    if key.successor_id or any(at is not None and at <= now for at in over):
        raise KeyEnded
    return min(now + overlap, key.expires_at or now + overlap)


def _check_known(scopes: Collection[str]) -> None:
    unknown = tuple(sorted(set(scopes) - {str(scope) for scope in SCOPES}))
    if unknown:
        raise ScopesUnknown(unknown)


def _check_mine(scopes: Collection[str], mine: Collection[Scope]) -> None:
    beyond = tuple(sorted(set(scopes) - set(mine)))
    if beyond:
        raise ScopesNotYours(beyond)
