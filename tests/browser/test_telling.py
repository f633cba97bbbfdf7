"""The recommendations' component tells what became of them, of who agrees."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from domain import customers
from domain.recommendations.tables import recommendation_feedback
from tests.browser.chromium import Tab
from tests.browser.test_components import DRAWN, SCOPES, page_of, pasted
from tests.browser.visiting import token
from tests.domain.recommendations.shop import open_grocer
from tests.domain.scoring.shop import objects
from tests.world import World, issue_key

TOLD = (
    "performance.getEntriesByType('resource')"
    ".filter((each) => each.name.endsWith('/feedback')).length"
)
ELEMENT = "document.querySelector('stamgast-recommendations')"
LINK = 'a[href="/p/own-1"]'


async def kept(
    shop: World, enough: Callable[[list[Mapping[str, Any]]], bool]
) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    for _ in range(200):
        rows = await shop.rows(recommendation_feedback)
        if enough(rows):
            return rows
        await asyncio.sleep(0.05)
    raise AssertionError(rows)


async def test_what_is_seen_and_clicked_is_told_until_somebody_says_no(
    shop: World, address: str, tab: Tab
) -> None:
    await open_grocer(shop)
    asked = customers.Find(customer_id="external:shop:c1")
    who = (await shop.run(customers.find, asked)).id
    given = await token(shop, who, *SCOPES, "recommendations:tell")
    html = pasted(address, given).replace(
        "<stamgast-recommendations>",
        '<stamgast-recommendations href="/p/{id}" first="2">',
    )
    async with page_of(lambda _: html) as origin:
        await issue_key(shop, "programme:read", origins=(origin,))
        await tab.open(origin)
        await tab.until(DRAWN.format("recommendations", LINK))
        await tab.js(f"{ELEMENT}.scrollIntoView({{ block: 'center' }})")
        rows = await kept(shop, lambda rows: len(rows) == 2)
        assert {row["customer_id"] for row in rows} == {who}
        assert {row["place"] for row in rows} == {1, 2}
        assert [row["clicked_at"] for row in rows] == [None, None]
        # The page is left by it, and what is told outlives the page.
        await tab.js(f"{DRAWN.format('recommendations', LINK)}.click()")
        rows = await kept(shop, lambda rows: any(row["clicked_at"] for row in rows))
        clicked = [row["product_id"] for row in rows if row["clicked_at"]]
        assert clicked == ["own-1"]

        await objects(shop, "c1")
        await tab.open(origin)
        shown = DRAWN.format("recommendations", "[part=item]")
        await tab.until(shown)
        await tab.js(f"{ELEMENT}.scrollIntoView({{ block: 'center' }})")
        await tab.js("new Promise((done) => setTimeout(done, 1300))")
        assert await tab.js(TOLD) == 0
        assert await shop.rows(recommendation_feedback) == []
    assert tab.console == []
