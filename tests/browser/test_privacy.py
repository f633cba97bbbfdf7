"""The AVG desk, as a customer meets it: ask, show who you are, follow, fetch."""

from domain import customers, ledger, privacy
from domain.kernel import ids
from domain.privacy import RequestKind, RequestState
from domain.privacy.check_tables import identity_checks as checks
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge
from tests.browser.visiting import token
from tests.domain.privacy.asking import ann, as_system, codes
from tests.domain.rewards.club import give
from tests.world import World

SCOPES = ("programme:read", "status:read", "privacy:read", "privacy:write")


async def requests(shop: World, customer_id: str) -> list[privacy.AvgRequest]:
    listed = privacy.ListRequests(customer_id=customer_id)
    return list((await shop.run(privacy.list_requests, listed)).items)


async def test_who_has_no_token_asks_by_keyboard_and_fetches_the_answer(
    shop: World, address: str, tab: Tab
) -> None:
    her = await ann(shop)
    tenant = ids.encode("tnt", shop.principal.tenant)
    await tab.measure(NARROW)
    await tab.open(f"{address}/privacy?lang=nl&shop={tenant}")
    await tab.until("document.getElementById('email')")
    await judge(tab)
    await tab.tab_to("[name=kind]")
    await tab.press("Space")
    await tab.tab_to("#email")
    await tab.write("ann@example.com")
    await tab.press("Enter")
    await tab.shows("Als ann@example.com hier bekend is")
    await judge(tab)
    (check,) = await shop.rows(checks)
    follow = privacy.FollowCheck(request_id=check["request_id"])
    await as_system(shop).run(privacy.follow_check, follow)
    (code,) = await codes(shop)
    await tab.write("000000" if code != "000000" else "111111")
    await tab.press("Enter")
    await tab.shows("Die code klopt niet")
    await tab.write(f"{code[:3]} {code[3:]}")
    await tab.press("Enter")
    await tab.shows("Het begint binnen een minuut")
    platform = as_system(shop)
    begun = await platform.run(privacy.begin_answer, privacy.BeginAnswer())
    assert begun is not None
    begun.gauge.rows, begun.gauge.of = 9, 20
    await platform.run(privacy.note_progress, begun)
    await tab.shows("45 %")
    await judge(tab)
    found = await platform.run(privacy.collect_answer, begun)
    await platform.run(privacy.keep_answer, found)
    await tab.shows("Je bestand is klaar")
    await judge(tab)
    await tab.js("document.querySelector('section button').click()")
    await tab.shows("Je hebt je bestand opgehaald")
    (request,) = await requests(shop, her)
    assert request.state is RequestState.DELIVERED
    assert tab.console == []


async def test_who_wants_to_be_forgotten_sees_what_they_lose_and_may_call_it_off(
    shop: World, address: str, tab: Tab
) -> None:
    her = await ann(shop)
    await give(shop, 250, who=her)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    given = await token(shop, her, *SCOPES)
    await tab.measure(WIDE)
    await tab.darken()
    await tab.open(f"{address}/privacy?lang=en#token={given}")
    await tab.until("document.querySelector('[value=erasure]')")
    await tab.js("document.querySelector('[value=erasure]').click()")
    await tab.shows("250 points")
    await tab.js("document.querySelector('[type=submit]').click()")
    await tab.shows("three days to think it over")
    await judge(tab)
    leave = "const s = document.getElementById('leave'); "
    chosen = f"s.value = '{pot.id}'; s.dispatchEvent(new Event('change'))"
    await tab.js(f"{{ {leave}{chosen} }}")
    await tab.shows("You can change this until you are erased.")
    (request,) = await requests(shop, her)
    asked = privacy.FindErasure(request_id=request.id)
    erasure = await shop.run(privacy.find_erasure, asked)
    assert erasure.donate_to == pot.id
    await tab.js("document.querySelector('section button.plain').click()")
    await tab.shows("This cannot be undone.")
    await tab.js("document.querySelector('section button.link').click()")
    await tab.shows("You called this off.")
    (request,) = await requests(shop, her)
    assert (request.kind, request.state) == (
        RequestKind.ERASURE,
        RequestState.CANCELLED,
    )
    await judge(tab)


async def test_what_is_to_be_corrected_must_be_said(
    shop: World, address: str, tab: Tab
) -> None:
    made = await shop.run(customers.create, customers.Create())
    given = await token(shop, made.id, *SCOPES)
    await tab.open(f"{address}/privacy?lang=en#token={given}")
    await tab.until("document.querySelector('[value=rectification]')")
    await tab.js("document.querySelector('[value=rectification]').click()")
    await tab.js("document.querySelector('[type=submit]').click()")
    assert await requests(shop, made.id) == []
    await tab.js("document.getElementById('wish').focus()")
    await tab.write("My name is Anne.")
    await tab.js("document.querySelector('[type=submit]').click()")
    await tab.shows("The shop looks at this.")
    (request,) = await requests(shop, made.id)
    assert request.wish == "My name is Anne."
