"""What is known of customers, in the graph."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.customers import Reference
from api.graphql.derivation import call, output
from domain import privacy

call(privacy.Stock, "DataStock")


@strawberry.type
class PrivacyQuery:
    """What can be asked about privacy."""

    @strawberry.field(
        description="Where something is known of a customer, and how much.",
        graphql_type=output(privacy.DataMap) | None,
    )
    async def data_map(self, info: Info, customer_id: Reference) -> Any:
        """Return all places in which there is something."""
        asked = {"customer_id": customer_id}
        return await info.context.run(privacy.find_data_map, asked)
