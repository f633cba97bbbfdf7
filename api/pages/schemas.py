"""JSON Schema as a person reads it: fields, their types and what they must satisfy."""

import json
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from api.pages.markup import Markup, element, inline, joined

Json: TypeAlias = dict[str, Any]

DEPTH_MAX = 6
CONSTRAINTS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "length ≥ {}",
    "maxLength": "length ≤ {}",
    "minItems": "≥ {} items",
    "maxItems": "≤ {} items",
    "minProperties": "≥ {} entries",
    "maxProperties": "≤ {} entries",
    "pattern": "matches {}",
}
# What is written as code rather than as words.
VERBATIM = frozenset({"pattern"})


def resolved(schema: Json, components: Json) -> Json:
    """Return what a schema refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return cast("Json", components.get(name, {})) if name else schema


def kind(schema: Json, components: Json) -> str:
    """Return the type of a schema in a word or two."""
    words: str
    match resolved(schema, components):
        case {"anyOf": members} | {"oneOf": members}:
            kinds = (kind(each, components) for each in members)
            words = " or ".join(dict.fromkeys(kinds))
        case {"enum": values}:
            words = " | ".join(json.dumps(value) for value in values)
        case {"const": value}:
            words = json.dumps(value)
        case {"type": "array", "items": items}:
            words = f"list of {kind(items, components)}"
        case {"type": "object", "additionalProperties": inner} if inner:
            words = f"map to {kind(inner, components)}"
        case {"type": "object", "title": words}:
            pass
        case {"type": "string", "format": words}:
            pass
        case other:
            words = other.get("type", "anything")
    return words


def fields(schema: Json, components: Json, depth: int = 0) -> Markup:
    """Return the fields of an object, each with those inside it."""
    schema = resolved(schema, components)
    required = schema.get("required", ())
    items = [
        field(name, inner, components, depth=depth, required=name in required)
        for name, inner in schema.get("properties", {}).items()
    ]
    return element("ul", *items, class_="fields")


def field(
    name: str, schema: Json, components: Json, *, depth: int = 0, required: bool
) -> Markup:
    """Return one field: its name, its type, what it must satisfy, what is inside."""
    whole = {**_present(schema, components), **resolved(schema, components), **schema}
    marks = [element("span", "required", class_="required")] if required else []
    parts = [
        element("code", name, class_="name"),
        " ",
        element("span", kind(schema, components), class_="kind"),
        *marks,
        *(element("span", each, class_="must") for each in _constraints(whole)),
    ]
    if told := whole.get("description"):
        parts.append(element("p", inline(told)))
    inside = _inside(whole, components)
    if inside is not None and depth < DEPTH_MAX:
        below = fields(inside, components, depth + 1)
        parts.append(element("details", element("summary", "its fields"), below))
    return element("li", *parts)


def _constraints(schema: Json) -> Iterator[Markup]:
    for name, words in CONSTRAINTS.items():
        if name in schema:
            value = str(schema[name])
            shown = element("code", value) if name in VERBATIM else value
            before, _, after = words.partition("{}")
            yield joined((before, shown, after))
    if "default" in schema and schema["default"] is not None:
        yield joined(("default ", element("code", json.dumps(schema["default"]))))


def _present(schema: Json, components: Json) -> Json:
    """Return what a value that may be null is otherwise."""
    members = resolved(schema, components).get("anyOf", ())
    others = [each for each in members if each.get("type") != "null"]
    return resolved(others[0], components) if len(others) == 1 else {}


def _inside(schema: Json, components: Json) -> Json | None:
    """Return the object that a value is, holds many of, or is one possibility of."""
    schema = resolved(schema, components)
    if schema.get("properties"):
        return schema
    if schema.get("type") == "array":
        return _inside(schema.get("items", {}), components)
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found = _inside(each, components)
        if found is not None:
            return found
    return None
