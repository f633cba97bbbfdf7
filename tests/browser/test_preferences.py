"""The preference centre, as a customer meets it."""

import pytest

from domain import consent, customers
from domain.consent import ConsentState, ContactChannel
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge
from tests.browser.visiting import consents, token
from tests.domain.consent.purposes import declared, said, say
from tests.world import World

SCOPES = (
    *("programme:read", "consent:read", "consent:write"),
    *("customers:read", "customers:write"),
)


@pytest.fixture
async def ann(shop: World) -> str:
    """Return a customer of a shop that asks for consent."""
    await declared(shop)
    return (await shop.run(customers.create, customers.Create(locale="nl"))).id


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_it_shows_what_there_is_to_choose(
    shop: World, ann: str, address: str, tab: Tab, language: str
) -> None:
    given = await token(shop, ann, *SCOPES)
    await tab.measure(NARROW if language == "nl" else WIDE)
    await tab.open(f"{address}/preferences?lang={language}#token={given}")
    await tab.shows({"nl": "Je voorkeuren", "en": "Your preferences"}[language])
    await tab.until("document.querySelectorAll('[role=switch]').length === 4")
    assert await tab.js("location.hash") == ""
    assert await tab.js("document.documentElement.lang") == language
    assert await tab.js("document.getElementById('shop').textContent") == "De Hoek"
    await judge(tab)


async def test_a_choice_is_made_by_keyboard_and_saved_at_once(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    given = await token(shop, ann, *SCOPES)
    await tab.darken()
    await tab.open(f"{address}/preferences?lang=en#token={given}")
    await tab.until("document.querySelector('[role=switch]')")
    await tab.tab_to('[aria-label="News: By e-mail"]')
    await tab.press("Space")
    await tab.shows("Saved: this is on.")
    assert await consents(shop, ann) == {"news email": ConsentState.GIVEN}
    await tab.press("Space")
    await tab.shows("Saved: this is off.")
    assert await consents(shop, ann) == {"news email": ConsentState.WITHDRAWN}
    # What must be confirmed is off until it is.
    await tab.tab_to('[aria-label="Profile: I agree to this"]')
    await tab.press("Space")
    await tab.shows("The shop asks you to confirm it.")
    assert (await consents(shop, ann))["profiling all"] is ConsentState.REQUESTED
    await judge(tab)


async def test_what_was_said_elsewhere_meanwhile_is_not_overwritten(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    given = await token(shop, ann, *SCOPES)
    await tab.open(f"{address}/preferences?lang=nl#token={given}")
    await tab.until("document.querySelector('[role=switch]')")
    elsewhere = said(ConsentState.GIVEN, channel=ContactChannel.SMS)
    await say(shop, ann, elsewhere)
    await tab.js(
        "document.querySelector('[aria-label=\"Nieuws: Per e-mail\"]').click()"
    )
    await tab.shows("Je keuzes zijn ergens anders veranderd")
    assert await consents(shop, ann) == {"news sms": ConsentState.GIVEN}
    assert await tab.js(
        "document.querySelector('[aria-label=\"Nieuws: Per sms\"]').checked"
    )
    # The browser itself says that a request was refused; nothing else is said.
    assert len(tab.console) == 1
    assert "412" in tab.console[0]


async def test_everything_of_a_kind_is_stopped_at_once_and_the_past_is_told(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    given = await token(shop, ann, *SCOPES)
    await tab.open(f"{address}/preferences?lang=nl#token={given}")
    await tab.until("document.querySelector('[role=switch]')")
    await tab.js("[...document.querySelectorAll('button')][0].click()")
    await tab.shows("Je krijgt geen reclame meer")
    assert set((await consents(shop, ann)).values()) == {ConsentState.REFUSED}
    await tab.js("document.querySelector('summary').click()")
    await tab.shows("Nieuws, Per sms: geweigerd (op deze pagina)")
    await tab.js("document.querySelector('.path button').click()")
    await tab.shows("Het bewijs is ondertekend")
    choose = "const s = document.getElementById('choose-language'); s.value = 'en'; "
    await tab.js(f"{{{choose} s.dispatchEvent(new Event('change'))}}")
    await tab.until("document.getElementById('told').textContent === 'Opgeslagen.'")
    found = await shop.run(customers.find, customers.Find(customer_id=ann))
    assert found.locale == "en"
    await judge(tab)


async def test_without_a_token_it_says_how_to_come_in(address: str, tab: Tab) -> None:
    await tab.open(f"{address}/preferences?lang=nl")
    await tab.shows("Open deze pagina vanuit je account bij de winkel")
    await judge(tab)


async def test_a_link_in_a_message_says_no_by_keyboard_and_without_a_script(
    shop: World, ann: str, address: str, tab: Tab
) -> None:
    link = consent.MakeLink(
        customer_id=ann, purpose="news", channel=ContactChannel.EMAIL
    )
    made = await shop.run(consent.make_link, link)
    await tab.measure(NARROW)
    await tab.open(f"{address}{made.why}?lang=nl")
    await tab.shows("Je ontvangt dit omdat")
    await judge(tab)
    await tab.open(f"{address}{made.unsubscribe}?lang=en")
    await tab.shows("Or stop all our advertising at once")
    await judge(tab)
    await tab.tab_to("button")
    await tab.press("Enter")
    await tab.shows("You get no more advertising of us.")
    assert set((await consents(shop, ann)).values()) == {ConsentState.REFUSED}
    await judge(tab)
