"""The web components, as a shop's customers meet them on its pages."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from gzip import compress
from pathlib import Path

import pytest
from httpx import AsyncClient

from api.pages import components
from domain import catalogue, customers
from domain.challenges import ChallengeState
from domain.consent import ConsentState
from domain.orders.tables import orders
from domain.rewards import RewardKind, RewardTerms
from tests.api.pasting import run
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge
from tests.browser.visiting import consents, token
from tests.domain.challenges.shop import progress
from tests.domain.challenges.shop import publish as challenge
from tests.domain.consent.purposes import declared
from tests.domain.recommendations.shop import open_grocer
from tests.domain.rewards.club import FIVE_EUROS, available, give, publish
from tests.world import World, issue_key

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "storefront.md"
SCOPES = (
    *("programme:read", "customers:read", "status:read", "rewards:redeem"),
    *("challenges:read", "challenges:join", "leaderboards:read", "leaderboards:join"),
    *("community:read", "community:write"),
    *(
        "vouchers:read",
        "recommendations:read",
        "banners:read",
        "consent:read",
        "consent:write",
    ),
)
DRAWN = "document.querySelector('stamgast-{}')?.shadowRoot?.querySelector('{}')"
READ = f"{DRAWN}?.innerText"
ASKED = (
    "performance.getEntriesByType('resource')"
    ".filter((each) => each.name.endsWith('/graphql')).length"
)


@pytest.fixture
async def ann(shop: World) -> str:
    """Return a customer with a thousand points, and something to have for them."""
    await declared(shop)
    ids = (customers.ExternalId(source="shop", id="1609"),)
    made = await shop.run(customers.create, customers.Create(external_ids=ids))
    await give(shop, 1_000, who=made.id)
    await publish(shop, "tree", RewardTerms(kind=RewardKind.DONATION, price=400))
    return made.id


@asynccontextmanager
async def page_of(html: Callable[[str], str]) -> AsyncGenerator[str]:
    """Serve one page, as `python3 -m http.server` would; give its address."""
    origin = ""

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = html(origin).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n"
        told = f"{head}Content-Type: text/html\r\nConnection: close\r\n\r\n"
        writer.write(told.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        origin = f"http://localhost:{server.sockets[0].getsockname()[1]}"
        yield origin


def pasted(address: str, given: str, language: str = "en") -> str:
    """Return the page of the guide, as it is when pasted and filled in."""
    (html,) = re.findall(r"```html\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    filled = html.replace("http://127.0.0.1:8000", address)
    filled = filled.replace('lang="en"', f'lang="{language}"')
    return str(filled.replace("PASTE THE TOKEN HERE", given))


async def asked(address: str, key: str, origin: str) -> str:
    """Do what the guide says to do in a terminal, and return the token."""
    said = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    headers = {"Authorization": f"Bearer {key}"}
    token = ""
    async with AsyncClient(base_url=address, headers=headers) as terminal:
        for example in said:
            filled = example.replace("http://localhost:8080", origin)
            answer = await run(terminal, filled, "")
            assert answer.status_code == 201, answer.text
            token = answer.json().get("token", token)
    return token


def test_all_components_together_are_small() -> None:
    assert len(compress(components.MODULE.encode())) <= 20_000


# What "a thousand points" and "nothing here yet" are called.
TOLD = {
    "nl": ("1.000 punten", "Hier is nog niets."),
    "en": ("1,000 points", "Nothing here yet."),
}


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("language", TOLD)
async def test_what_the_guide_says_works_when_it_is_pasted(
    shop: World, address: str, tab: Tab, language: str
) -> None:
    key = (await issue_key(shop)).secret
    page = ""
    await tab.measure(NARROW if language == "nl" else WIDE)
    if language == "nl":
        await tab.darken()
    async with page_of(lambda _: page) as origin:
        page = pasted(address, await asked(address, key, origin), language)
        await tab.open(origin)
        await tab.until(DRAWN.format("status", "[part=amount]"))
        points, nothing = TOLD[language]
        assert await tab.js(READ.format("status", "[part=amount]")) == points
        await tab.until(DRAWN.format("rewards", "button"))
        await tab.until(DRAWN.format("consent", "input"))
        for each in ("vouchers", "recommendations", "challenge"):
            await tab.until(f"{READ.format(each, '[part=body]')} == '{nothing}'")
        await judge(tab)
        assert await tab.js(ASKED) == 7


@pytest.mark.usefixtures("ann")
async def test_who_joins_a_challenge_sees_how_far_they_are_and_may_leave(
    shop: World, address: str, tab: Tab
) -> None:
    await challenge(shop, joining="opt_in")
    key = await issue_key(shop)
    await tab.open(f"{address}/storefront?lang=en#key={key.secret}&customers=1609")
    await tab.until(DRAWN.format("challenge", "button"))
    await tab.tab_to("[aria-label='Join: Three times']")
    await tab.press("Enter")
    await tab.until(DRAWN.format("challenge", "progress"))
    assert (await progress(shop, "1609")).state is ChallengeState.OPEN
    told = await tab.js(READ.format("challenge", "[part=reason]"))
    assert told == "Buy: 0 orders of 3 orders; 3 to go."
    await judge(tab)
    await tab.js(f"{DRAWN.format('challenge', 'button')}.click()")
    await tab.until(DRAWN.format("challenge", '[aria-label="Join: Three times"]'))
    assert (await progress(shop, "1609")).state is ChallengeState.NOT_JOINED


async def test_who_says_no_is_shown_what_everybody_buys(
    shop: World, address: str, tab: Tab
) -> None:
    await open_grocer(shop)
    found = await shop.run(
        customers.find, customers.Find(customer_id="external:shop:c1")
    )
    given = await token(shop, found.id, *SCOPES)
    link = '<stamgast-recommendations href="/p/{id}">'
    html = pasted(address, given).replace("<stamgast-recommendations>", link)
    async with page_of(lambda _: html) as origin:
        await issue_key(shop, "programme:read", origins=(origin,))
        await tab.open(origin)
        await tab.until(DRAWN.format("recommendations", 'a[href="/p/own-1"]'))
        reason = await tab.js(READ.format("recommendations", "small"))
        assert reason == "You buy this about every 21 days."
        assert await tab.js(READ.format("recommendations", "h2")) == "For you"
        await judge(tab)
        await tab.js(f"{DRAWN.format('recommendations', '[part=stop]')}.focus()")
        await tab.press("Enter")
        await tab.press("Enter")
        title = READ.format("recommendations", "h2")
        await tab.until(f"{title} == 'What everybody buys'")
        assert not await tab.js(DRAWN.format("recommendations", "[part=stop]"))
        told = READ.format("recommendations", "[part=told]")
        assert (await tab.js(told)).startswith("Stopped.")
        assert tab.console == []


async def test_a_token_that_could_not_be_had_is_asked_for_again(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    given = await token(shop, ann, *SCOPES)
    fails = "if (!self.failed) throw self.failed = Error();"
    second = f'async () => {{ {fails} return "{given}" }}'
    html = pasted(address, given).replace(f'"{given}"', second)
    async with page_of(lambda _: html) as origin:
        await issue_key(shop, "programme:read", origins=(origin,))
        await tab.open(origin)
        await tab.until(f"{READ.format('status', 'button')} == 'Try again'")
        assert await tab.js(ASKED) == 0
        await tab.js(f"{DRAWN.format('status', 'button')}.click()")
        await tab.until(DRAWN.format("status", "[part=amount]"))
    assert tab.console == []


async def test_a_reward_is_had_by_keyboard_and_asked_for_twice(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    await publish(
        shop,
        "five",
        RewardTerms(kind=RewardKind.DISCOUNT, price=500, discount=FIVE_EUROS),
    )
    key = await issue_key(shop)
    at = f"{address}/storefront?lang=nl#key={key.secret}&customers=1609"
    await tab.open(at)
    await tab.until(DRAWN.format("rewards", "button"))
    await tab.tab_to("[aria-label='Kies: Five']")
    await tab.press("Enter")
    assert await tab.js(READ.format("rewards", "[part=question] span")) == (
        "“Five” voor 500 punten?"
    )
    await tab.press("Enter")
    await tab.until(f"{READ.format('rewards', '[part=told]')} == '“Five” is van jou.'")
    await tab.until(DRAWN.format("vouchers", "code"))
    await tab.until(f"{READ.format('status', '[part=amount]')} == '500 punten'")
    assert await available(shop, who=ann) == 500
    await judge(tab)


async def test_consent_is_given_and_withdrawn_where_the_shop_asks_for_it(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    key = await issue_key(shop)
    await tab.measure(NARROW)
    await tab.darken()
    await tab.open(f"{address}/storefront?lang=en#key={key.secret}&customers=1609")
    await tab.until(DRAWN.format("consent", "input"))
    await tab.tab_to("[aria-label='News: by text message']")
    for state in (ConsentState.GIVEN, ConsentState.WITHDRAWN):
        await tab.js("document.querySelector('stamgast-consent').tell('')")
        await tab.press("Space")
        await tab.until(f"{READ.format('consent', '[part=told]')} == 'Saved.'")
        assert await consents(shop, ann) == {"news sms": state}
    await judge(tab)


@pytest.mark.usefixtures("ann")
async def test_what_is_bought_is_seen_at_once(
    shop: World, address: str, tab: Tab
) -> None:
    tea = catalogue.Put(source="shop", external_id="tea", name="TEA")
    await shop.run(catalogue.put, tea)
    key = await issue_key(shop)
    await tab.open(f"{address}/storefront?lang=en#key={key.secret}&customers=1609")
    await tab.until("document.querySelector('.ware button')")
    await tab.js("document.querySelector('.ware button').click()")
    await tab.shows("Thank you for buying tea.")
    assert len(await shop.rows(orders)) == 1


@pytest.mark.usefixtures("ann")
async def test_a_storefront_whose_key_is_over_is_opened_by_the_link_to_the_new_one(
    shop: World, address: str, tab: Tab
) -> None:
    link = f"{address}/storefront?lang=en#key={{}}&customers=1609".format
    await tab.open(link("sk_test_nobody"))
    await tab.shows("Open this page by the link with which")
    await tab.open(link((await issue_key(shop)).secret))
    await tab.shows("In the window")
