"""Links in messages: to look changes nothing, to press says no, and nobody signs in."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response
from starlette.applications import Starlette

from domain import consent, customers
from domain.consent import ConsentState, ContactChannel
from tests.api.conftest import client
from tests.browser.visiting import consents
from tests.domain.consent.purposes import declared, said, say
from tests.world import World


@pytest.fixture
async def ann(shop: World) -> str:
    """Return somebody who agreed to get news by e-mail."""
    await declared(shop)
    made = await shop.run(customers.create, customers.Create())
    await say(shop, made.id, said(ConsentState.GIVEN, channel=ContactChannel.EMAIL))
    return made.id


async def link(shop: World, ann: str, purpose: str = "news") -> consent.MessageLink:
    command = consent.MakeLink(
        customer_id=ann, purpose=purpose, channel=ContactChannel.EMAIL
    )
    return await shop.run(consent.make_link, command)


@pytest.fixture
async def reader(application: Starlette) -> AsyncIterator[AsyncClient]:
    """Return a browser that knows nothing, and speaks Dutch."""
    async with client(application) as opened:
        opened.headers["Accept-Language"] = "nl-NL,nl;q=0.9,en;q=0.8"
        yield opened


def text(answer: Response) -> str:
    return re.sub(r"<[^>]+>", " ", answer.text)


async def test_to_look_changes_nothing_and_one_click_says_no(
    reader: AsyncClient, shop: World, ann: str
) -> None:
    at = await link(shop, ann)
    assert await link(shop, ann) == at
    shown = await reader.get(at.unsubscribe)
    assert "Stop: Nieuws per e-mail" in text(shown)
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    assert (await reader.head(at.unsubscribe)).status_code == 200
    assert await consents(shop, ann) == {"news email": ConsentState.GIVEN}
    done = await reader.post(at.unsubscribe, data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "Je krijgt dit niet meer" in text(done)) == (200, True)
    assert await consents(shop, ann) == {"news email": ConsentState.WITHDRAWN}
    again = await reader.get(at.unsubscribe)
    assert "Dit staat uit" in text(again)
    assert "Stop: Nieuws" not in text(again)
    assert (await reader.post(at.unsubscribe)).status_code == 200


async def test_all_advertising_is_stopped_by_the_other_button(
    reader: AsyncClient, shop: World, ann: str
) -> None:
    at = await link(shop, ann)
    done = await reader.post(f"{at.unsubscribe}?lang=en", data={"scope": "all"})
    assert "You get no more advertising of us." in text(done)
    assert set((await consents(shop, ann)).values()) == {ConsentState.REFUSED}


async def test_why_tells_the_ground_the_day_and_the_text(
    reader: AsyncClient, shop: World, ann: str
) -> None:
    told = text(await reader.get((await link(shop, ann)).why))
    assert "Je ontvangt dit omdat je het goedvond: Nieuws." in told
    assert "Dat vond je goed op 1 januari 2030 in een formulier." in told
    assert "Mogen wij u schrijven?" in told
    service = await link(shop, ann, purpose="service")
    told = text(await reader.get(f"{service.why}?lang=en"))
    assert "You get this because you are our customer: Service." in told
    assert "May we write to you?" in told


@pytest.mark.parametrize("token", ["x", "A" * 68, "é" * 70])
async def test_a_link_that_was_not_made_here_leads_nowhere(
    reader: AsyncClient, shop: World, ann: str, token: str
) -> None:
    good = (await link(shop, ann)).token
    for wrong in (token, good[:-1], "B" + good[1:]):
        for path in ("u", "why"):
            answer = await reader.get(f"/{path}/{wrong}")
            assert answer.status_code == 404
            assert "Deze link werkt niet" in text(answer)
        assert (await reader.post(f"/u/{wrong}")).status_code == 404
    assert await consents(shop, ann) == {"news email": ConsentState.GIVEN}


async def test_a_link_works_when_its_customer_is_another_or_nobody(
    reader: AsyncClient, shop: World, ann: str
) -> None:
    at = await link(shop, ann)
    kept = (await shop.run(customers.create, customers.Create())).id
    await shop.run(customers.merge, customers.Merge(kept_id=kept, merged_id=ann))
    assert (await reader.post(at.unsubscribe)).status_code == 200
    assert (await consents(shop, kept))["news email"] is ConsentState.WITHDRAWN


async def test_a_body_is_read_to_a_bound(
    reader: AsyncClient, shop: World, ann: str
) -> None:
    at = await link(shop, ann)
    answer = await reader.post(at.unsubscribe, content=b"x" * 5_000)
    assert answer.status_code == 413
