"""Every request is given a name, watched, counted, and written down in one line."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias
from uuid import UUID

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.authentication import API_VERSION
from api.metrics import Metrics
from api.rest import problems
from domain.kernel.ids import uuid7
from domain.kernel.tracing import Side, Span, following
from domain.logs import described

Header: TypeAlias = tuple[bytes, bytes]

REQUEST_ID = "X-Request-Id"
UNKNOWN = "unknown"

# For whatever no page of ours overrides: nobody frames it, sniffs it, or loads by it.
SECURITY = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=63072000"),
    (b"x-content-type-options", b"nosniff"),
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Observed:
    """An application, and whoever watches it from outside."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer by ourselves if nobody does."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = _headers(message["headers"], scope, request_id)
            await send(message)

        with _traced(scope) as span:
            try:
                await self.app(scope, receive, watched)
            except Exception as error:
                _write_down_crash(request_id, error)
                if status:
                    raise  # Half an answer has left: only the server can end it.
                await problems.crashed(request_id)(scope, receive, watched)
            finally:
                took_s = perf_counter() - began
                self._write_down(scope, request_id, status, took_s)
                _tell(span, scope, request_id, status)

    def _write_down(
        self, scope: Scope, request_id: str, status: int, took_s: float
    ) -> None:
        route = _pattern(scope.get("route"))
        self.metrics.answered(scope["method"], route, status, took_s)
        tenant = scope["state"].get("tenant")
        log.info(
            "request",
            request_id=request_id,
            tenant=None if tenant is None else str(tenant),
            method=scope["method"],
            route=route,
            status=status,
            ms=round(took_s * 1_000, 2),
        )


def _traced(scope: Scope) -> AbstractContextManager[Span]:
    """Go on with the trace of whoever asks, if they have one."""
    before = Headers(scope=scope).get("traceparent")
    # What it is called is known when it is over.
    return following(before, name=scope["method"], side=Side.SERVER)


def _tell(span: Span, scope: Scope, request_id: str, status: int) -> None:
    """Say of a request what is nobody's in particular, by names of OpenTelemetry's."""
    route = _pattern(scope.get("route"))
    told: dict[str, str | int] = {
        "http.request.method": scope["method"],
        "http.route": route,
        "http.response.status_code": status,
        "stamgast.request": request_id,
    }
    tenant = scope["state"].get("tenant")
    if tenant is not None:
        told["stamgast.tenant"] = str(tenant)
    span.tell(told, f"{scope['method']} {route}")


def _write_down_crash(request_id: str, error: Exception) -> None:
    # Not with the error itself, of which loggers write the words.
    log.error("crashed", request_id=request_id, **described(error))


def _pattern(route: object) -> str:
    """Return the pattern of an address: ours says it, Starlette's routes have it."""
    found = getattr(route, "path", route)
    return found if isinstance(found, str) else UNKNOWN


def _request_id(headers: Headers) -> str:
    """Return the caller's name for the request if it is a UUID, or else a new one."""
    with suppress(ValueError):
        return str(UUID(headers.get(REQUEST_ID, "")))
    return str(uuid7())


def _headers(given: Iterable[Header], scope: Scope, request_id: str) -> list[Header]:
    """Return the headers of an answer: its own, and what every answer has."""
    more: dict[str, str] = dict(scope["state"].get("headers", {}))
    if "api_version" in scope["state"]:
        more[API_VERSION] = scope["state"]["api_version"]
    own = list(given)
    named = {name for name, _ in own}
    return [
        *own,
        *(header for header in SECURITY if header[0] not in named),
        (b"x-request-id", request_id.encode()),
        *((name.lower().encode(), value.encode()) for name, value in more.items()),
    ]
