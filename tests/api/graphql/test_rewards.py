"""Rewards, vouchers and quotes in the graph."""

import httpx

from tests.api.graphql.conftest import ask
from tests.api.graphql.test_orders import adjust, customer
from tests.world import World

PUT = """
mutation ($input: PutRewardInput!) {
    putReward(input: $input) { __typename ... on Reward { reward status version } }
}
"""
PUBLISH = """
mutation ($input: PublishRewardInput!) {
    publishReward(input: $input) {
        __typename ... on Reward { status } ... on UnfairPrice { reward }
    }
}
"""
RESERVE = """
mutation ($input: ReserveRewardInput!) {
    reserveReward(input: $input) {
        __typename
        ... on Redemption { id status price }
        ... on RewardUnavailable { obstacles { code nl missing } }
    }
}
"""
CONFIRM = """
mutation ($input: ConfirmRedemptionInput!) {
    confirmRedemption(input: $input) { ... on Redemption { status voucherId } }
}
"""
CUSTOMER = """
query ($id: ID!) {
    customer(id: $id) {
        rewards(first: 2) { nodes { reward available missing obstacles { en } } }
        redemptions { nodes { status reward } }
        vouchers { nodes { status pool code discount { kind percent } } }
    }
}
"""
QUOTE = """
query ($input: QuoteInput!) {
    quote(input: $input) { amount token discounts { name amount } vouchers { valid } }
}
"""
TEN = {"kind": "PERCENTAGE", "percent": 10}


async def test_from_a_draft_to_a_voucher_and_a_quote(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await customer(world, "Ann")
    await adjust(world, ann, 150)
    terms = {"kind": "DISCOUNT", "price": 100, "discount": TEN}
    draft = {"reward": "ten", "name": "Ten per cent", "terms": terms}
    assert (await ask(shop, PUT, input=draft))["putReward"]["status"] == "DRAFT"
    published = await ask(shop, PUBLISH, input={"reward": "ten"})
    assert published["publishReward"]["status"] == "PUBLISHED"
    wanted = {"customerId": ann, "reward": "ten"}
    kept = (await ask(shop, RESERVE, input=wanted))["reserveReward"]
    assert (kept["__typename"], kept["price"]) == ("Redemption", 100)
    refused = (await ask(shop, RESERVE, input=wanted))["reserveReward"]
    assert refused == {
        "__typename": "RewardUnavailable",
        "obstacles": [
            {
                "code": "not_enough",
                "nl": "Nog 50 punten en je kunt deze beloning nemen.",
                "missing": 50,
            }
        ],
    }
    confirm = {"customerId": ann, "redemptionId": kept["id"]}
    taken = (await ask(shop, CONFIRM, input=confirm))["confirmRedemption"]
    assert taken["status"] == "CONFIRMED"
    found = (await ask(shop, CUSTOMER, id=ann))["customer"]
    (offer,) = found["rewards"]["nodes"]
    assert (offer["available"], offer["missing"]) == (False, 50)
    assert found["redemptions"]["nodes"] == [{"status": "CONFIRMED", "reward": "ten"}]
    (voucher,) = found["vouchers"]["nodes"]
    assert voucher["discount"] == TEN
    basket = {
        "customerId": ann,
        "lines": [{"productId": "tea", "quantity": 1, "unitPrice": 2_000}],
        "vouchers": [voucher["code"]],
    }
    told = (await ask(shop, QUOTE, input=basket))["quote"]
    assert told["amount"] == 1_800
    assert told["discounts"] == [{"name": voucher["code"], "amount": 200}]
    assert told["vouchers"] == [{"valid": True}]
    assert told["token"].count(".") == 2


async def test_an_unfair_price_is_data(shop: httpx.AsyncClient) -> None:
    terms = {
        "kind": "DISCOUNT",
        "automatic": True,
        "discount": TEN,
        "audience": {"ordersMax": 0},
    }
    draft = {"reward": "new", "name": "For who is new", "terms": terms}
    await ask(shop, PUT, input=draft)
    refused = (await ask(shop, PUBLISH, input={"reward": "new"}))["publishReward"]
    assert refused == {"__typename": "UnfairPrice", "reward": "new"}
    found = await ask(shop, '{ reward(reward: "new") { status version } }')
    assert found["reward"] == {"status": "DRAFT", "version": 1}
