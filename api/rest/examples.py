"""Examples of what a schema allows, so that nobody has to write them, or keep them."""

import re
from typing import Any

from api.rest.schemas import REFERENCE, Json

# An identifier of ours, or one of ours among others.
IDENTIFIER = re.compile(r"\^\(?([a-z]{3})_\[0-9a-f\]\{32\}")

INSTANT = "2030-01-01T12:00:00Z"

# What a string looks like whose schema gives no example of its own.
OF_PATTERN = {
    r"^[^\u0000-\u001f\u007f]*$": "Koffie",
    r"^[a-z0-9][a-z0-9_-]{0,39}$": "points",
    r"^[A-Z]{3}$": "EUR",
    r"^[a-z]{2}(-[A-Z]{2})?$": "nl",
}
OF_FORMAT = {"date-time": INSTANT, "date": "2030-01-01", "byte": ""}


def example(schema: Json, components: dict[str, Json]) -> Any:
    """Return a value that a schema allows: examples and defaults first, least next."""
    if "$ref" in schema:
        return example(components[schema["$ref"].removeprefix(REFERENCE)], components)
    for given in (schema.get("examples"), schema.get("enum")):
        if given:
            return given[0]
    for given in ("default", "const"):
        if given in schema:
            return schema[given]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], components)
    return _of_type(schema, components)


def _of_type(schema: Json, components: dict[str, Json]) -> Any:
    match schema.get("type"):
        case "object":
            properties: dict[str, Json] = schema.get("properties", {})
            fields = {
                name: example(properties[name], components)
                for name in schema.get("required", ())
            }
            return fields or _of_map(schema, components)
        case "array":
            items = schema.get("items", {})
            return [example(items, components)] * schema.get("minItems", 0)
        case "string":
            return OF_FORMAT.get(schema.get("format", "")) or _text(schema)
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
        case _:
            return None


def _of_map(schema: Json, components: dict[str, Json]) -> Json:
    if not schema.get("minProperties"):
        return {}
    name = _text(schema.get("propertyNames", {}))
    return {name: example(schema["additionalProperties"], components)}


def _text(schema: Json) -> str:
    pattern = schema.get("pattern", "")
    identifier = IDENTIFIER.match(pattern)
    if identifier is not None:
        return f"{identifier[1]}_{'0' * 32}"
    return OF_PATTERN.get(pattern, "text").ljust(schema.get("minLength", 0), "x")
