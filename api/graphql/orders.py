"""Orders in the graph."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from api.graphql import nodes
from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import call, output, show, shows
from api.graphql.earning import OfEarning
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import orders
from domain.kernel import Page

if TYPE_CHECKING:
    from api.graphql.customers import Customer

call(orders.Status, "OrderStatus")

BY_ID: Lookup[str, orders.Order] = Lookup(
    use_case=orders.find_many, keys="order_ids", key=lambda order: order.id
)
HISTORIES: Lookup[str, orders.History] = Lookup(
    use_case=orders.of_many,
    keys="customer_ids",
    key=lambda history: history.customer_id,
)

OrderLine = output(orders.OrderLine)
Reference: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="`ord_…` or `external:source:id`.")
]
Buyer: TypeAlias = Annotated["Customer", strawberry.lazy("api.graphql.customers")]


@shows(orders.OrderSummary)
class Order(OfEarning, Node):
    """An order, and the edges that lead on from one."""

    id: strawberry.ID
    customer_id: strawberry.Private[str | None]
    known: strawberry.Private[orders.Order | None] = None

    @strawberry.field(
        description="What was bought, and what came back of it.",
        graphql_type=list[OrderLine],
    )
    async def lines(self, info: Info) -> Any:
        """Return the lines."""
        found = self.known or await info.context.loaders.one(BY_ID, self.id)
        assert found is not None, self.id
        return found.lines

    @strawberry.field(description="Who bought it; nobody yet, if it is a guest's.")
    async def customer(self, info: Info) -> Buyer | None:
        """Return the customer."""
        if self.customer_id is None:
            return None
        return await nodes.found(info, self.customer_id)


def whole(order: orders.Order) -> Order:
    """Show an order whose lines are known."""
    shown = show(Order, order)
    shown.known = order
    return shown


@finds("ord")
async def by_id(info: Info, order_id: str) -> Order | None:
    """Return an order together with others that are asked for, if there is one."""
    found = await info.context.loaders.one(BY_ID, order_id)
    return None if found is None else whole(found)


@strawberry.type
class OfOrders:
    """The edge that leads from a customer to what they bought."""

    id: strawberry.ID

    @strawberry.field(
        description="What the customer bought, newest first.",
        graphql_type=Connection[Order],
    )
    async def orders(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of orders; first pages of many come together."""
        page: Page[orders.OrderSummary]
        if after is None:
            history = await info.context.loaders.one(HISTORIES, self.id, limit=first)
            assert history is not None, self.id
            page = history.orders
        else:
            asked = {"customer_id": self.id, "limit": first, "after": after}
            page = await info.context.run(orders.of_customer, asked)
        return connection(
            page,
            lambda order: show(Order, order),
            after,
            lambda order: (order.occurred_at, order.id),
        )


@strawberry.type
class OrderQuery:
    """What can be asked about orders."""

    @strawberry.field(description="An order, by our id or the shop's.")
    async def order(self, info: Info, id: Reference) -> Order | None:  # noqa: A002
        """Return an order."""
        return whole(await info.context.run(orders.find, {"order_id": id}))


@strawberry.type
class OrderMutation:
    """What can be done with orders."""

    record_order = mutation("RecordOrder", orders.record, Order, whole)
    cancel_order = mutation("CancelOrder", orders.cancel, Order, whole)
    reopen_order = mutation("ReopenOrder", orders.reopen, Order, whole)
