"""Recommendations in the graph: what to show a customer, or anybody, and why."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import First
from api.graphql.context import Info
from api.graphql.derivation import graph_type, output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import recommendations
from domain.recommendations import Slot

RECOMMENDED: Lookup[str, recommendations.Recommendations] = Lookup(
    use_case=recommendations.recommend_to_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)

TOGETHER: Lookup[str, recommendations.Alongside] = Lookup(
    use_case=recommendations.together_of_many,
    keys="products",
    key=lambda told: told.product_id,
)

VIEWED: Lookup[str, recommendations.Alongside] = Lookup(
    use_case=recommendations.viewed_of_many,
    keys="products",
    key=lambda told: told.product_id,
)

Where: TypeAlias = Annotated[
    Any, strawberry.argument(graphql_type=graph_type(Slot, output))
]
Products = output(recommendations.Products)


@strawberry.type
class OfRecommendations:
    """The edge that leads from a customer to what to show them."""

    id: strawberry.ID

    @strawberry.field(
        description="What to show the customer in a slot, with reasons.",
        graphql_type=output(recommendations.Recommendations),
    )
    async def recommendations(
        self,
        info: Info,
        slot: Where = Slot.FOR_YOU,
        first: First = 10,
    ) -> Any:
        """Return the best products of a slot."""
        loaders = info.context.loaders
        return await loaders.one(RECOMMENDED, self.id, slot=slot, limit=first)


@strawberry.type
class OfProducts:
    """The edge that leads from a product to what goes with it."""

    external_id: strawberry.Private[str]

    @strawberry.field(
        description="What is bought together with the product; of a new one, what is"
        " popular.",
        graphql_type=output(recommendations.Alongside),
    )
    async def bought_together(self, info: Info, first: First = 10) -> Any:
        """Return what goes with the product."""
        loaders = info.context.loaders
        return await loaders.one(TOGETHER, self.external_id, limit=first)

    @strawberry.field(
        description="What those bought who looked at the product; nothing, if few did.",
        graphql_type=output(recommendations.Alongside),
    )
    async def viewed_also_bought(self, info: Info, first: First = 10) -> Any:
        """Return what was bought after looking at the product."""
        loaders = info.context.loaders
        return await loaders.one(VIEWED, self.external_id, limit=first)


@strawberry.type(description="A visit, of which nothing is kept.")
class Session:
    """What a visitor of whom nothing else is known did just now."""

    viewed: strawberry.Private[tuple[str, ...]]
    cart: strawberry.Private[tuple[str, ...]]

    @strawberry.field(
        description="What goes with this visit, then what everybody buys now.",
        graphql_type=Products,
    )
    async def recommendations(
        self, info: Info, category: str | None = None, first: First = 10
    ) -> Any:
        """Return what to show."""
        asked = {
            "viewed": self.viewed,
            "cart": self.cart,
            "category": category,
            "limit": first,
        }
        return await info.context.run(recommendations.in_session, asked)


Visited: TypeAlias = Annotated[
    Sequence[str],
    strawberry.argument(description="Products by the shop's own ids, latest first."),
]


@strawberry.type
class RecommendationQuery:
    """What can be recommended to who is not known."""

    @strawberry.field(
        description="What everybody buys now, of a category if one is named.",
        graphql_type=Products,
    )
    async def popular(
        self, info: Info, category: str | None = None, first: First = 10
    ) -> Any:
        """Return what is popular."""
        asked = {"category": category, "limit": first}
        return await info.context.run(recommendations.popular, asked)

    @strawberry.field(description="A visitor of whom nothing is known but this visit.")
    async def session(
        self,
        viewed: Visited = (),
        cart: Visited = (),
    ) -> Session:
        """Return a visit to ask about."""
        return Session(viewed=tuple(viewed), cart=tuple(cart))

    @strawberry.field(
        description="What is bought together with a product, by the shop's own id.",
        graphql_type=Products,
    )
    async def bought_together(
        self, info: Info, product_id: str, first: First = 10
    ) -> Any:
        """Return what goes with a product."""
        asked = {"product_id": product_id, "limit": first}
        return await info.context.run(recommendations.together, asked)

    @strawberry.field(
        description="What is on offer, or will be, to everybody alike.",
        graphql_type=output(recommendations.ProductOffers),
    )
    async def product_offers(self, info: Info) -> Any:
        """Return what is on offer."""
        return await info.context.run(recommendations.find_offers, {})


@strawberry.type
class RecommendationMutation:
    """What can be said about recommendations."""

    give_recommendation_feedback = mutation(
        "GiveRecommendationFeedback",
        recommendations.give_feedback,
        output(recommendations.FeedbackGiven),
    )
    put_unavailable_products = mutation(
        "PutUnavailableProducts",
        recommendations.put_unavailable,
        output(recommendations.Unavailable),
    )
    put_product_offers = mutation(
        "PutProductOffers",
        recommendations.put_offers,
        output(recommendations.ProductOffers),
    )
