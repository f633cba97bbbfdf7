"""GraphQL over HTTP: what a request says, and how its answer is put.

After the draft of the GraphQL-over-HTTP specification; nothing is known here of who
asks, and of what.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.graphql import limits
from api.graphql.problems import RequestRefused, refused, shown

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
# Not what the body is of, but how it comes: as `graphql-sse` has it.
EVENTS = "text/event-stream"
ACCEPTED = {
    GRAPHQL: GRAPHQL,
    JSON: JSON,
    EVENTS: EVENTS,
    "application/*": JSON,
    "*/*": JSON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The parameters of a request."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class _Body(msgspec.Struct, rename="camel"):
    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


_body = msgspec.json.Decoder(_Body)


def media_type(accept: str | None) -> str:
    """Return the media type in which a client wants its answer, or refuse."""
    if not accept:
        return JSON
    wanted = [_preference(each) for each in accept.split(",")]
    for name, _ in sorted(wanted, key=lambda each: -each[1]):
        if name in ACCEPTED:
            return ACCEPTED[name]
    told = f"The answer is to be had as {GRAPHQL}, {JSON} or {EVENTS}."
    raise refused("not_acceptable", told, HTTPStatus.NOT_ACCEPTABLE)


async def asked(request: Request) -> Asked:
    """Read the parameters of a request, or refuse."""
    match request.method:
        case "GET":
            return _of_query(request)
        case "POST":
            return asked_in(await _read(request))
        case _:
            told = "Ask by GET or POST."
            raise refused("method_not_allowed", told, HTTPStatus.METHOD_NOT_ALLOWED)


def answer(content: dict[str, Any], media_type: str) -> Response:
    """Make the response to an operation that was executed."""
    return ready(msgspec.json.encode(content), media_type)


def ready(body: bytes, media_type: str) -> Response:
    """Make the response of a body that is there already."""
    return Response(body, media_type=f"{media_type}; charset=utf-8")


def refusal(error: RequestRefused, media_type: str) -> Response:
    """Make the response to a request that was not executed; no stream begins.

    Clients of `application/json` take any other status than 200 for the word of
    something between them and us, so that a document's own faults don't get one.
    """
    media_type = JSON if media_type == EVENTS else media_type
    errors = told(error)
    at_fault = HTTPStatus.OK if media_type == JSON else HTTPStatus.BAD_REQUEST
    status = error.status or at_fault
    headers = dict(error.headers)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = "GET, POST"
    body = msgspec.json.encode({"errors": errors})
    return Response(body, status, headers, f"{media_type}; charset=utf-8")


def told(error: RequestRefused) -> list[dict[str, Any]]:
    """Return what a client is told of a request that was not executed."""
    return [shown(each, "document_invalid") for each in error.errors]


def _preference(entry: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in entry.split(";"))
    quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0


def _of_query(request: Request) -> Asked:
    given = request.query_params
    try:
        return Asked(
            query=given.get("query"),
            document_id=given.get("documentId"),
            operation_name=given.get("operationName") or None,
            variables=_mapping(given.get("variables")),
            extensions=_mapping(given.get("extensions")),
        )
    except msgspec.MsgspecError as error:
        raise _malformed(str(error)) from error


def _mapping(text: str | None) -> dict[str, Any] | None:
    return msgspec.json.decode(text, type=dict[str, Any] | None) if text else None


def asked_in(body: bytes) -> Asked:
    """Return the parameters in a body of JSON, or refuse."""
    if body.lstrip()[:1] == b"[":
        told = "Operations are sent one by one."
        raise refused("batching_refused", told, HTTPStatus.BAD_REQUEST)
    try:
        given = _body.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _malformed(str(error)) from error
    return Asked(**msgspec.structs.asdict(given))


async def _read(request: Request) -> bytes:
    """Return the body, unless it is of another kind or too large."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").lower()
    if kind.strip().lower() != JSON or charset not in {"", "charset=utf-8"}:
        told = f"The body must be {JSON} in UTF-8."
        raise refused("not_json", told, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limits.BODY_BYTES_MAX:
            told = f"The body exceeds {limits.BODY_BYTES_MAX} bytes."
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise refused("body_too_large", told, status)
    return bytes(body)


def _malformed(detail: str) -> RequestRefused:
    return refused("malformed", detail, HTTPStatus.BAD_REQUEST)
