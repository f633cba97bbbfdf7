"""What was released: the contracts as they were promised, and what was taken back."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from local.breaks.schemas import Json

HOME = Path(__file__).parents[2] / "docs" / "contracts"
OPENAPI, GRAPH, BREAKS = "openapi.json", "schema.graphql", "breaks.toml"

# What a person reads, and no program.
WORDS = frozenset({"description", "summary", "example", "examples", "title", "headers"})
# Where names are whatever a caller may say.
NAMES = frozenset({"properties", "paths", "schemas", "parameters", "responses"})
TEXTS = re.compile(r'^ *"""(?:(?!""").)*"""\n', re.DOTALL | re.MULTILINE)
REFUSED = re.compile("[45]..")
# How deep operations and schemas are.
LEVELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A break that is meant: what it is, since which day, and why."""

    what: str
    on: date
    why: str


def released() -> tuple[Json, str]:
    """Return the contract of REST and that of the graph, as they were released."""
    rest: Json = json.loads((HOME / OPENAPI).read_text())
    return rest, (HOME / GRAPH).read_text()


def declared() -> list[Declared]:
    """Return the breaks that are meant."""
    told = tomllib.loads((HOME / BREAKS).read_text())
    return [Declared(**each) for each in told.get("break", ())]


def essence(document: Json) -> Json:
    """Return of an OpenAPI document what programs rely on."""
    paths = _told(document["paths"], names=True)
    for operation in (each for methods in paths.values() for each in methods.values()):
        answers = operation["responses"]
        kept = {s: told for s, told in answers.items() if not REFUSED.fullmatch(s)}
        operation["responses"] = kept
        operation.pop("tags", None)
    parts = _told(document["components"]["schemas"], names=True)
    reached: set[str] = set()
    waiting = set(_references(paths))
    while waiting:
        reached |= waiting
        waiting = {to for each in waiting for to in _references(parts[each])} - reached
    given = _told(document["components"]["parameters"], names=True)
    schemas = {name: parts[name] for name in sorted(reached)}
    return {"paths": paths, "components": {"schemas": schemas, "parameters": given}}


def printed(kept: Json, *, levels: int = LEVELS) -> str:
    """Return a document of which each operation and each schema is a line."""
    if levels == 0 or not kept:
        return json.dumps(kept)
    lines = (
        f"{json.dumps(name)}: {printed(each, levels=levels - 1)}"
        for name, each in kept.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def sdl(schema: str) -> str:
    """Return of a schema what programs rely on."""
    return TEXTS.sub("", schema)


def _told(node: Any, *, names: bool = False) -> Any:
    if isinstance(node, list):
        return [_told(each) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    return {
        key: _told(each, names=key in NAMES and not names)
        for key, each in cast("Json", node).items()
        if names or key not in WORDS
    }


def _references(node: Any) -> Iterator[str]:
    """Give the names of the schemas to which something refers."""
    if isinstance(node, dict):
        found = cast("Json", node)
        reference = found.get("$ref")
        if isinstance(reference, str) and "/schemas/" in reference:
            yield reference.rpartition("/")[2]
        for each in found.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from _references(each)
