"""Quotes in the graph."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import entry, output, plain
from domain import quotes

Quote = output(quotes.Quote)
Basket: TypeAlias = Annotated[
    Any,
    strawberry.argument(
        name="input", graphql_type=entry(quotes.AskQuote, "QuoteInput")
    ),
]


@strawberry.type
class QuoteQuery:
    """What can be asked about baskets."""

    @strawberry.field(
        description="What a basket costs and earns, why, and what is within reach.",
        graphql_type=Quote,
    )
    async def quote(self, info: Info, given: Basket) -> Any:
        """Return a quote."""
        return await info.context.run(quotes.quote, plain(given))
