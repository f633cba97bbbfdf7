"""The dashboard of a programme, as whoever runs it sees it."""

import pytest

from domain import earning, fairness, ledger, orders, simulation
from domain.kernel import system
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, WIDER, judge
from tests.domain.holdouts.shop import PEOPLE, spring
from tests.domain.scoring.shop import buy, foretold, profiling, rescore
from tests.domain.segments.shop import put, settle
from tests.domain.tiers.club import LONG_AGO, publish, review
from tests.domain.tiers.lives import terms
from tests.world import World, issue_key

REGULARS = [f"regular-{number}" for number in range(10)]
READY = (
    "document.querySelectorAll('.board > section').length === 11"
    " && !document.querySelector('.board [aria-busy]')"
)
SAID = "document.getElementById('of-{}').parentElement.innerText"
ROWS = (
    "[...document.querySelectorAll('[aria-labelledby=of-{}] tbody tr')]"
    ".map((row) => row.innerText.replace(/\\s+/g, ' ').trim())"
)
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.fixture
async def programme(shop: World) -> World:
    """Return a shop whose ten regulars bought twice, and have a tier each."""
    rule = earning.PublishRule(
        rule="spend", name="Points", terms=earning.Terms(), valid_from=LONG_AGO
    )
    await shop.run(earning.publish_rule, rule)
    await publish(shop, terms())
    await profiling(shop)
    mugs = orders.Line(product_id="mug", quantity=1, unit_price=6_000)
    for who in REGULARS:
        for days_ago in (2, 40):
            await buy(shop, who, days_ago, mugs)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    who = f"external:shop:{REGULARS[0]}"
    given = ledger.Donate(customer_id=who, pot_id=pot.id, amount=20)
    await shop.run(ledger.donate, given)
    await review(shop)
    await rescore(shop)
    enough = {"type": "number", "field": "purchases.orders", "at_least": 2}
    await put(shop, "regulars", enough)
    await settle(shop)
    command = simulation.Start(name="As it was")
    begun = await shop.run(simulation.start, command)
    async with shop.platform.unit(shop.principal) as unit:
        await simulation.advance(unit, simulation.Advance(back_test_id=begun.id))
    await look(shop)
    return shop


async def look(shop: World) -> None:
    caller = system(shop.principal.tenant)
    await shop.platform.run(fairness.audit_terms, fairness.AuditTerms(), caller)


@LANGUAGES
async def test_it_tells_what_the_programme_gives_owes_and_whom_it_has(
    programme: World, address: str, tab: Tab, language: str
) -> None:
    key = await issue_key(programme)
    await tab.measure(NARROW if language == "nl" else WIDE)
    if language == "nl":
        await tab.darken()
    await tab.open(f"{address}/dashboard?lang={language}#key={key.secret}")
    await tab.until(READY)
    assert await tab.js("location.hash") == ""
    # Ten regulars were given 60 points twice, of which one gave 20 to a pot.
    glance = await tab.js(SAID.format("glance"))
    assert ("1.180" if language == "nl" else "1,180") in glance
    assert await tab.js(ROWS.format("tiers")) == [
        "Bronze 0 < 10",
        "Silver 100 10",
        "Gold 300 < 10",
    ]
    assert await tab.js(ROWS.format("segments")) == ["Segment 10"]
    same = {
        "nl": "Ja: het laatste jaar week er niets af.",
        "en": "Yes: nothing differed",
    }
    assert same[language] in await tab.js(SAID.format("terms"))
    assert [row[-3:] for row in await tab.js(ROWS.format("terms"))] == ["0 0", "0 0"]
    await tab.js("document.querySelectorAll('details').forEach((e) => e.open = true)")
    told = await tab.js(ROWS.format("points"))
    assert (
        told[-2:]
        == {
            "en": ["December 2029 1,200 0 0 1,200", "January 2030 0 20 0 1,180"],
            "nl": ["december 2029 1.200 0 0 1.200", "januari 2030 0 20 0 1.180"],
        }[language]
        or told[-3:]
    )
    await tab.until("document.querySelectorAll('.plot svg').length >= 3")
    await judge(tab)


