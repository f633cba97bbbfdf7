"""Rules, drafts and explanations in the graph."""

from typing import Any

import httpx

from tests.api.graphql.conftest import ask
from tests.api.graphql.test_orders import RECORD, customer
from tests.api.graphql.test_orders import given as an_order
from tests.world import World

PUT = """
mutation ($input: PutEarningDraftInput!) {
    putEarningDraft(input: $input) {
        ... on EarningDraft { rule terms { unit } } ... on Malformed { code }
    }
}"""
PUBLISH = """
mutation ($input: PublishEarningDraftInput!) {
    publishEarningDraft(input: $input) {
        ... on EarningRule { rule version warnings { kind } }
    }
}"""
RETIRE = """
mutation ($input: RetireRuleInput!) {
    retireRule(input: $input) {
        ... on EarningRule { retiredAt } ... on RuleNotInForce { code }
    }
}"""
FORGET = """
mutation ($input: ForgetEarningDraftInput!) {
    forgetEarningDraft(input: $input) { ... on ForgottenDraft { forgotten } }
}"""
SET = """
mutation ($input: SetEarningSettingsInput!) {
    setEarningSettings(input: $input) { ... on EarningSettings { guestDays } }
}"""
WHY = """
query ($id: ID!) {
    whyOfOrder(orderId: $id, locale: "en") {
        decisions { rule outcome given reasons } remarks
    }
}"""

OCCASIONS = """
query ($id: ID!) {
    customer(id: $id) { occasions { nodes { id kind awards { id rule earned } } } }
}"""
WHY_OF_BOTH = """
query ($id: ID!, $ann: ID!, $award: ID!) {
    whyOfOccasion(occasionId: $id) { remarks decisions { given } }
    whyOfAward(customerId: $ann, awardId: $award) { remarks decisions { given } }
}"""


async def test_a_rule_is_drafted_published_and_retired(shop: httpx.AsyncClient) -> None:
    terms: dict[str, Any] = {"effect": {"type": "fixed", "amount": 5}}
    draft = {"rule": "gift", "name": "Gift", "terms": terms}
    written = await ask(shop, PUT, input=draft)
    assert written["putEarningDraft"] == {"rule": "gift", "terms": {"unit": "points"}}
    odd = await ask(shop, PUT, input={**draft, "terms": {"group": "a"}})
    assert odd["putEarningDraft"] == {"code": "malformed"}
    drafts = await ask(shop, "{ earningDrafts { rule name } }")
    assert drafts["earningDrafts"] == [{"rule": "gift", "name": "Gift"}]
    done = await ask(shop, PUBLISH, input={"rule": "gift"})
    assert done["publishEarningDraft"] == {
        "rule": "gift",
        "version": 1,
        "warnings": [],
    }
    retired = await ask(shop, RETIRE, input={"rule": "gift"})
    assert retired["retireRule"]["retiredAt"] == "2030-01-01T12:00:00Z"
    again = await ask(shop, RETIRE, input={"rule": "gift"})
    assert again["retireRule"] == {"code": "rule_not_in_force"}


async def test_a_draft_is_forgotten(shop: httpx.AsyncClient) -> None:
    draft: dict[str, Any] = {"rule": "gift", "name": "Gift", "terms": {}}
    await ask(shop, PUT, input=draft)
    gone = await ask(shop, FORGET, input={"rule": "gift"})
    assert gone["forgetEarningDraft"] == {"forgotten": True}
    assert (await ask(shop, "{ earningDrafts { rule } }"))["earningDrafts"] == []


async def test_settings_and_the_schema_can_be_asked(shop: httpx.AsyncClient) -> None:
    await ask(shop, SET, input={"guestDays": 30})
    told = await ask(shop, "{ earningSettings { guestDays } earningTermsSchema }")
    assert told["earningSettings"] == {"guestDays": 30}
    assert "$defs" in told["earningTermsSchema"]


async def test_an_order_is_explained(shop: httpx.AsyncClient, world: World) -> None:
    ann = await customer(world, "Ann")
    recorded = await ask(shop, RECORD, input=an_order("1", ann))
    found = await ask(shop, WHY, id=recorded["recordOrder"]["id"])
    assert found["whyOfOrder"]["remarks"] or found["whyOfOrder"]["decisions"]


async def test_what_came_about_is_listed_and_explained(
    shop: httpx.AsyncClient, world: World
) -> None:
    welcome = {"on": {"type": "sign_up"}, "effect": {"type": "fixed", "amount": 5}}
    await ask(shop, PUT, input={"rule": "hello", "name": "Hello", "terms": welcome})
    await ask(shop, PUBLISH, input={"rule": "hello"})
    ann = await customer(world, "Ann")
    listed = await ask(shop, OCCASIONS, id=ann)
    (came,) = listed["customer"]["occasions"]["nodes"]
    (award,) = came["awards"]
    assert (came["kind"], award["rule"], award["earned"]) == ("sign_up", "hello", 5)
    told = await ask(shop, WHY_OF_BOTH, id=came["id"], ann=ann, award=award["id"])
    assert told["whyOfOccasion"] == told["whyOfAward"]
    assert told["whyOfAward"] == {
        "remarks": ["De klant meldde zich aan op 1 januari 2030."],
        "decisions": [{"given": 5}],
    }
