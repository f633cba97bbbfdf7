"""Banners in the graph: what a slot says to a customer, or to who is not known."""

from typing import Any

import strawberry

from api.graphql.connections import First
from api.graphql.context import Info
from api.graphql.derivation import call, output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import banners, messages

# What banners say is said as in templates, and goes by the same name.
call(messages.Phrase, "TemplatePhrase")
SHOWN: Lookup[str, banners.SlotBanners] = Lookup(
    use_case=banners.of_many,
    keys="customer_ids",
    key=lambda told: told.customer_id,
)

Banner = output(banners.Banner)


@strawberry.type
class OfBanners:
    """The edge that leads from a customer to what pages say to them."""

    id: strawberry.ID

    @strawberry.field(
        description="What a slot of the shop's pages says to the customer, and why.",
        graphql_type=output(banners.SlotBanners),
    )
    async def banners(self, info: Info, slot: str, first: First = 1) -> Any:
        """Return what a slot says."""
        loaders = info.context.loaders
        return await loaders.one(SHOWN, self.id, slot=slot, limit=first)


@strawberry.type
class BannerQuery:
    """What can be asked about banners."""

    @strawberry.field(
        description="What a slot of the shop's pages says to who is not known.",
        graphql_type=output(banners.PublicBanners),
    )
    async def public_banners(self, info: Info, slot: str, first: First = 1) -> Any:
        """Return what a slot says."""
        asked = {"slot": slot, "limit": first}
        return await info.context.run(banners.of_visitors, asked)

    @strawberry.field(
        description="What all banners say, and to whom.", graphql_type=list[Banner]
    )
    async def banners(self, info: Info) -> Any:
        """Return all banners."""
        return list((await info.context.run(banners.list_all, {})).banners)


@strawberry.type
class BannerMutation:
    """What can be done with banners."""

    put_banner = mutation("PutBanner", banners.put, Banner)
    remove_banner = mutation("RemoveBanner", banners.remove, Banner)
