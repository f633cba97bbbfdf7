"""What customers do among each other, on the pages of their shop."""

import pytest

from domain import catalogue, customers
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, judge, judge_in_the_dark
from tests.domain.community.shop import idea, known
from tests.domain.earning.shop import bought
from tests.domain.leaderboards.shop import board, leaders, seen
from tests.world import World, issue_key

PART = "document.querySelector('stamgast-{}')?.shadowRoot?.querySelector({!r})"
TOLD = "document.querySelector('stamgast-{}').shadowRoot.querySelector('[part=told]')"


@pytest.fixture
async def lively(shop: World) -> World:
    """Return a shop with something to lead in, to review and to be for."""
    tea = catalogue.Put(source="shop", external_id="tea", name="Tea")
    await shop.run(catalogue.put, tea)
    await board(shop)
    await seen(shop, "bob")
    await bought(shop, "1", 5_000, who="bob")
    (eve,) = await known(shop, "eve")
    await idea(shop, eve)
    ids = (customers.ExternalId(source="shop", id="1609"),)
    await shop.run(customers.create, customers.Create(external_ids=ids))
    return shop


async def test_customers_lead_review_and_vote_on_the_page_of_their_shop(
    lively: World, address: str, tab: Tab
) -> None:
    key = (await issue_key(lively)).secret
    await tab.measure(NARROW)
    await tab.open(f"{address}/storefront?lang=en#key={key}&customers=1609")

    async def sees(name: str, selector: str) -> str:
        found = PART.format(name, selector)
        await tab.until(found)
        return str(await tab.js(f"{found}.innerText"))

    async def presses(name: str, selector: str, told: str) -> None:
        await tab.js(f"{PART.format(name, selector)}.click()")
        await tab.until(f"{TOLD.format(name)}.innerText.startsWith({told!r})")

    (first,) = (await leaders(lively)).items
    assert await sees("leaderboard", "li") == f"1. {first.alias}\n50 points"
    assert await sees("leaderboard", "button") == "Show me"
    await presses("leaderboard", "button", "You are seen as")
    await tab.until(f"{PART.format('leaderboard', 'button')}.innerText.endsWith('er')")
    assert await sees("ideas", "li small") == "0 are for it · A customer"
    await presses("ideas", "li button", "You are for it.")
    await tab.until(PART.format("ideas", "[aria-pressed=true]"))
    assert await sees("ideas", "li small") == "1 is for it · A customer"
    await sees("reviews", "form")
    text = PART.format("reviews", "textarea")
    await tab.js(f"{text}.focus()")
    await tab.write("A <b>fine</b> tea.")
    await presses("reviews", "form button", "Thank you.")
    assert await sees("reviews", "[part=text]") == "A <b>fine</b> tea."
    assert await sees("reviews", "[part=average]") == "5 of 5, from 1 review"
    await judge(tab)
    await judge_in_the_dark(tab)
