"""The addresses of the pages, and what their browsers may do."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.pages import reference

HERE = Path(__file__).parent

# Everything comes from here and speaks to here. GraphiQL writes styles at run time.
_SELF = "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
_CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
GRAPHIQL_POLICY = (
    f"{_SELF}script-src 'self'; style-src 'self' 'unsafe-inline'; {_CLOSED}"
)
REFERENCE_POLICY = f"{_SELF}style-src 'self'; {_CLOSED}"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Files(StaticFiles):
    """Files of a page, with the headers of pages."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, for this origin only."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


async def graphiql(_: Request) -> Response:
    """Return the page on which to try the graph."""
    headers = {**HEADERS, "Content-Security-Policy": GRAPHIQL_POLICY}
    return FileResponse(HERE / "graphiql" / "index.html", headers=headers)


def routes(document: dict[str, Any]) -> list[BaseRoute]:
    """Make the routes of the pages; the reference is of an OpenAPI document."""
    page = reference.page(document)

    async def read(_: Request) -> Response:
        headers = {**HEADERS, "Content-Security-Policy": REFERENCE_POLICY}
        return HTMLResponse(page, headers=headers)

    return [
        Route("/graphiql", graphiql, name="/graphiql"),
        Mount("/graphiql", Files(directory=HERE / "graphiql"), name="/graphiql"),
        Route("/reference", read, name="/reference"),
        Mount("/reference", Files(directory=HERE / "styles"), name="/reference"),
    ]
