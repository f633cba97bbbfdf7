"""The programme in the graph."""

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.nodes import Node, finds
from domain import tenants


@shows(tenants.Programme)
class Programme(Node):
    """The programme."""

    id: strawberry.ID


@finds("prg")
async def find(info: Info, programme_id: str) -> Programme | None:
    """Return the programme, if it is that of an id."""
    found = await info.context.run(tenants.find_programme, {})
    return show(Programme, found) if found.id == programme_id else None


@strawberry.type
class ProgrammeQuery:
    """What can be asked about the programme."""

    @strawberry.field(description="The programme in which customers take part.")
    async def programme(self, info: Info) -> Programme | None:
        """Return the programme."""
        return show(Programme, await info.context.run(tenants.find_programme, {}))
