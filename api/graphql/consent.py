"""What customers agree to, in the graph."""

from datetime import datetime
from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import consent

CONSENTS: Lookup[str, consent.Consents] = Lookup(
    use_case=consent.consents_of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)

Consents = output(consent.Consents)


@strawberry.type
class OfConsent:
    """The edge that leads from a customer to what they agree to."""

    id: strawberry.ID

    @strawberry.field(
        description="What the customer agrees to, or agreed to at an instant.",
        graphql_type=Consents,
    )
    async def consents(self, info: Info, as_of: datetime | None = None) -> Any:
        """Return what was said of each purpose and channel."""
        return await info.context.loaders.one(CONSENTS, self.id, as_of=as_of)


@strawberry.type
class ConsentQuery:
    """What can be asked about purposes."""

    @strawberry.field(
        description="What data is used for, and on what ground.",
        graphql_type=list[output(consent.Purpose)],
    )
    async def purposes(self, info: Info) -> Any:
        """Return all purposes, by name."""
        return (await info.context.run(consent.list_purposes, {})).purposes


@strawberry.type
class ConsentMutation:
    """What can be said."""

    object_to = mutation("ObjectTo", consent.object_to, Consents)
    set_consents = mutation("SetConsents", consent.set_consents, Consents)
