"""Levels in the graph: which there are, and how far customers are."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import levels

LEVELS: Lookup[str, levels.CustomerLevel] = Lookup(
    use_case=levels.of_many,
    keys="customer_ids",
    key=lambda found: found.customer_id,
)
CustomerLevel = output(levels.CustomerLevel)
LevelVersion = output(levels.LevelVersion)


@strawberry.type
class OfLevels:
    """The edge that leads from a customer to their level."""

    id: strawberry.ID

    @strawberry.field(
        description="On which level the customer is, and what is missing to the next.",
        graphql_type=CustomerLevel | None,
    )
    async def level(self, info: Info) -> Any:
        """Return how far the customer is."""
        return await info.context.loaders.one(LEVELS, self.id)


@strawberry.type
class LevelQuery:
    """What can be asked about levels."""

    @strawberry.field(
        description="All versions of the levels, of which the last holds.",
        graphql_type=list[LevelVersion],
    )
    async def level_versions(self, info: Info) -> Any:
        """Return all versions, the oldest first."""
        found = await info.context.run(levels.list_all, {})
        return list(found.versions)


@strawberry.type
class LevelMutation:
    """What can be done with levels."""

    publish_levels = mutation("PublishLevels", levels.publish, LevelVersion)
