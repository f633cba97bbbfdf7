"""A small graph over a real feature, to hold the endpoint to its promises."""

from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from api.graphql import derivation
from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.documents import Documents
from api.graphql.http import Graph
from api.graphql.mutations import mutation
from api.graphql.schema import executable, schema_of
from domain import documents
from domain.kernel import Platform, Principal

Document = derivation.output(documents.TrustedDocument)


@strawberry.type
class Uploaded:
    received: int
    added: int

    @strawberry.field(graphql_type=list[Document])
    async def stored(self, info: Info) -> Any:
        page = await info.context.run(documents.listed, {"app": "web"})
        return list(page.items)

    @staticmethod
    def of(result: documents.Uploaded) -> "Uploaded":
        return Uploaded(received=result.received, added=result.added)


@strawberry.type
class Query:
    @strawberry.field(graphql_type=Connection[Document])
    async def trusted(self, info: Info, first: First = 20, after: After = None) -> Any:
        asked = {"app": "web", "limit": first, "after": after}
        page = await info.context.run(documents.listed, asked)
        return connection(page, lambda each: each, after, lambda each: (each.id,))

    @strawberry.field
    async def bug(self) -> int:
        raise ZeroDivisionError

    @strawberry.field
    async def late(self, info: Info) -> int:
        await info.context.run(documents.listed, {"app": "web"})
        raise ZeroDivisionError

    @strawberry.field
    async def hello(self, name: str | None = None) -> str:
        return f"Hello, {name or 'you'}."


@strawberry.type
class Mutation:
    upload = mutation("Upload", documents.upload, Uploaded, Uploaded.of)


GRAPH = executable(schema_of(Query, Mutation))


def application(platform: Platform, principal: Principal) -> Starlette:
    """Serve the graph to one caller, whom nobody asks for a key."""

    async def caller(request: Request) -> Principal:
        del request
        return principal

    served = Starlette(routes=[Route("/graphql", Graph(Documents(GRAPH), caller))])
    served.state.platform = platform
    served.state.limiter = None
    return served
