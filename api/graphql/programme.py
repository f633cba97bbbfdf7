"""The programme in the graph."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output, show, shows
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import status, tenants

Threshold = output(status.Threshold)


@shows(status.Thresholds)
class Thresholds:
    """All thresholds of the programme."""


@shows(tenants.Programme)
class Programme(Node):
    """The programme."""

    id: strawberry.ID

    @strawberry.field(
        description="The amounts that customers look forward to.",
        graphql_type=list[Threshold],
    )
    async def thresholds(self, info: Info) -> Any:
        """Return the thresholds, by unit and amount."""
        return (await info.context.run(status.read_thresholds, {})).thresholds


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


@strawberry.type
class ProgrammeMutation:
    """What can be done with the programme."""

    update_programme = mutation("UpdateProgramme", tenants.update_programme, Programme)
    add_unit = mutation("AddUnit", tenants.add_unit, Programme)
    set_thresholds = mutation("SetThresholds", status.set_thresholds, Thresholds)
