"""Cross-origin requests: which web pages may read what a browser was answered.

The answer to a request with credentials may be read by the pages that these are for. A
preflight comes without credentials, so that it is granted to the pages of any tenant;
it gives them nothing. So may they read that they were not authenticated, or else a shop
could not tell that its customer's token has expired.
"""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.authentication import READABLE_BY, Access

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match,"
        " Last-Event-ID, Stamgast-Version"
    ),
    "Access-Control-Max-Age": "600",
}
EXPOSED = (
    "ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy,"
    " Retry-After, Stamgast-Version, X-Request-Id"
)


class Cors:
    """Tells browsers which pages may read an answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        """Stand before an application that knows who may ask it."""
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; of other requests, say who may read the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and (
            "access-control-request-method" in headers
        ):
            await (await self._preflight(origin))(scope, receive, send)
        else:

            async def marked(message: Message) -> None:
                if message["type"] == "http.response.start":
                    await self._mark(origin, scope, message)
                await send(message)

            await self.app(scope, receive, marked)

    async def _preflight(self, origin: str) -> Response:
        headers = {"Vary": "Origin"}
        if await self.access.is_served(origin):
            headers |= {"Access-Control-Allow-Origin": origin, **PREFLIGHT}
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)

    async def _mark(self, origin: str, scope: Scope, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Origin")
        refused = start["status"] == HTTPStatus.UNAUTHORIZED
        if scope.get(READABLE_BY) == origin or (
            refused and await self.access.is_served(origin)
        ):
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
