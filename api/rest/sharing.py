"""What many operations refuse with is told once, and referred to."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from api.rest.schemas import Json

REFERENCE = "#/components/responses/"
CODE = re.compile(r"^`(\w+)`: ", re.MULTILINE)
REFUSED = ("4", "5")


def shared(operations: Iterable[Json]) -> dict[str, Json]:
    """Put what several operations refuse with in one place, which is returned.

    It is called by the codes of what is refused there.
    """
    places: dict[bytes, list[tuple[Json, str]]] = {}
    for operation in operations:
        responses: dict[str, Any] = operation["responses"]
        for status, told in responses.items():
            if status.startswith(REFUSED):
                alike = places.setdefault(msgspec.json.encode(told), [])
                alike.append((responses, status))
    found: dict[str, Json] = {}
    for alike in places.values():
        responses, status = alike[0]
        told = responses[status]
        name = "Or".join(map(_camel, CODE.findall(told["description"])))
        if len(alike) > 1 and found.setdefault(name, told) == told:
            for of, number in alike:
                of[number] = {"$ref": REFERENCE + name}
    return found


def _camel(code: str) -> str:
    return "".join(map(str.capitalize, code.split("_")))
