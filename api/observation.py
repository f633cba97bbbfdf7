"""Every request is given a name, watched, counted, and written down in one line."""

from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.rest import problems
from domain.kernel.ids import uuid7
from domain.logs import described

REQUEST_ID = "X-Request-Id"
UNKNOWN = "unknown"

# For whatever no page of ours overrides: nobody frames it, sniffs it, or loads by it.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}

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
                _add_headers(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            _write_down_crash(request_id, error)
            if status:
                raise  # Half an answer has left: only the server can end it.
            await problems.crashed(request_id)(scope, receive, watched)
        finally:
            self._write_down(scope, request_id, status, perf_counter() - began)

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


def _add_headers(headers: MutableHeaders, scope: Scope, request_id: str) -> None:
    headers[REQUEST_ID] = request_id
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    more: dict[str, Any] = scope["state"].get("headers", {})
    headers.update(more)
