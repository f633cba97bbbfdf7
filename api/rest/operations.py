"""Operations of the OpenAPI document: what a route takes, answers and refuses."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from api.authentication import API_VERSION
from api.limits import QuotaSpent, TooManyRequests
from api.refusals import (
    BodyTooLarge,
    Crashed,
    DocumentsOnly,
    NotJson,
    UnsupportedMediaType,
    VersionRequired,
    VersionUnknown,
)
from api.rest import problems
from api.rest.decoding import VERSION, WITHOUT_BODY
from api.rest.examples import example
from api.rest.routing import IDEMPOTENCY_KEY, Route
from api.rest.schemas import Json, Schemas
from domain.kernel import (
    InFlight,
    KeyReused,
    Malformed,
    NotAllowed,
    NotAuthenticated,
    NotYours,
    Page,
    Refusal,
)
from domain.kernel.validation import hints
from domain.kernel.versions import NEWEST, VERSIONS, VersionNotServed

CONDITIONAL = frozenset({"PUT", "PATCH", "DELETE"})

HEADERS: Json = {
    "X-Request-Id": {
        "description": "The name of this request in our logs; yours, if it was a UUID.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "Access-Control-Allow-Origin": {
        "description": "The origin of the page that asked, if it is one of the shop's.",
        "schema": {"type": "string", "format": "uri"},
    },
    API_VERSION: {
        "description": "In which version of the API this was answered.",
        "schema": {"type": "string", "examples": [NEWEST]},
    },
    "RateLimit": {
        "description": "What is left of the bucket, and after how many seconds it is "
        "full again (draft-ietf-httpapi-ratelimit-headers).",
        "schema": {"type": "string", "examples": ['"key";r=1999;t=1']},
    },
    "RateLimit-Policy": {
        "description": "How much the bucket holds, and how fast it fills.",
        "schema": {"type": "string", "examples": ['"key";q=2000;w=10']},
    },
    "ETag": {
        "description": "The version of what was answered.",
        "schema": {"type": "string", "examples": ['"3"']},
    },
    "Link": {
        "description": 'Where the next page is, as `<…>; rel="next"`.',
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "Where what was made can be read.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Idempotency-Replayed": {
        "description": "`true` if the answer is that to an earlier request.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": "After how many seconds to ask again.",
        "schema": {"type": "integer"},
    },
    "WWW-Authenticate": {
        "description": "How to authenticate.",
        "schema": {"type": "string", "examples": ["Bearer"]},
    },
}
ALWAYS = (
    *("X-Request-Id", "Access-Control-Allow-Origin"),
    *("RateLimit", "RateLimit-Policy", API_VERSION),
)

PARAMETERS: Json = {
    "Version": {
        "name": API_VERSION,
        "in": "header",
        "description": "The version of the API in which this is asked, if it is not "
        "that to which the key is pinned.",
        "schema": {"type": "string", "enum": list(VERSIONS)},
        "example": NEWEST,
    },
    "IdempotencyKey": {
        "name": IDEMPOTENCY_KEY,
        "in": "header",
        "description": "A name for this command. Sent again within 30 days it is not "
        "carried out again; the answer is that to the first.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
        "example": "9b2f6f2e-7f0b-4c53-a3a5-5a2d2f8f4c11",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The `ETag` of what is to be changed.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of what the caller has; it is not sent again.",
        "schema": {},
        "example": '"3"',
    },
}


def operation(
    route: Route, command: Json, result: Json, schemas: Schemas, *, findable: bool
) -> Json:
    """Describe a route from the types of its use case."""
    use_case = route.use_case
    has_body = route.method not in WITHOUT_BODY
    # What is read by POST is read by GET too, and that came first.
    by_post = use_case.read_only and has_body
    name = f"{use_case.name}_by_post" if by_post else use_case.name
    described: Json = {
        "operationId": name,
        "tags": [use_case.feature],
        "summary": use_case.summary,
        "description": _description(route),
        "security": _security(route),
        "parameters": list(_parameters(route, command, schemas)),
        "responses": _responses(route, result, schemas, findable=findable),
    }
    body = _body_fields(route, command)
    if has_body and body["properties"]:
        shown = example(body, schemas.components)
        content = {"application/json": {"schema": body, "example": shown}}
        required = bool(body["required"])
        described["requestBody"] = {"required": required, "content": content}
    return route.describe(described)


def refusals(route: Route) -> Iterator[type[Refusal]]:
    """Return every refusal that a route may answer with, those of HTTP included."""
    use_case = route.use_case
    yield from (NotAuthenticated, NotAllowed, DocumentsOnly, Malformed)
    yield from (VersionNotServed, TooManyRequests, QuotaSpent, Crashed)
    if use_case.subject is not None:
        yield NotYours
    if not use_case.read_only:
        yield from (KeyReused, InFlight)
    if route.method not in WITHOUT_BODY:
        yield from (NotJson, UnsupportedMediaType, BodyTooLarge)
    if _is_conditional(route):
        yield from (VersionRequired, VersionUnknown)
    yield from (*use_case.refusals, *route.refusals)


def _description(route: Route) -> str:
    scope = f"Needs scope `{route.use_case.scope}`."
    own = " A customer may ask for themselves." if route.use_case.subject else ""
    return f"{route.use_case.description}\n\n{scope}{own}".strip()


def _security(route: Route) -> list[Json]:
    scopes = [route.use_case.scope]
    of_customer = [{"customerToken": scopes}] if route.use_case.subject else []
    return [{"secretKey": scopes}, *of_customer]


def _parameters(route: Route, command: Json, schemas: Schemas) -> Iterator[Json]:
    properties: dict[str, Json] = command.get("properties", {})
    for name in route.fields:
        yield _parameter(name, "path", properties[name], schemas) | {"required": True}
    if route.method in WITHOUT_BODY:
        for name, schema in _body_fields(route, command)["properties"].items():
            required = name in command.get("required", ())
            given = _parameter(name, "query", schema, schemas)
            yield given | ({"required": True} if required else {})
    yield {"$ref": "#/components/parameters/Version"}
    if not route.use_case.read_only:
        yield {"$ref": "#/components/parameters/IdempotencyKey"}
    if _is_conditional(route):
        yield {"$ref": "#/components/parameters/IfMatch"}
    if route.use_case.read_only and _has_version(route):
        yield {"$ref": "#/components/parameters/IfNoneMatch"}


def _without_null(schema: Json) -> Json:
    """Return what an address can say: what it says nothing of, it does not name."""
    options: list[Json] = [
        each for each in schema.get("anyOf", ()) if each != {"type": "null"}
    ]
    if len(options) == len(schema.get("anyOf", ())):
        return schema
    kept = {key: each for key, each in schema.items() if key != "anyOf"}
    if kept.get("default", ...) is None:
        del kept["default"]
    return {**kept, **(options[0] if len(options) == 1 else {"anyOf": options})}


def _parameter(name: str, place: str, schema: Json, schemas: Schemas) -> Json:
    said = _without_null(schema) if place == "query" else schema
    given = {key: value for key, value in said.items() if key != "description"}
    shown = example(schema, schemas.components)
    described = {"name": name, "in": place, "schema": given}
    told = schema.get("description")
    return {
        **described,
        **({} if told is None else {"description": told}),
        **({} if shown is None else {"example": shown}),
    }


def _body_fields(route: Route, command: Json) -> Json:
    """Return the command without what the address and the headers say."""
    elsewhere = {*route.fields, *({VERSION} if _is_conditional(route) else ())}
    properties = command.get("properties", {})
    required = command.get("required", ())
    kept = {name: of for name, of in properties.items() if name not in elsewhere}
    return {
        "type": "object",
        "properties": kept,
        "required": [name for name in required if name in kept],
        "additionalProperties": False,
    }


def _responses(route: Route, result: Json, schemas: Schemas, *, findable: bool) -> Json:
    status = route.status
    success: Json = {
        "description": status.phrase,
        "headers": {name: _header(name) for name in _headers(route, findable=findable)},
    }
    if status is not HTTPStatus.NO_CONTENT:
        success["content"] = {"application/json": {"schema": result}}
    responses: Json = {str(status.value): success}
    if route.use_case.read_only and _has_version(route):
        unchanged = {name: _header(name) for name in (*ALWAYS, "ETag")}
        phrase = HTTPStatus.NOT_MODIFIED.phrase
        responses["304"] = {"description": phrase, "headers": unchanged}
    by_status: dict[HTTPStatus, dict[str, type[Refusal]]] = {}
    for refusal in refusals(route):
        found = by_status.setdefault(problems.status(refusal), {})
        found.setdefault(refusal.code(), refusal)
    for number, of_status in sorted(by_status.items()):
        responses[str(number.value)] = _refused(number, of_status, schemas)
    return responses


def _refused(
    status: HTTPStatus, refusals: dict[str, type[Refusal]], schemas: Schemas
) -> Json:
    lines = [f"`{code}`: {each.title()}" for code, each in refusals.items()]
    options = [schemas.problem(each) for each in refusals.values()]
    schema = options[0] if len(options) == 1 else {"oneOf": options}
    more = {
        HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
        HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    }
    names = (*ALWAYS, *more.get(status, ()))
    return {
        "description": "\n".join(lines),
        "headers": {name: _header(name) for name in names},
        "content": {problems.MEDIA_TYPE: {"schema": schema}},
    }


def _headers(route: Route, *, findable: bool) -> Iterator[str]:
    yield from ALWAYS
    if _has_version(route):
        yield "ETag"
    if getattr(route.use_case.result_type, "__origin__", None) is Page:
        yield "Link"
    if findable:
        yield "Location"
    if findable and route.status is HTTPStatus.ACCEPTED:
        yield "Retry-After"
    if not route.use_case.read_only:
        yield "Idempotency-Replayed"


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _is_conditional(route: Route) -> bool:
    return route.method in CONDITIONAL and VERSION in hints(route.use_case.command_type)


def _has_version(route: Route) -> bool:
    of: Any = route.use_case.result_type
    fields = hints(of) if isinstance(of, type) and of is not type(None) else {}
    return VERSION in fields
