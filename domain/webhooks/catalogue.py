"""The events that webhooks tell of: what is in each, as JSON Schema.

They are those that the front door of a feature offers, but for internal ones. Names and
fields are a contract: a field may be added, and nothing else may change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import msgspec

import domain
from domain.kernel import Event, Unit, reads
from domain.webhooks import events


def _features() -> Iterator[ModuleType]:
    """Return the front doors of all features, of which we are the last."""
    for each in iter_modules(domain.__path__):
        if each.ispkg and each.name not in {"kernel", "webhooks"}:
            yield import_module(f"domain.{each.name}")
    yield events


def _public() -> Iterator[type[Event]]:
    for feature in _features():
        for each in vars(feature).values():
            if isinstance(each, type) and issubclass(each, Event) and each is not Event:
                yield from () if each.internal else (each,)


EVENTS: Mapping[str, type[Event]] = {
    each.name: each for each in sorted(_public(), key=lambda event: event.name)
}
NAMES = frozenset(EVENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of event, and the JSON Schema (2020-12) of what is told of one."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTypes:
    """All kinds of events that webhooks tell of."""

    items: tuple[EventType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEventTypes:
    """Ask for all kinds of events."""


@reads("webhooks:read")
async def list_event_types(unit: Unit, command: ListEventTypes) -> EventTypes:
    """List all events that webhooks tell of, with the schema of what is told."""
    del unit, command
    return EventTypes(items=tuple(event_type(each) for each in EVENTS.values()))


def event_type(event: type[Event]) -> EventType:
    """Describe a kind of event."""
    return EventType(
        name=event.name,
        description=" ".join((event.__doc__ or "").split()),
        schema=msgspec.json.schema(event),
    )
