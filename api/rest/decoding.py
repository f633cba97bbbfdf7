"""From a request to a command: path, query, body and headers, and what is wrong."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_origin

import msgspec
from starlette.requests import Request

from api.refusals import (
    BodyTooLarge,
    NotJson,
    UnsupportedMediaType,
    VersionRequired,
    VersionUnknown,
)
from domain.kernel import FieldError, Malformed
from domain.kernel.validation import command, hints

C = TypeVar("C")

# The field of a command that If-Match gives.
VERSION = "version"
# The field that `Sec-GPC: 1` gives; its absence says nothing.
GPC = "gpc"
WITHOUT_BODY = frozenset({"GET", "DELETE"})

JSON = "application/json"

Given = dict[str, Any]


async def decode(request: Request, into: type[C], bytes_max: int) -> C:
    """Build the command that a request carries, or refuse it and say all that is wrong.

    What an address, a query and headers say is text, and is read as the type that the
    field wants. A body has types of its own.
    """
    if request.method in WITHOUT_BODY or request.method == "HEAD":
        given = {**_query(request, into), **_headers(request, into)}
        return command(_with_path(request, given), into, strict=False)
    given = await body(request, bytes_max)
    _refuse_query(request)
    version = _headers(request, into)
    if version and VERSION in given:
        raise Malformed((FieldError(pointer="/version", detail="See If-Match."),))
    return command(_with_path(request, given) | version | _signals(request, into), into)


async def body(request: Request, bytes_max: int) -> Given:
    """Return the object that a body is; without a body, an empty one."""
    content = await read(request, bytes_max)
    if not content:
        return {}
    refuse_other_than(request, JSON)
    try:
        given = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson(str(error)) from error
    if not isinstance(given, dict):
        raise Malformed((FieldError(pointer="", detail="Expected an object."),))
    return given  # pyright: ignore[reportUnknownVariableType]


async def read(request: Request, bytes_max: int) -> bytes:
    """Return a body, of which no more is read than may come."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > bytes_max:
            raise BodyTooLarge(bytes_max)
    return bytes(content)


def refuse_other_than(request: Request, *expected: str) -> None:
    """Refuse a body of another type, or one that is packed in another."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    as_it_is = request.headers.get("content-encoding", "identity") == "identity"
    if given not in expected or not as_it_is:
        raise UnsupportedMediaType(", ".join(expected))


def _with_path(request: Request, given: Given) -> Given:
    """Add what the address says; a body may repeat it, and may not contradict it."""
    path: Mapping[str, Any] = request.path_params
    errors = tuple(
        FieldError(pointer=f"/{name}", detail="The address says otherwise.")
        for name, value in path.items()
        if name in given and given[name] != value
    )
    if errors:
        raise Malformed(errors)
    return {**given, **path}


def _refuse_query(request: Request) -> None:
    """Refuse what is said beside a body, where it might be meant and is not read."""
    errors = tuple(
        FieldError(pointer=f"/{name}", detail="There is no such parameter.")
        for name in request.query_params
    )
    if errors:
        raise Malformed(errors)


def _query(request: Request, into: type[Any]) -> Given:
    given: Given = {}
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if _is_list(hints(into).get(name)):
            given[name] = values
        elif len(values) == 1:
            given[name] = values[0]
        else:
            error = FieldError(pointer=f"/{name}", detail="This was given twice.")
            raise Malformed((error,))
    return given


def _headers(request: Request, into: type[Any]) -> Given:
    """Return the version that If-Match names, if this is a change of a version."""
    if request.method not in {"PUT", "PATCH", "DELETE"} or VERSION not in hints(into):
        return {}
    tag = request.headers.get("if-match")
    if tag is None:
        raise VersionRequired
    number = tag.removeprefix('"').removesuffix('"')
    if f'"{number}"' != tag or not number.isdecimal() or not number.isascii():
        raise VersionUnknown
    return {VERSION: int(number)}


def _signals(request: Request, into: type[Any]) -> Given:
    """Return what a browser asks for its user, where that is of any consequence."""
    asks = request.headers.get("sec-gpc") == "1" and GPC in hints(into)
    return {GPC: True} if asks else {}


def _is_list(hint: Any) -> bool:
    while hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    return get_origin(hint) is tuple