async def test_a_key_is_entered_by_keyboard_and_forgotten(
    programme: World, address: str, tab: Tab
) -> None:
    key = await issue_key(programme, "programme:read", "tiers:read")
    await tab.open(f"{address}/dashboard?lang=en")
    await judge(tab)
    await tab.tab_to("#key")
    await tab.write(key.secret)
    await tab.press("Enter")
    await tab.until(READY)
    # Whatever the key does not grant, the rest is shown.
    assert "it takes accounting:read" in await tab.js(SAID.format("points"))
    assert (await tab.js(ROWS.format("tiers")))[1] == "Silver 100 10"
    await tab.tab_to(".row button")
    await tab.press("Enter")
    await tab.until("document.getElementById('key')")
    assert await tab.js("sessionStorage.length") == 0


async def test_a_key_that_is_not_known_is_asked_for_again(
    shop: World, address: str, tab: Tab
) -> None:
    await tab.open(f"{address}/dashboard?lang=nl#key=sk_test_nobody")
    await tab.shows("Het platform kent deze sleutel niet")
    assert await tab.js("document.getElementById('key').value") == ""
    # A link to the same page, opened where it is open.
    key = await issue_key(shop, "programme:read")
    await tab.open(f"{address}/dashboard?lang=nl#key={key.secret}")
    await tab.until(READY)


async def test_the_report_of_a_back_test_is_saved(
    programme: World, address: str, tab: Tab
) -> None:
    key = await issue_key(programme)
    await tab.open(f"{address}/dashboard?lang=en#key={key.secret}")
    await tab.until(READY)
    saved = "window.saved = new Promise((done) => HTMLAnchorElement.prototype.click = "
    await tab.js(f"{saved}function () {{ done(this.download) }}); null")
    await tab.js("document.querySelector('button.link').click()")
    assert await tab.js("window.saved") == "As it was.html"
    assert tab.console == []


async def test_it_tells_what_a_campaign_brought(
    shop: World, address: str, tab: Tab
) -> None:
    treated, _ = await spring(shop)
    key = await issue_key(shop, "programme:read", "holdouts:read")
    await tab.measure(NARROW)
    await tab.open(f"{address}/dashboard?lang=en#key={key.secret}")
    await tab.until(READY)
    told, everybody = await tab.js(ROWS.format("campaigns"))
    # As a browser rounds, half of a tenth up.
    bought = int(1_000 * 40 / treated + 0.5) / 10
    assert told.startswith(f"spring more {treated} {PEOPLE - treated} +{bought:g}% +")
    assert everybody.startswith(f"universal too few to tell {PEOPLE} < 10 ")
    await tab.until("document.querySelector('.plot line.between')")
    plot = "document.querySelector('.plot:has(.between)')"
    shown = await tab.js(f"{plot}.getAttribute('aria-label')")
    assert shown.startswith(f"More buy: spring: +{bought:g}%, +")
    assert await tab.js(f"{plot}.querySelectorAll('.between').length") == 1
    assert not await tab.js(WIDER)


async def test_it_tells_whether_chances_came_true(
    shop: World, address: str, tab: Tab
) -> None:
    await foretold(shop)
    key = await issue_key(shop)
    await tab.measure(NARROW)
    await tab.open(f"{address}/dashboard?lang=nl#key={key.secret}")
    await tab.until(READY)
    assert "Er is nog niet gekeken" in await tab.js(SAID.format("terms"))
    told = await tab.js(SAID.format("chances"))
    assert "Binnen 30 dagen" in told
    assert "had degene die kocht in 1,00 van de gevallen de grootste kans" in told
    await tab.js("document.querySelectorAll('details').forEach((e) => e.open = true)")
    rows = await tab.js(ROWS.format("chances"))
    assert rows[0].startswith("1 ")
    assert rows[0].endswith("% 0%")
    await tab.until("document.querySelectorAll('.plot svg').length >= 1")
    await judge(tab)
