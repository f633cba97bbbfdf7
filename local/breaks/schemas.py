"""Breaks between two schemas: of what is sent to us, and of what we answer.

What is sent may be asked to be no more than before; what is answered may be no less.
More kinds of objects and more words may be answered, as callers let pass what they do
not know; a number may not become a text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]
Kinds: TypeAlias = dict[str, Json]

OBJECT, ANYTHING = "object", "anything"

# What narrows as it falls, and what narrows as it rises.
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


class Way(StrEnum):
    """Where something goes."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two documents, and which of their schemas were compared already."""

    old: Json
    new: Json
    seen: set[tuple[int, int, Way]] = field(default_factory=set[tuple[int, int, Way]])
    names: dict[int, str] = field(default_factory=dict[int, str])

    def __post_init__(self) -> None:
        """Remember what schemas are called."""
        schemas: Json = self.old["components"]["schemas"]
        self.names.update({id(schema): name for name, schema in schemas.items()})

    def of_old(self, items: Iterable[Json]) -> list[Json]:
        """Return things of the old document themselves, and not where they stand."""
        return [_found(self.old, each) for each in items]

    def of_new(self, items: Iterable[Json]) -> list[Json]:
        """Return things of the new document themselves, and not where they stand."""
        return [_found(self.new, each) for each in items]

    def differ(self, old: Json, new: Json, way: Way, at: str) -> Iterator[str]:
        """Tell in what a schema is not as promised."""
        had, has = _paired(_kinds(self.old, old), _kinds(self.new, new))
        if not had.keys() & has.keys():
            if ANYTHING not in (has if way is Way.IN else had):
                yield f"{at}: another thing"
            return
        lost = had.keys() - has.keys() if way is Way.IN else set[str]()
        come = has.keys() - had.keys() if way is Way.OUT else set[str]()
        yield from (f"{at}: no {kind} any more" for kind in sorted(lost))
        # Whoever tells objects from each other lets pass those that are new.
        told = (kind for kind in sorted(come) if not kind.startswith(OBJECT))
        yield from (f"{at}: may be {kind}" for kind in told)
        for kind in sorted(had.keys() & has.keys()):
            yield from self._kind(had[kind], has[kind], way, at)

    def _kind(self, old: Json, new: Json, way: Way, at: str) -> Iterator[str]:
        """Tell of two of a kind; of those with a name, once."""
        pair = id(old), id(new), way
        if pair in self.seen:
            return
        self.seen.add(pair)
        if id(old) in self.names:
            at = f"{self.names[id(old)]} ({way})"
        yield from _words(old, new, way, at)
        if way is Way.IN:
            yield from _bounds(old, new, at)
        had, has = old.get("format"), new.get("format")
        if had != has and (way is Way.OUT or has is not None):
            yield f"{at}: format {new.get('format')}"
        if "items" in old and "items" in new:
            yield from self.differ(old["items"], new["items"], way, f"{at}[]")
        had, has = old.get("additionalProperties"), new.get("additionalProperties")
        if isinstance(had, dict) and isinstance(has, dict):
            yield from self.differ(
                cast("Json", had), cast("Json", has), way, f"{at}{{}}"
            )
        if way is Way.IN and has is False and had is not False:
            yield f"{at}: no other names any more"
        yield from self._fields(old, new, way, at)

    def _fields(self, old: Json, new: Json, way: Way, at: str) -> Iterator[str]:
        had: Json = old.get("properties", {})
        has: Json = new.get("properties", {})
        wanted, want = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(had.keys() - has.keys()):
            yield f"{at}.{name}: gone"
        if way is Way.IN:
            for name in sorted(want - wanted):
                yield f"{at}.{name}: needed"
        else:
            for name in sorted((wanted - want) & has.keys()):
                yield f"{at}.{name}: may be missing"
        for name in sorted(had.keys() & has.keys()):
            yield from self.differ(had[name], has[name], way, f"{at}.{name}")


def _words(old: Json, new: Json, way: Way, at: str) -> Iterator[str]:
    """Tell of words that are taken no longer, or that took the place of all others."""
    had, has = _enum(old), _enum(new)
    if has is None:
        return
    if way is Way.IN and had is None:
        yield f"{at}: only {', '.join(map(str, has))}"
    elif had is not None and way is Way.IN:
        for word in had:
            if word not in has:
                yield f"{at}: no {word!r} any more"
    elif had and not any(word in had for word in has):
        yield f"{at}: another thing"


def _bounds(old: Json, new: Json, at: str) -> Iterator[str]:
    for name in AT_MOST:
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{at}: {name} {new[name]}"
    for name in AT_LEAST:
        if name in new and new[name] > old.get(name, float("-inf")):
            yield f"{at}: {name} {new[name]}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"{at}: pattern {new['pattern']}"


def _kinds(document: Json, schema: Json) -> Kinds:
    """Return what something may be: by its type, or of objects by what tells them."""
    schema = _found(document, schema)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            kinds: Kinds = {}
            for each in schema[several]:
                kinds |= _kinds(document, each)
            return kinds
    named = schema.get("type") or _type_of(_enum(schema))
    types: list[str] = [named] if isinstance(named, str) else named or [ANYTHING]
    return {_kind(each, schema): schema for each in types}


def _paired(old: Mapping[str, Json], new: Mapping[str, Json]) -> tuple[Kinds, Kinds]:
    """Return kinds of which one object needs no name to be told from others."""
    alone = [[name for name in each if name.startswith(OBJECT)] for each in (old, new)]
    if all(len(each) == 1 for each in alone):
        old, new = (
            {OBJECT if name in alone[0] + alone[1] else name: it for name, it in of}
            for of in (old.items(), new.items())
        )
    return dict(old), dict(new)


def _kind(name: str, schema: Json) -> str:
    tags = [
        f"{key}={words[0]}"
        for key, each in schema.get("properties", {}).items()
        if isinstance(each, dict) and (words := _enum(cast("Json", each)))
        if len(words) == 1
    ]
    return " ".join([name, *sorted(tags)])


def _enum(schema: Json) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _type_of(words: list[Any] | None) -> str | None:
    names = {"str": "string", "bool": "boolean", "int": "integer", "NoneType": "null"}
    return names.get(type(words[0]).__name__) if words else None


def _found(document: Json, item: Json) -> Json:
    while "$ref" in item:
        named: Any = document
        for part in item["$ref"].removeprefix("#/").split("/"):
            named = named[part]
        item = named
    return item
