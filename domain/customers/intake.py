"""Customers who come in by thousands: what a row says, and what is to become of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.customers import rules
from domain.customers.model import (
    Address,
    Country,
    EmailText,
    ForeignId,
    PhoneText,
    Profile,
    Value,
)
from domain.kernel import CustomerId, FieldError, Malformed
from domain.kernel.types import Instant, Locale, ShortText, Slug

Said: TypeAlias = Annotated[Mapping[Slug, Value], Meta(max_length=100)]
PROFILE = tuple(each.name for each in fields(Profile))


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """What another system knows of a customer.

    What is not given, or null, stays as it is. Attributes have a purpose.
    """

    source: Slug
    external_id: ForeignId
    email: EmailText | None = None
    phone: PhoneText | None = None
    given_name: ShortText | None = None
    family_name: ShortText | None = None
    birth_date: date | None = None
    address: Address | None = None
    locale: Locale | None = None
    country: Country | None = None
    attributes: Said = field(default_factory=dict[str, Value])
    preferences: Said = field(default_factory=dict[str, Value])
    purpose: Slug | None = None
    occurred_at: Instant | None = None
    # When they registered by themselves; who was erased before that is somebody new.
    registered_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row in its normal form, and its place among those that came with it."""

    place: int
    row: CustomerRow
    profile: Profile
    email_index: bytes | None = None
    phone_index: bytes | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whose a row is, who may be new, and what of theirs is to be claimed."""

    arrival: Arrival
    id: CustomerId
    new: bool
    claims_email: bool
    claims_external_id: bool


def check(row: CustomerRow) -> None:
    """Refuse attributes without a purpose."""
    if row.attributes and row.purpose is None:
        detail = "Attributes have a purpose."
        raise Malformed((FieldError(pointer="/purpose", detail=detail),))


def normal(row: CustomerRow, today: date) -> Profile | Malformed:
    """Return the profile of a row in its normal form, or its refusal."""
    given = Profile(**{name: getattr(row, name) for name in PROFILE})
    country = rules.country(row.country, given, row.locale)
    try:
        return rules.profile(given, country, today)
    except Malformed as refusal:
        return refusal


def overlaid(before: Profile, given: Profile) -> Profile:
    """Return a profile with what is given; the rest stays."""
    changes: dict[str, Any] = {
        name: getattr(given, name)
        for name in PROFILE
        if getattr(given, name) is not None
    }
    return replace(before, **changes) if changes else before


def round_of(waiting: Iterable[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
    """Return rows of which no two are of one customer by name, and the others."""
    names: set[object] = set()
    now: list[Arrival] = []
    later: list[Arrival] = []
    for each in waiting:
        own = {each.row.external_id, each.email_index} - {None}
        # Who waits keeps whoever shares a name waiting too, so that the order stays.
        (later if own & names else now).append(each)
        names |= own
    return now, later


def by_source(arrivals: Sequence[Arrival]) -> Mapping[str, list[Arrival]]:
    """Return the rows of each source."""
    sources: dict[str, list[Arrival]] = {}
    for each in arrivals:
        sources.setdefault(each.row.source, []).append(each)
    return sources
