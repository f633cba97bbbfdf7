"""Leaderboards in the graph: who leads, and how one stands among others."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.mutations import mutation
from domain import leaderboards

Leaderboard = output(leaderboards.Leaderboard)
BoardPlace = output(leaderboards.BoardPlace)
OwnPlace = output(leaderboards.OwnPlace)


@strawberry.type(description="That somebody is seen on leaderboards no more.")
class LeftLeaderboards:
    """Nothing is left to tell of who left: their name is forgotten."""

    left: bool


@strawberry.type
class OneBoard:
    """The ways to a leaderboard, by which one asks for it, or watches it."""

    @strawberry.field(
        description="Who leads, by made-up names, the best first.",
        graphql_type=Connection[BoardPlace],
    )
    async def leaders(
        self,
        info: Info,
        leaderboard: str,
        period: str | None = None,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of places."""
        asked = {"leaderboard": leaderboard, "limit": first, "after": after}
        page = await info.context.run(leaderboards.read, {**asked, "period": period})
        info.context.whom = leaderboards.topic_of(leaderboard)
        return connection(page, itself, after, lambda each: (each.score, each.alias))

    @strawberry.field(
        description="How a customer stands, and who stands around them.",
        graphql_type=OwnPlace,
    )
    async def around_me(
        self,
        info: Info,
        customer_id: strawberry.ID,
        leaderboard: str,
        period: str | None = None,
        around: int = 3,
    ) -> Any:
        """Return how somebody stands among others."""
        asked = {"customer_id": customer_id, "leaderboard": leaderboard}
        told = {**asked, "period": period, "around": around}
        found = await info.context.run(leaderboards.around, told)
        info.context.whom = leaderboards.topic_of(leaderboard)
        return found


@strawberry.type
class LeaderboardQuery(OneBoard):
    """What can be asked about leaderboards."""

    @strawberry.field(
        description="Which leaderboards there are.", graphql_type=list[Leaderboard]
    )
    async def leaderboards(self, info: Info) -> Any:
        """Return all leaderboards, by name."""
        found = await info.context.run(leaderboards.list_all, {})
        return list(found.leaderboards)


@strawberry.type
class LeaderboardMutation:
    """What can be done with leaderboards."""

    put_leaderboard = mutation("PutLeaderboard", leaderboards.put, Leaderboard)
    join_leaderboards = mutation(
        "JoinLeaderboards", leaderboards.join, output(leaderboards.Membership)
    )
    leave_leaderboards = mutation(
        "LeaveLeaderboards",
        leaderboards.leave,
        LeftLeaderboards,
        lambda _: LeftLeaderboards(left=True),
    )
