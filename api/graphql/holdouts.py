"""Holdouts in the graph: what campaigns brought."""

from typing import Any

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.mutations import mutation
from domain import holdouts

Campaign = output(holdouts.Campaign)


@strawberry.type
class HoldoutQuery:
    """What can be asked about holdouts."""

    @strawberry.field(
        description="How many of a hundred customers each campaign leaves alone.",
        graphql_type=list[Campaign],
    )
    async def campaigns(self, info: Info) -> Any:
        """Return all campaigns, by name."""
        return (await info.context.run(holdouts.list_campaigns, {})).campaigns

    @strawberry.field(
        description="What a campaign brought within so many days, with an interval.",
        graphql_type=output(holdouts.Uplift),
    )
    async def uplift(self, info: Info, campaign: str, days: int = 28) -> Any:
        """Return the difference between who it was for and who it left alone."""
        asked = {"campaign": campaign, "days": days}
        return await info.context.run(holdouts.uplift, asked)

    @strawberry.field(
        description="For whom a campaign is worth it, if that is more than luck.",
        graphql_type=output(holdouts.Targeting),
    )
    async def targeting(self, info: Info, campaign: str) -> Any:
        """Return what was found out, of whom it was asked."""
        asked = {"campaign": campaign}
        return await info.context.run(holdouts.find_targeting, asked)


@strawberry.type
class HoldoutMutation:
    """What can be said about holdouts."""

    put_campaign = mutation("PutCampaign", holdouts.put_campaign, Campaign)
    ask_targeting = mutation(
        "AskTargeting", holdouts.ask_targeting, output(holdouts.Targeting)
    )
