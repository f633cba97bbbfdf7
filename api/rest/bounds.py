"""Bounds: what a schema leaves open is closed at what can be stored, or sent at once.

A reader of the document who makes room for an answer should know how much. What a
schema says by itself stays; these bounds lie beyond what any type of ours allows.
"""

from typing import Any, cast

INT64_MAX = 2**63 - 1
CHARACTERS_MAX = 20_000
# What has a pattern of its own is a name: the longest names an external id.
NAME_CHARACTERS_MAX = 300
ITEMS_MAX = 10_000

# Where there are values and not schemas.
VALUES = frozenset({"const", "default", "enum", "example", "examples"})


def bounded(node: Any) -> Any:
    """Return a document in which every schema has an end."""
    if isinstance(node, list):
        return [bounded(each) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    found = {
        name: each if name in VALUES else bounded(each)
        for name, each in cast("dict[str, Any]", node).items()
    }
    match found.get("type"):
        case "integer":
            limits = {"minimum": -INT64_MAX - 1, "maximum": INT64_MAX}
            return limits | {"format": "int64"} | found
        case "string" if not {"const", "enum"}.intersection(found):
            is_name = {"pattern", "format"}.intersection(found)
            ends = NAME_CHARACTERS_MAX if is_name else CHARACTERS_MAX
            return {"maxLength": ends} | found
        case "array":
            return {"maxItems": ITEMS_MAX} | found
        case _:
            return found
