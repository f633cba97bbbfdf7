"""Status in the graph: an edge of the customer, and the short way to it."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from domain import status

LoyaltyStatus = output(status.LoyaltyStatus)

BY_CUSTOMER: Lookup[str, status.LoyaltyStatus] = Lookup(
    use_case=status.status_of_many,
    keys="customer_ids",
    key=lambda found: found.customer_id,
)


async def of_customer(info: Info, customer_id: str) -> Any:
    """Return a customer's status; who asks for themselves asks for nobody else's."""
    context = info.context
    if context.principal.customer is None:
        return await context.loaders.one(BY_CUSTOMER, customer_id)
    return await context.run(status.read_status, {"customer_id": customer_id})


@strawberry.type
class OfStatus:
    """What has a loyalty status."""

    id: strawberry.ID

    @strawberry.field(
        graphql_type=LoyaltyStatus,
        description="Balances, what comes and goes next, what is missing.",
    )
    async def status(self, info: Info) -> Any:
        """Return the status at the instant of the query."""
        return await of_customer(info, self.id)
