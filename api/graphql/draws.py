"""Draws in the graph: what can be won, who won, and how many tickets one has."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.mutations import mutation
from domain import draws

Draw = output(draws.Draw)
DrawEntry = output(draws.DrawEntry)
OwnEntry = output(draws.OwnEntry)


@strawberry.type
class OneDraw:
    """The way to a draw, by which one asks for it, or watches it."""

    @strawberry.field(description="A draw.", graphql_type=Draw)
    async def draw(self, info: Info, draw_id: strawberry.ID) -> Any:
        """Return a draw, with who won."""
        found = await info.context.run(draws.find, {"draw_id": draw_id})
        info.context.whom = draws.topic_of(draw_id)
        return found


@strawberry.type
class DrawQuery(OneDraw):
    """What can be asked about draws."""

    @strawberry.field(
        name="draws",
        description="The draws, the latest first.",
        graphql_type=Connection[Draw],
    )
    async def all_draws(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of draws."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(draws.list_all, asked)
        return connection(page, itself, after, lambda each: (each.id,))

    @strawberry.field(
        description="Who had how many tickets in a draw that was drawn, by code.",
        graphql_type=Connection[DrawEntry],
    )
    async def draw_tickets(
        self,
        info: Info,
        draw_id: strawberry.ID,
        first: First = 100,
        after: After = None,
    ) -> Any:
        """Return a page of the list that, with the seed, tells who won."""
        asked = {"draw_id": draw_id, "limit": first, "after": after}
        page = await info.context.run(draws.list_tickets, asked)
        return connection(page, itself, after, lambda each: (each.code,))

    @strawberry.field(
        description="What a customer has in a draw, and what they won.",
        graphql_type=OwnEntry,
    )
    async def own_tickets(
        self, info: Info, customer_id: strawberry.ID, draw_id: strawberry.ID
    ) -> Any:
        """Return what somebody has in a draw."""
        asked = {"customer_id": customer_id, "draw_id": draw_id}
        return await info.context.run(draws.own_tickets, asked)


@strawberry.type
class DrawMutation:
    """What can be done with draws."""

    open_draw = mutation("OpenDraw", draws.open_draw, Draw)
    cancel_draw = mutation("CancelDraw", draws.cancel, Draw)
