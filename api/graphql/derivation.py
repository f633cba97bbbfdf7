"""Types of the graph that follow from types of the domain.

Inputs follow from commands and problems from refusals, so that they cannot come to
disagree. What has edges is designed by hand; a plain part of it may be derived too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    NewType,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

import msgspec
import strawberry
from strawberry.scalars import JSON

from api.graphql.problems import details
from api.graphql.scalars import INT_MAX, Long
from domain.kernel import Refusal
from domain.kernel.validation import hints

IDENTIFIER = re.compile(r"[a-z]{3}_\[0-9a-f\]\{32\}")
# Defaults that the schema can show.
PRINTED = bool | int | str
PLAIN = (bool, str, float, datetime, date, Decimal)

T = TypeVar("T", bound=type[Any])
V = TypeVar("V")

Nested = Callable[[type[Any]], Any]

_called: dict[type[Any], str] = {}


@strawberry.interface(description="A no that the caller can act upon.")
class Problem:
    """What all refusals that are data have in common."""

    code: str = strawberry.field(description="The same as over REST, and stable.")
    title: str = strawberry.field(description="What a person may be told.")
    retryable: bool = strawberry.field(
        description="Whether the same request may succeed later."
    )


@cache
def problem(refusal: type[Refusal]) -> type[Problem]:
    """Return the type of a refusal: its details, and what all refusals have."""
    body = {"__annotations__": _members(refusal, output)}
    made = type(refusal.__name__, (Problem,), body)
    return strawberry.type(made, description=refusal.title())


def told(refusal: Refusal) -> Problem:
    """Show a refusal as a value of its type."""
    return problem(type(refusal))(
        code=refusal.code(),
        title=refusal.title(),
        retryable=refusal.retryable,
        **details(refusal),
    )


@cache
def output(model: type[Any]) -> Any:
    """Return the type of a plain model; the model's values are its values."""
    body = {"__annotations__": _members(model, output)}
    described = (model.__doc__ or "").partition("\n")[0]
    return strawberry.type(type(_name(model), (), body), description=described)


def shows(model: type[Any], *, without: Iterable[str] = ()) -> Callable[[T], T]:
    """Make a type of a class that has edges: the fields of a model come by themselves.

    What the class names itself stands as it is; `without` names what is not shown.
    """

    def decorate(edges: T) -> T:
        own: dict[str, Any] = edges.__annotations__
        hidden = {*own, *without, *vars(edges)}
        derived = _members(model, output).items()
        shown = {name: kind for name, kind in derived if name not in hidden}
        edges.__annotations__ = {**own, **shown}
        described = (model.__doc__ or "").partition("\n")[0]
        return strawberry.type(edges, description=described)

    return decorate


def show(into: type[V], value: Any) -> V:
    """Show a value of a model as the type that has its edges."""
    model = cast("type[Any]", type(value))
    names = _shared(into, model)
    return into(**{name: getattr(value, name) for name in names})


@cache
def _shared(into: type[Any], model: type[Any]) -> tuple[str, ...]:
    known = {field.name for field in fields(model)}
    return tuple(
        field.name for field in fields(into) if field.init and field.name in known
    )


@cache
def entry(command: type[Any], name: str | None = None) -> Any:
    """Return the input type with the fields of a command."""
    named = name or f"{_name(command)}Input"
    defaults = {field.name: _default(field) for field in fields(command)}
    members = _members(command, entry)
    for field, default in defaults.items():
        if default is strawberry.UNSET:
            members[field] = members[field] | None
    given = {name: value for name, value in defaults.items() if value is not MISSING}
    made = type(named, (), {"__annotations__": members, **given})
    described = (command.__doc__ or "").partition("\n")[0]
    return strawberry.input(made, name=named, description=described)


def plain(given: Any) -> Any:
    """Return what an input holds as mappings and lists, without what was not given."""
    if isinstance(given, list):
        return [plain(each) for each in cast("list[Any]", given)]
    if not is_dataclass(given):
        return given
    values = ((field.name, getattr(given, field.name)) for field in fields(given))
    return {
        name: plain(value) for name, value in values if value is not strawberry.UNSET
    }


def _members(model: type[Any], nested: Nested) -> dict[str, Any]:
    kinds = hints(model)
    return {
        field.name: graph_type(kinds[field.name], nested) for field in fields(model)
    }


def _default(field: Field[Any]) -> Any:
    """Return a default as the schema may show it, or that there is one, or none."""
    if field.default is MISSING and field.default_factory is MISSING:
        return MISSING
    if isinstance(field.default, Enum):
        return strawberry.UNSET
    return field.default if isinstance(field.default, PRINTED) else strawberry.UNSET


def graph_type(kind: Any, nested: Nested) -> Any:
    """Return the annotation in the graph of an annotation in the domain."""
    match get_origin(kind):
        case None:
            return _named(kind, nested)
        case origin if origin is Annotated:
            base, *metas = get_args(kind)
            return _constrained(base, metas, nested)
        case origin if origin in {Union, UnionType}:
            return _union(get_args(kind), nested)
        case origin if origin in {tuple, list, frozenset, set}:
            return list[graph_type(get_args(kind)[0], nested)]
        case _:
            return JSON


def _named(kind: Any, nested: Nested) -> Any:
    if isinstance(kind, NewType):
        return graph_type(kind.__supertype__, nested)
    if kind is int:
        return Long
    if kind in PLAIN:
        return kind
    if not isinstance(kind, type):
        return JSON
    model = cast("type[Any]", kind)
    if issubclass(model, Enum):
        return _enum(model)
    return nested(model) if is_dataclass(model) else JSON


def _constrained(base: Any, metas: Iterable[Any], nested: Nested) -> Any:
    for meta in metas:
        if isinstance(meta, msgspec.Meta):
            if base is str and IDENTIFIER.search(meta.pattern or ""):
                return strawberry.ID
            if base is int and meta.le is not None and meta.le <= INT_MAX:
                return int
    return graph_type(base, nested)


def _union(members: Iterable[Any], nested: Nested) -> Any:
    """Return what the members have in common; there are no unions among inputs."""
    absent = {NoneType, msgspec.UnsetType}
    kinds = {graph_type(each, nested) for each in members if each not in absent}
    if kinds == {str, strawberry.ID}:
        kinds = {strawberry.ID}
    kind = kinds.pop() if len(kinds) == 1 else JSON
    return kind | None if absent & set(members) else kind


def call(model: type[Any], name: str) -> None:
    """Give a type of the domain another name in the graph, as its own is too short."""
    _called[model] = name


@cache
def _enum(kind: type[Enum]) -> Any:
    described = (kind.__doc__ or "").partition("\n")[0]
    return strawberry.enum(kind, name=_name(kind), description=described)


def _name(model: type[Any]) -> str:
    return _called.get(model, model.__name__)
