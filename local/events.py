"""The catalogue of events, as people and machines read it."""

import json
from collections.abc import Mapping
from typing import Any

from domain import webhooks

HEAD = """\
# Events

What happens, by the name under which [webhooks](../guides/webhooks.md) tell of it,
and what is in `data`. This page and [catalogue.json](catalogue.json), which holds the
JSON Schemas, are printed from the code by `python -m local.contracts`. Identifiers are
as in the API; instants are RFC 3339 with a zone; amounts are whole numbers of the
smallest part of a unit. Fields may be added.
"""


def page() -> str:
    """Return the page that lists all events and their fields."""
    return "\n".join([HEAD, *map(_section, _types())])


def catalogue() -> str:
    """Return the JSON Schema of every event, by its name."""
    schemas = {
        each.name: {"description": each.description, "schema": each.schema}
        for each in _types()
    }
    return json.dumps(schemas, indent=2) + "\n"


def _types() -> list[webhooks.EventType]:
    return [webhooks.event_type(each) for each in webhooks.EVENTS.values()]


def _section(event: webhooks.EventType) -> str:
    defined = event.schema["$defs"]
    fields = list(_fields(event.schema, defined, ""))
    rows = [f"| `{name}` | {kind} |" for name, kind in fields]
    table = ["| field | value |", "|---|---|", *rows, ""]
    return "\n".join([f"## {event.name}", event.description, "", *table])


def _fields(
    schema: Mapping[str, Any], defined: Mapping[str, Any], before: str
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, each in _resolved(schema, defined).get("properties", {}).items():
        inner = _resolved(each, defined)
        found.append((f"{before}{name}", _kind(inner, defined)))
        items = _resolved(inner.get("items", {}), defined)
        if "properties" in items:
            found += _fields(items, defined, f"{before}{name}[].")
        elif "properties" in inner:
            found += _fields(inner, defined, f"{before}{name}.")
    return found


def _resolved(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(defined[name] if name else schema)


def _kind(schema: Mapping[str, Any], defined: Mapping[str, Any]) -> str:
    """Return in a word or two what a value is."""
    given = _resolved(schema, defined)
    if "anyOf" in given:
        return " or ".join(_kind(each, defined) for each in given["anyOf"])
    if "enum" in given:
        return " · ".join(f"`{each}`" for each in given["enum"])
    if given.get("type") == "array":
        return f"list of {_kind(given.get('items', {}), defined)}"
    examples = given.get("examples")
    if examples and "_0000" in str(examples[0]):
        return f"`{str(examples[0])[:4]}…`"
    return str(given.get("format") or given.get("type", "anything"))
