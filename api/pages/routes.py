"""The addresses of the pages."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.pages import components, confirming, desk, family, home, links
from api.pages.markup import element

GRAPHIQL = family.Page(
    title="Stamgast: GraphiQL",
    head=family.for_developers("/graphiql"),
    content=element(
        "main",
        element(
            "div",
            element("p", "Loading GraphiQL…"),
            element("noscript", element("p", "GraphiQL needs JavaScript.")),
            id="graphiql",
        ),
        id="content",
    ),
    styles=("graphiql/vendor/graphiql.css", "graphiql/page.css"),
    scripts=tuple(
        f"graphiql/{name}.js"
        for name in ("vendor/react", "vendor/react-dom", "vendor/graphiql", "start")
    ),
    look="trying",
)


class Files(StaticFiles):
    """Files of pages, with the headers of pages."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, for this origin only."""
        response = await super().get_response(path, scope)
        response.headers.update(family.HEADERS)
        return response


async def graphiql(_: Request) -> Response:
    """Return the page on which to try the graph."""
    return family.answer(GRAPHIQL, family.GRAPHIQL_POLICY)


routes_in_development = desk.routes_in_development


def routes(reference: Callable[[], str]) -> list[BaseRoute]:
    """Make the routes of the pages; the API reference is made when it is asked for."""

    async def read(_: Request) -> Response:
        policy = {"Content-Security-Policy": family.READ_POLICY}
        page = await run_in_threadpool(reference)
        return HTMLResponse(page, headers={**family.HEADERS, **policy})

    return [
        Route("/", home.read, name="/"),
        Route("/graphiql", graphiql, name="/graphiql"),
        Route("/reference", read, name="/reference"),
        *desk.routes,
        *components.routes,
        *confirming.routes,
        *links.routes,
        Mount(family.AT, Files(directory=family.FILES), name=family.AT),
    ]
