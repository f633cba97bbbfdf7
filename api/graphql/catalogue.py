"""The catalogue in the graph."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from api.graphql.recommendations import OfProducts
from domain import catalogue

BY_ID: Lookup[str, catalogue.Product] = Lookup(
    use_case=catalogue.find_many, keys="product_ids", key=lambda product: product.id
)

Reference: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="`prd_…` or `external:source:id`.")
]


@shows(catalogue.Product)
class Product(OfProducts, Node):
    """A product."""

    id: strawberry.ID


@finds("prd")
async def by_id(info: Info, product_id: str) -> Product | None:
    """Return a product together with others that are asked for, if there is one."""
    found = await info.context.loaders.one(BY_ID, product_id)
    return None if found is None else show(Product, found)


@strawberry.type
class CatalogueQuery:
    """What can be asked about products."""

    @strawberry.field(description="A product, by our id or the shop's.")
    async def product(self, info: Info, id: Reference) -> Product | None:  # noqa: A002
        """Return a product."""
        found = await info.context.run(catalogue.find, {"product_id": id})
        return show(Product, found)

    @strawberry.field(
        description="All products, newest first.", graphql_type=Connection[Product]
    )
    async def products(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of products."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(catalogue.list_products, asked)
        return connection(
            page, lambda found: show(Product, found), after, lambda found: (found.id,)
        )


@strawberry.type
class CatalogueMutation:
    """What can be done with products."""

    put_product = mutation("PutProduct", catalogue.put, Product)
