"""From what came in to a command: everything that is wrong with it, at once."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, make_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeGuard, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec
import msgspec.structs

from domain.kernel.errors import FieldError, Malformed

T = TypeVar("T")

ERRORS_MAX = 50
# A day off the ends of time, wherever one is.
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)
HELD = "held"


def command(given: Mapping[str, Any], into: type[T], *, strict: bool = True) -> T:
    """Build a command from a mapping, or refuse and name every field at fault.

    With `strict=False`, text is read as the type that the field wants.
    """
    try:
        built = msgspec.convert(given, into, strict=strict)
    except msgspec.ValidationError as error:
        found = tuple(_errors(given, into, "", strict=strict))
        whole = (FieldError(pointer="", detail=str(error)),)
        raise Malformed((found or whole)[:ERRORS_MAX]) from error
    wrong = (*_strange(given, into, ""), *_far(built, ""))
    if wrong:
        raise Malformed(wrong[:ERRORS_MAX])
    return built


@cache
def hints(of: type[Any]) -> dict[str, Any]:
    """Return the fields of a dataclass or struct, and their types."""
    return get_type_hints(of, include_extras=True)


def _errors(
    value: Any, kind: Any, pointer: str, *, strict: bool
) -> Iterator[FieldError]:
    """Name what is wrong, as deep inside as it can be told."""
    if _fits(value, kind, strict=strict) is None:
        yield from _strange(value, kind, pointer)
        return
    branch = _branch(kind, value)
    if is_dataclass(branch) and isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        yield from _unknown(given, branch, pointer)
        for field in fields(branch):
            at = f"{pointer}/{_escape(field.name)}"
            if field.name in given:
                inner = hints(cast("type[Any]", branch))[field.name]
                yield from _errors(given[field.name], inner, at, strict=strict)
            elif field.default is MISSING and field.default_factory is MISSING:
                yield FieldError(pointer=at, detail="This field is required.")
    elif _is_struct(branch) and isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        deeper = [*_of_struct(given, branch, pointer, strict=strict)]
        yield from deeper or [_whole(value, kind, pointer, strict=strict)]
    elif get_origin(branch) is tuple and isinstance(value, list):
        element = get_args(branch)[0]
        deeper = [
            error
            for place, each in enumerate(cast("list[Any]", value))
            for error in _errors(each, element, f"{pointer}/{place}", strict=strict)
        ]
        yield from deeper or [_whole(value, kind, pointer, strict=strict)]
    else:
        yield _whole(value, kind, pointer, strict=strict)


def _of_struct(
    given: Mapping[str, Any], kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> Iterator[FieldError]:
    """Name what is wrong with what is meant for a struct, by whose tag it was found."""
    tag = kind.__struct_config__.tag_field
    if tag is not None and tag not in given:
        yield FieldError(pointer=f"{pointer}/{tag}", detail="This field is required.")
        return
    if tag is not None and given[tag] != kind.__struct_config__.tag:
        yield FieldError(pointer=f"{pointer}/{tag}", detail="There is no such kind.")
        return
    known = {each.name: each for each in msgspec.structs.fields(kind)}
    for name in given:
        if name not in known and name != tag:
            at = f"{pointer}/{_escape(name)}"
            yield FieldError(pointer=at, detail="There is no such field.")
    for name, field in known.items():
        at = f"{pointer}/{_escape(name)}"
        if name in given:
            inner = hints(kind)[name]
            yield from _errors(given[name], inner, at, strict=strict)
        elif field.required:
            yield FieldError(pointer=at, detail="This field is required.")


def _is_struct(kind: Any) -> TypeGuard[type[msgspec.Struct]]:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _fits(value: Any, kind: Any, *, strict: bool) -> str | None:
    """Return what is wrong with a value as a whole, or None."""
    try:
        msgspec.convert({HELD: value}, _holder(kind), strict=strict)
    except msgspec.ValidationError as error:
        return str(error).partition(" - at `")[0]
    return None


@cache
def _holder(kind: Any) -> type[Any]:
    """Return a dataclass with one field of a type.

    What msgspec knows of a dataclass it keeps. Of another type it makes and frees it at
    each conversion, which ends in a segmentation fault after some thousand times.
    """
    return make_dataclass("Holder", [(HELD, kind)])


def _whole(value: Any, kind: Any, pointer: str, *, strict: bool) -> FieldError:
    return FieldError(pointer=pointer, detail=_fits(value, kind, strict=strict) or "")


def _branch(kind: Any, value: Any) -> Any:
    """Return the member of a union that a value seems to be meant for."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    shaped = isinstance(value, Mapping | list)
    tagged = [each for each in get_args(kind) if _is_struct(each)]
    if tagged and isinstance(value, Mapping):
        said = cast("Mapping[str, Any]", value)
        meant = [each for each in tagged if _tag_of(each) in said.items()]
        return (meant or tagged)[0]
    for member in get_args(kind) if get_origin(kind) is not tuple else ():
        if shaped and (is_dataclass(member) or get_origin(member) is tuple):
            return member
    return kind


def _tag_of(kind: type[msgspec.Struct]) -> tuple[str | None, Any]:
    return kind.__struct_config__.tag_field, kind.__struct_config__.tag


def _unknown(given: Mapping[str, Any], kind: Any, pointer: str) -> Iterator[FieldError]:
    for name in given:
        if name not in hints(kind):
            at = f"{pointer}/{_escape(name)}"
            yield FieldError(pointer=at, detail="There is no such field.")


def _strange(value: Any, kind: Any, pointer: str) -> Iterator[FieldError]:
    """Name the fields that nobody asked for, however deep within what fits."""
    branch = _branch(kind, value)
    if is_dataclass(branch) and isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        yield from _unknown(given, branch, pointer)
        for name in _nested(cast("type[Any]", branch)):
            if name in given:
                inner = hints(cast("type[Any]", branch))[name]
                at = f"{pointer}/{_escape(name)}"
                yield from _strange(given[name], inner, at)
    elif get_origin(branch) is tuple and isinstance(value, list):
        element = get_args(branch)[0]
        for place, each in enumerate(cast("list[Any]", value)):
            yield from _strange(each, element, f"{pointer}/{place}")


def _far(value: Any, pointer: str) -> Iterator[FieldError]:
    """Name the instants that are no instant any more in some time zone.

    PostgreSQL would keep them, and nobody could read the row again.
    """
    if isinstance(value, datetime):
        if not EARLIEST <= value <= LATEST:
            yield FieldError(pointer=pointer, detail="This is too far from today.")
    elif isinstance(value, tuple):
        for place, each in enumerate(cast("tuple[Any, ...]", value)):
            yield from _far(each, f"{pointer}/{place}")
    elif is_dataclass(value):
        for name in _timed(type(value)):
            yield from _far(getattr(value, name), f"{pointer}/{_escape(name)}")


@cache
def _timed(of: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass that are instants, or have some within."""
    return tuple(name for name, kind in hints(of).items() if _has_instants(kind))


def _has_instants(kind: Any) -> bool:
    if is_dataclass(kind):
        return bool(_timed(cast("type[Any]", kind)))
    return kind is datetime or any(map(_has_instants, _within(kind)))


@cache
def _nested(of: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass that have fields of their own somewhere."""
    return tuple(name for name, kind in hints(of).items() if _has_fields(kind))


def _has_fields(kind: Any) -> bool:
    return is_dataclass(kind) or any(map(_has_fields, _within(kind)))


def _within(kind: Any) -> Iterator[Any]:
    """Name the types that a type is made of."""
    yield from get_args(kind)
    if (origin := getattr(kind, "__origin__", None)) is not None:
        yield origin


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
