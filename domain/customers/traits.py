"""What is said of customers: attributes by others, preferences by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from domain.customers import identity, sayings
from domain.customers.events import CustomerUpdated
from domain.customers.model import (
    Attribute,
    Attributes,
    Find,
    FindMany,
    Preference,
    Preferences,
    SetAttributes,
    SetPreferences,
    Value,
)
from domain.customers.refusals import CustomerNotFound, TooMuchSaid
from domain.customers.rules import NAMES_MAX
from domain.customers.sayings import SaidAttribute, SaidPreference
from domain.kernel import CustomerId, Unit, reads, writes


@writes("customers:write", refusals=(CustomerNotFound, TooMuchSaid))
async def set_attributes(unit: Unit, command: SetAttributes) -> Attributes:
    """Say something of a customer; what is true later than this stays as it is."""
    customer_id = await identity.resolve(unit, command.customer_id)
    # Nothing has happened yet that is still to come.
    at = min(command.occurred_at or unit.now, unit.now)
    said, taken_back = _parted(command.attributes)
    attributes = [
        SaidAttribute(
            customer_id=customer_id,
            name=name,
            value=value,
            source=command.source,
            purpose=command.purpose,
            occurred_at=at,
            recorded_at=unit.now,
        )
        for name, value in said.items()
    ]
    changed = await sayings.say(unit, attributes)
    changed += await sayings.unsay(unit, customer_id, taken_back, at)
    if changed:
        unit.emit(CustomerUpdated(customer_id=customer_id))
    (told,) = await _attributes(unit, [customer_id])
    _check(told.attributes)
    return told


@writes(
    "customers:write",
    refusals=(CustomerNotFound, TooMuchSaid),
    subject="customer_id",
)
async def set_preferences(unit: Unit, command: SetPreferences) -> Preferences:
    """Let a customer say something."""
    customer_id = await identity.resolve(unit, command.customer_id)
    said, taken_back = _parted(command.preferences)
    preferences = [
        SaidPreference(
            customer_id=customer_id, name=name, value=value, recorded_at=unit.now
        )
        for name, value in said.items()
    ]
    changed = await sayings.prefer(unit, preferences)
    changed += await sayings.unprefer(unit, customer_id, taken_back)
    if changed:
        unit.emit(CustomerUpdated(customer_id=customer_id))
    (told,) = await _preferences(unit, [customer_id])
    _check(told.preferences)
    return told


@reads("customers:read", refusals=(CustomerNotFound,), subject="customer_id")
async def find_attributes(unit: Unit, command: Find) -> Attributes:
    """Tell what is said of a customer, by whom and what for."""
    customer_id = await identity.resolve(unit, command.customer_id)
    return (await _attributes(unit, [customer_id]))[0]


@reads("customers:read", refusals=(CustomerNotFound,), subject="customer_id")
async def find_preferences(unit: Unit, command: Find) -> Preferences:
    """Tell what a customer says."""
    customer_id = await identity.resolve(unit, command.customer_id)
    return (await _preferences(unit, [customer_id]))[0]


@reads("customers:read", subject="customer_ids")
async def attributes_of_many(unit: Unit, command: FindMany) -> tuple[Attributes, ...]:
    """Tell what is said of many customers, in the order asked."""
    return await _attributes(unit, command.customer_ids)


@reads("customers:read", subject="customer_ids")
async def preferences_of_many(unit: Unit, command: FindMany) -> tuple[Preferences, ...]:
    """Tell what many customers say, in the order asked."""
    return await _preferences(unit, command.customer_ids)


async def _attributes(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Attributes, ...]:
    told: dict[CustomerId, list[Attribute]] = {each: [] for each in customer_ids}
    for each in await sayings.said(unit, list(told)):
        attribute = Attribute(
            name=each.name,
            value=_value(each.value),
            source=each.source,
            purpose=each.purpose,
            occurred_at=each.occurred_at,
            recorded_at=each.recorded_at,
        )
        told[each.customer_id].append(attribute)
    return tuple(
        Attributes(customer_id=each, attributes=tuple(told[each]))
        for each in customer_ids
    )


async def _preferences(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Preferences, ...]:
    told: dict[CustomerId, list[Preference]] = {each: [] for each in customer_ids}
    for each in await sayings.preferred(unit, list(told)):
        preference = Preference(
            name=each.name, value=_value(each.value), recorded_at=each.recorded_at
        )
        told[each.customer_id].append(preference)
    return tuple(
        Preferences(customer_id=each, preferences=tuple(told[each]))
        for each in customer_ids
    )


def _parted(values: Mapping[str, Value | None]) -> tuple[dict[str, Value], list[str]]:
    """Return what is said, and the names of what is taken back."""
    said = {name: value for name, value in values.items() if value is not None}
    return said, [name for name in values if name not in said]


def _value(stored: Any) -> Value:
    """Return a value as it was said; JSON knows lists only."""
    return tuple(cast("list[str]", stored)) if isinstance(stored, list) else stored


def _check(said: Sequence[object]) -> None:
    if len(said) > NAMES_MAX:
        raise TooMuchSaid(NAMES_MAX)
