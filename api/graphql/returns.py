"""Returns in the graph."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.graphql import nodes
from api.graphql.context import Info
from api.graphql.derivation import call, show, shows
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import orders

if TYPE_CHECKING:
    from api.graphql.customers import Customer

call(orders.Returned, "ReturnedLine")
call(orders.Unmatched, "UnmatchedLine")

Buyer: TypeAlias = Annotated["Customer", strawberry.lazy("api.graphql.customers")]


@shows(orders.Return)
class Return(Node):
    """A return, and the edge that leads on from one."""

    id: strawberry.ID
    customer_id: strawberry.Private[str | None]

    @strawberry.field(description="Who brought it back, if that is known.")
    async def customer(self, info: Info) -> Buyer | None:
        """Return the customer."""
        if self.customer_id is None:
            return None
        return await nodes.found(info, self.customer_id)


@finds("ret")
async def by_id(info: Info, return_id: str) -> Return | None:
    """Return a return, if there is one."""
    try:
        found = await info.context.run(orders.find_return, {"return_id": return_id})
    except orders.ReturnNotFound:
        return None
    return show(Return, found)


@strawberry.type
class ReturnMutation:
    """What can be done about what comes back."""

    record_return = mutation("RecordReturn", orders.record_return, Return)
