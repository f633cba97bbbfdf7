"""Rewards in the graph: the catalogue, what a customer can have, and what they got."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import rewards
from domain.kernel import Page

OFFERS: Lookup[str, rewards.Offers] = Lookup(
    use_case=rewards.rewards_of_many,
    keys="customer_ids",
    key=lambda offers: offers.customer_id,
)
RECEIPTS: Lookup[str, rewards.Receipts] = Lookup(
    use_case=rewards.redemptions_of_many,
    keys="customer_ids",
    key=lambda receipts: receipts.customer_id,
)

Reward = output(rewards.Reward)
Offer = output(rewards.Offer)
Redemption = output(rewards.Redemption)


@strawberry.type
class OfRewards:
    """The edges that lead from a customer to rewards and redemptions."""

    id: strawberry.ID

    @strawberry.field(
        description="Every reward: whether the customer can have it, and why not.",
        graphql_type=Connection[Offer],
    )
    async def rewards(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of offers; first pages of many come together."""
        page: Page[rewards.Offer]
        if after is None:
            offers = await info.context.loaders.one(OFFERS, self.id, limit=first)
            assert offers is not None, self.id
            page = offers.offers
        else:
            asked = {"customer_id": self.id, "limit": first, "after": after}
            page = await info.context.run(rewards.rewards_of_customer, asked)
        return connection(page, itself, after, lambda each: (each.reward,))

    @strawberry.field(
        description="What the customer redeemed, newest first.",
        graphql_type=Connection[Redemption],
    )
    async def redemptions(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of redemptions; first pages of many come together."""
        page: Page[rewards.Redemption]
        if after is None:
            found = await info.context.loaders.one(RECEIPTS, self.id, limit=first)
            assert found is not None, self.id
            page = found.redemptions
        else:
            asked = {"customer_id": self.id, "limit": first, "after": after}
            page = await info.context.run(rewards.redemptions_of_customer, asked)
        return connection(page, itself, after, lambda each: (each.id,))


@strawberry.type
class RewardQuery:
    """What can be asked about rewards."""

    @strawberry.field(
        description="The catalogue by name: of each reward draft and last version.",
        graphql_type=Connection[Reward],
    )
    async def rewards(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of rewards."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(rewards.list_rewards, asked)
        return connection(page, itself, after, lambda each: (each.reward, each.version))

    @strawberry.field(
        description="A reward by name: its draft if there is one, or its last version.",
        graphql_type=Reward,
    )
    async def reward(self, info: Info, reward: str) -> Any:
        """Return a reward."""
        return await info.context.run(rewards.find_reward, {"reward": reward})


@strawberry.type
class RewardMutation:
    """What can be done with rewards."""

    put_reward = mutation("PutReward", rewards.put_reward, Reward)
    publish_reward = mutation("PublishReward", rewards.publish_reward, Reward)
    retire_reward = mutation("RetireReward", rewards.retire_reward, Reward)
    reserve_reward = mutation("ReserveReward", rewards.reserve_reward, Redemption)
    confirm_redemption = mutation(
        "ConfirmRedemption", rewards.confirm_redemption, Redemption
    )
    release_redemption = mutation(
        "ReleaseRedemption", rewards.release_redemption, Redemption
    )
    refund_redemption = mutation(
        "RefundRedemption", rewards.refund_redemption, Redemption
    )
