"""Double opt-in: who asks is mailed, and nothing begins until they say so once more."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx import AsyncClient

from api.app import app
from domain import consent, customers, privacy
from domain.consent import ConsentState, ContactChannel, OptIn
from domain.kernel.outbox import outbox
from tests.api.conftest import client
from tests.domain.consent.purposes import NEWS, declared, said, say
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import ann, letters
from tests.workers.test_mail import SETTINGS
from tests.world import NOON, World
from workers.react import Reactor
from workers.subscriptions import errands

SHOP = "https://points.shop.example"
DAY = timedelta(days=1)


@pytest.fixture
async def her(shop: World) -> str:
    """Return somebody who may ask for news, which counts once it is confirmed."""
    await declared(shop)
    await shop.run(consent.put_purpose, replace(NEWS, opt_in=OptIn.DOUBLE))
    return await ann(shop)


async def wants(shop: World, her: str) -> None:
    """Ask for news, and let the worker mail what there is to be mailed."""
    await say(shop, her, said(ConsentState.REQUESTED))
    reactor = Reactor(shop.platform, errands(replace(SETTINGS, public_url=SHOP))[:1])
    for each in await shop.rows(outbox):
        if each["name"] == consent.ConfirmationAsked.name:
            await reactor.react(shop.principal.tenant, each["id"])


async def links(shop: World) -> list[str]:
    """Return the links that were mailed."""
    texts = [each["text"] for each in await letters(shop)]
    return [link for text in texts for link in re.findall(rf"{SHOP}(/\S+)", text)]


async def states(shop: World, her: str) -> dict[str, ConsentState]:
    told = await shop.run(consent.find_consents, consent.FindConsents(customer_id=her))
    return {each.channel: each.state for each in told.consents}


def browser(shop: World) -> AsyncClient:
    opened = client(app(shop.platform))
    opened.headers["Accept-Language"] = "nl"
    return opened


async def test_who_asks_is_mailed_a_link_that_says_yes_when_its_button_is_pressed(
    shop: World, her: str
) -> None:
    await wants(shop, her)
    (link,) = await links(shop)
    async with browser(shop) as reader:
        shown = await reader.get(link)
        assert (shown.status_code, "Ja, dit wil ik" in shown.text) == (200, True)
        assert shown.headers["cache-control"] == "no-store"
        assert set((await states(shop, her)).values()) == {ConsentState.REQUESTED}
        for _ in range(2):
            done = await reader.post(link)
            assert (done.status_code, "Bevestigd" in done.text) == (200, True)
    # The mail showed whose address it is, and nothing of a telephone.
    assert await states(shop, her) == {
        ContactChannel.ALL: ConsentState.GIVEN,
        ContactChannel.EMAIL: ConsentState.GIVEN,
        ContactChannel.SMS: ConsentState.REQUESTED,
    }
    listing = consent.ListConsentEvents(customer_id=her)
    newest = (await shop.run(consent.list_events, listing)).items[0]
    assert (newest.method, newest.confirmed_at, newest.notice_version) == (
        consent.Method.DOUBLE_OPT_IN,
        NOON,
        1,
    )


async def test_a_link_is_of_no_use_after_a_no_nor_after_a_week(
    shop: World, her: str
) -> None:
    await wants(shop, her)
    (link,) = await links(shop)
    async with browser(at(shop, NOON + 7 * DAY)) as late:
        assert (await late.post(link)).status_code == 410
    await say(shop, her, said(ConsentState.WITHDRAWN))
    async with browser(shop) as reader:
        assert (await reader.post(link)).status_code == 410
        other = link[:-2] + ("AA" if link[-2:] != "AA" else "BB")
        assert (await reader.post(other)).status_code == 404
        assert (await reader.get("/confirm/nothing")).status_code == 404
    assert set((await states(shop, her)).values()) == {ConsentState.WITHDRAWN}


async def test_nobody_is_mailed_over_and_over(shop: World, her: str) -> None:
    for minute in range(8):
        await wants(at(shop, NOON + minute * timedelta(minutes=1)), her)
    assert len(await links(shop)) == 5


async def test_who_is_restricted_or_has_no_address_is_not_mailed(
    shop: World, her: str
) -> None:
    nameless = await shop.run(customers.create, customers.Create(given_name="Bo"))
    kept = privacy.Restrict(customer_id=her, reason="It is disputed.")
    await shop.run(privacy.restrict, kept)
    for each in (nameless.id, her):
        await wants(shop, each)
    assert await links(shop) == []
