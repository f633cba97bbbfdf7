"""Earning in the graph: by which rules, and what orders earned."""

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import earning

AWARDS: Lookup[str, earning.Award] = Lookup(
    use_case=earning.awards_of_orders,
    keys="order_ids",
    key=lambda award: award.cause_id,
)


@shows(earning.Award, without=["cause_id", "customer_id"])
class Award:
    """What an order earned under one rule."""

    id: strawberry.ID


@shows(earning.RuleVersion)
class EarningRule:
    """A version of an earning rule."""

    id: strawberry.ID


@strawberry.type
class OfEarning:
    """The edge that leads from an order to what it earned."""

    id: strawberry.ID

    @strawberry.field(
        description="What the order earned, by which rule, and what was taken back."
    )
    async def awards(self, info: Info) -> list[Award]:
        """Return the awards of an order."""
        found = await info.context.loaders.many(AWARDS, self.id)
        return [show(Award, award) for award in found]


@strawberry.type
class EarningQuery:
    """What can be asked about earning."""

    @strawberry.field(description="The versions of all earning rules.")
    async def earning_rules(self, info: Info) -> list[EarningRule]:
        """Return all versions."""
        found = (await info.context.run(earning.list_rules, {})).versions
        return [show(EarningRule, version) for version in found]


@strawberry.type
class EarningMutation:
    """What can be done with earning rules."""

    publish_rule = mutation("PublishRule", earning.publish_rule, EarningRule)
