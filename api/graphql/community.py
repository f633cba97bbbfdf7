"""The community in the graph: what people write, and what becomes of it."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import graph_type, output
from api.graphql.mutations import mutation
from domain import community

Contribution = output(community.Contribution)
OwnContribution = output(community.OwnContribution)
ContributionHistory = output(community.ContributionHistory)
ContributionReport = output(community.ContributionReport)
CommunityCase = output(community.CommunityCase)
CommunityMember = output(community.CommunityMember)
CommunitySettings = output(community.CommunitySettings)
ModeratedContribution = output(community.ModeratedContribution)
ContributionReactions = output(community.ContributionReactions)
IdeaStanding = output(community.IdeaStanding)
IdeaVote = output(community.IdeaVote)
IdeaVotes = output(community.IdeaVotes)
CommunityInsight = output(community.CommunityInsight)
ReviewSummary = output(community.ReviewSummary)
IgnoredMembers = output(community.IgnoredMembers)

OfKind: TypeAlias = Annotated[
    Any,
    strawberry.argument(
        graphql_type=graph_type(community.ContributionKind | None, output)
    ),
]
WithStatus: TypeAlias = Annotated[
    Any,
    strawberry.argument(graphql_type=graph_type(community.IdeaStatus | None, output)),
]
InOrder: TypeAlias = Annotated[
    Any, strawberry.argument(graphql_type=graph_type(community.FeedOrder, output))
]


@strawberry.type
class CommunityQuery:
    """What can be asked about the community."""

    @strawberry.field(
        description="What people wrote, newest first; in reply, oldest first.",
        graphql_type=Connection[Contribution],
    )
    async def contributions(  # noqa: PLR0913, PLR0917 - what a list may be of
        self,
        info: Info,
        kind: OfKind = None,
        parent_id: strawberry.ID | None = None,
        product_id: str | None = None,
        status: WithStatus = None,
        words: str | None = None,
        order: InOrder = community.FeedOrder.NEWEST,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of what everybody sees."""
        said = {"kind": kind, "parent_id": parent_id, "product_id": product_id}
        more = {"status": status, "words": words, "order": order}
        asked = {**said, **more, "limit": first, "after": after}
        page = await info.context.run(community.list_all, asked)
        return connection(page, itself, after, community.place_by(order))

    @strawberry.field(
        description="Something that everybody sees.", graphql_type=Contribution
    )
    async def contribution(self, info: Info, contribution_id: strawberry.ID) -> Any:
        """Return what somebody wrote."""
        asked = {"contribution_id": contribution_id}
        return await info.context.run(community.find, asked)

    @strawberry.field(
        description="Something that a customer wrote, and every version of it.",
        graphql_type=ContributionHistory,
    )
    async def contribution_history(
        self, info: Info, customer_id: strawberry.ID, contribution_id: strawberry.ID
    ) -> Any:
        """Return something as its author sees it."""
        asked = {"customer_id": customer_id, "contribution_id": contribution_id}
        return await info.context.run(community.find_own, asked)

    @strawberry.field(
        description="Whom a customer does not read.", graphql_type=IgnoredMembers
    )
    async def ignored_members(self, info: Info, customer_id: strawberry.ID) -> Any:
        """Return whom a customer ignores."""
        asked = {"customer_id": customer_id}
        return await info.context.run(community.ignored_of, asked)

    @strawberry.field(
        description="How the community goes.", graphql_type=CommunitySettings
    )
    async def community_settings(self, info: Info) -> Any:
        """Return how the shop's community goes."""
        return await info.context.run(community.find_settings, {})

    @strawberry.field(
        description="What a customer wrote, newest first, and what became of it.",
        graphql_type=Connection[OwnContribution],
    )
    async def own_contributions(
        self,
        info: Info,
        customer_id: strawberry.ID,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of what a customer wrote."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(community.of_customer, asked)
        return connection(page, itself, after, lambda e: (e.written_at, e.id))

    @strawberry.field(
        description="For which ideas a customer is, newest first.",
        graphql_type=Connection[IdeaVote],
    )
    async def idea_votes(
        self,
        info: Info,
        customer_id: strawberry.ID,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of what a customer voted for."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(community.votes_of, asked)
        return connection(
            page, itself, after, lambda e: (e.voted_at, e.contribution_id)
        )

    @strawberry.field(
        description="What waits for a moderator, the oldest first.",
        graphql_type=Connection[CommunityCase],
    )
    async def community_cases(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of cases."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(community.list_cases, asked)
        return connection(page, itself, after, lambda e: (e.opened_at, e.id))

    @strawberry.field(
        description="All that is known of something that somebody wrote.",
        graphql_type=ModeratedContribution,
    )
    async def moderated_contribution(
        self, info: Info, contribution_id: strawberry.ID
    ) -> Any:
        """Return something as a moderator sees it."""
        asked = {"contribution_id": contribution_id}
        return await info.context.run(community.inspect, asked)

    @strawberry.field(
        description="What people write about, are for, and ask for.",
        graphql_type=CommunityInsight,
    )
    async def community_insight(self, info: Info, days: int = 91) -> Any:
        """Return what many people do, and nothing of few."""
        return await info.context.run(community.find_insight, {"days": days})

    @strawberry.field(
        description="How many stars reviews give a product.",
        graphql_type=ReviewSummary,
    )
    async def review_summary(self, info: Info, product_id: str) -> Any:
        """Return what people think of a product."""
        asked = {"product_id": product_id}
        return await info.context.run(community.summarise_reviews, asked)

    @strawberry.field(
        description="Who a customer is in the community.",
        graphql_type=CommunityMember,
    )
    async def community_member(self, info: Info, customer_id: strawberry.ID) -> Any:
        """Return the member that a customer is."""
        asked = {"customer_id": customer_id}
        return await info.context.run(community.find_member, asked)


@strawberry.type
class CommunityMutation:
    """What can be done in the community."""

    join_community = mutation("JoinCommunity", community.join, CommunityMember)
    contribute = mutation("Contribute", community.contribute, OwnContribution)
    edit_contribution = mutation("EditContribution", community.edit, OwnContribution)
    withdraw_contribution = mutation(
        "WithdrawContribution", community.withdraw, OwnContribution
    )
    appeal_rejection = mutation("AppealRejection", community.appeal, OwnContribution)
    report_contribution = mutation(
        "ReportContribution", community.report, ContributionReport
    )
    decide_contribution = mutation(
        "DecideContribution", community.decide, ModeratedContribution
    )
    block_member = mutation("BlockMember", community.block_member, CommunityMember)
    unblock_member = mutation(
        "UnblockMember", community.unblock_member, CommunityMember
    )
    vote_for_idea = mutation("VoteForIdea", community.vote, IdeaVotes)
    withdraw_vote = mutation("WithdrawVote", community.withdraw_vote, IdeaVotes)
    set_idea_status = mutation("SetIdeaStatus", community.set_idea_status, IdeaStanding)
    react_to = mutation("ReactTo", community.react, ContributionReactions)
    withdraw_reaction = mutation(
        "WithdrawReaction", community.withdraw_reaction, ContributionReactions
    )
    ignore_member = mutation("IgnoreMember", community.ignore, IgnoredMembers)
    heed_member = mutation("HeedMember", community.heed, IgnoredMembers)
    speak_as_shop = mutation("SpeakAsShop", community.speak, Contribution)
    put_community_settings = mutation(
        "PutCommunitySettings", community.put_settings, CommunitySettings
    )
