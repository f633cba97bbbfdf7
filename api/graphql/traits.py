"""What is said of customers, and what they say, in the graph."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import customers

ATTRIBUTES: Lookup[str, customers.Attributes] = Lookup(
    use_case=customers.attributes_of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)
PREFERENCES: Lookup[str, customers.Preferences] = Lookup(
    use_case=customers.preferences_of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)


Attribute = output(customers.Attribute)
Preference = output(customers.Preference)


@shows(customers.Attributes)
class Attributes:
    """All that is said of a customer."""


@shows(customers.Preferences)
class Preferences:
    """All that a customer says."""


@strawberry.type
class OfTraits:
    """The edges that lead from a customer to what is said."""

    id: strawberry.ID

    @strawberry.field(
        description="What is said of the customer, by whom, and what for.",
        graphql_type=list[Attribute],
    )
    async def attributes(self, info: Info) -> Any:
        """Return the attributes, by name."""
        told = await info.context.loaders.one(ATTRIBUTES, self.id)
        assert told is not None, self.id
        return told.attributes

    @strawberry.field(
        description="What the customer says.", graphql_type=list[Preference]
    )
    async def preferences(self, info: Info) -> Any:
        """Return the preferences, by name."""
        told = await info.context.loaders.one(PREFERENCES, self.id)
        assert told is not None, self.id
        return told.preferences


@strawberry.type
class TraitMutation:
    """What can be said."""

    set_attributes = mutation("SetAttributes", customers.set_attributes, Attributes)
    set_preferences = mutation("SetPreferences", customers.set_preferences, Preferences)
