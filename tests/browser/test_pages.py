"""What developers look at, in a real browser: nothing on its console, at any width."""

import pytest

from domain import mails
from domain.mails.tables import mails as rows
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, WIDER, judge
from tests.domain.privacy.asking import ann, as_system, by_email, codes
from tests.world import World, issue_key


async def recorded(shop: World) -> None:
    """Keep what is to be handed over, as the worker does without a server."""
    platform = as_system(shop)
    for row in await shop.rows(rows):
        await platform.run(mails.take_mail, mails.TakeMail(mail_id=row["id"]))
        kept = mails.RecordOutcome(mail_id=row["id"], outcome=mails.Outcome.RECORDED)
        await platform.run(mails.record_outcome, kept)


async def test_the_reference_shows_what_there_is(address: str, tab: Tab) -> None:
    await tab.measure(WIDE)
    await tab.open(f"{address}/reference")
    await tab.shows("Stamgast API")
    assert not await tab.js(WIDER)
    # Hundreds of operations are alike; the first few tell what there is to tell.
    alike = "article ~ article, nav details ~ details"
    await tab.js(f"document.querySelectorAll('{alike}').forEach(e => e.remove())")
    await judge(tab)
    await tab.measure(NARROW)
    assert not await tab.js(WIDER)


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/", "Demo storefront"), ("/problems", "There is no such order.")],
)
async def test_what_there_is_and_what_may_go_wrong_is_shown(
    address: str, tab: Tab, path: str, shown: str
) -> None:
    await tab.measure(NARROW)
    await tab.darken()
    await tab.open(f"{address}{path}")
    await tab.shows(shown)
    await judge(tab)


async def test_the_inbox_shows_a_mail_as_soon_as_it_is_written(
    shop: World, address: str, tab: Tab
) -> None:
    key = await issue_key(shop, "mails:read", "messages:read")
    await tab.measure(NARROW)
    await tab.open(f"{address}/inbox?lang=nl#key={key.secret}")
    await tab.shows("Er is nog niets geschreven.")
    await ann(shop)
    await by_email(shop, "ann@example.com")
    (code,) = await codes(shop)
    await recorded(shop)
    await tab.shows(f"{code[:3]} {code[3:]}")
    await tab.js("document.querySelector('summary').click()")
    await tab.shows("ann@example.com")
    await judge(tab)


async def test_graphiql_shows_without_a_word_on_the_console(
    address: str, tab: Tab
) -> None:
    await tab.measure(NARROW)
    await tab.open(f"{address}/graphiql")
    await tab.until("document.querySelector('.graphiql-container')")
    await tab.measure(WIDE)
    assert (
        await tab.js("document.querySelector('.graphiql-container').clientWidth") > 999
    )
    assert tab.console == []
