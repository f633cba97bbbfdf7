"""Scores in the graph: what customers' purchases say of them."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import scoring

SCORES: Lookup[str, scoring.Scores] = Lookup(
    use_case=scoring.scores_of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)


@strawberry.type
class OfScoring:
    """The edge that leads from a customer to what is inferred of them."""

    id: strawberry.ID

    @strawberry.field(
        description="What the customer's purchases say of them; none if they bought"
        " nothing, or may not be profiled.",
        graphql_type=output(scoring.Scores) | None,
    )
    async def scores(self, info: Info) -> Any:
        """Return the scores as of when the customer was looked at last."""
        return await info.context.loaders.one(SCORES, self.id)


@strawberry.type
class ScoringQuery:
    """What can be asked about all customers' scores."""

    @strawberry.field(
        description="How many customers have which grades.",
        graphql_type=output(scoring.HeatMap),
    )
    async def heat_map(self, info: Info) -> Any:
        """Return how many customers have which grades of recency and frequency."""
        return await info.context.run(scoring.heat_map, {})


@strawberry.type
class ScoringMutation:
    """What can be said about scoring."""

    put_scoring_settings = mutation(
        "PutScoringSettings", scoring.put_settings, output(scoring.Settings)
    )
