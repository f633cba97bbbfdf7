"""What is known of customers and what they asked about it, in the graph."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.customers import Reference
from api.graphql.derivation import call, output, show, shows
from api.graphql.mutations import mutation
from domain import privacy

call(privacy.Stock, "DataStock")


@shows(privacy.AvgRequest)
class AvgRequest:
    """What somebody asks."""


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

    @strawberry.field(
        description="What a customer asked about their data, newest first.",
        graphql_type=Connection[AvgRequest],
    )
    async def privacy_requests(
        self,
        info: Info,
        customer_id: Reference,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of requests."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(privacy.list_requests, asked)
        return connection(
            page,
            lambda found: show(AvgRequest, found),
            after,
            lambda found: (found.id,),
        )


@strawberry.type
class PrivacyMutation:
    """What can be asked, and done about it."""

    request_privacy = mutation("RequestPrivacy", privacy.ask, AvgRequest)
    verify_request = mutation("VerifyRequest", privacy.verify, AvgRequest)
    cancel_request = mutation("CancelRequest", privacy.cancel, AvgRequest)
    cancel_own_request = mutation("CancelOwnRequest", privacy.cancel_own, AvgRequest)
