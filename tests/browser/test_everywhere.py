"""All pages, with what they show to whom: in both languages, in the light and the dark.

What they do is tested elsewhere, in one language and one light each.
"""

from dataclasses import replace

import pytest
from starlette.routing import Route, compile_path

from api.pages import components, routes
from api.pages.routes import routes_in_development
from api.rest import explained
from domain import catalogue, consent, customers
from domain.consent import ContactChannel, OptIn
from domain.kernel import ids
from domain.rewards import RewardKind, RewardTerms
from domain.tenants import Language
from tests.api.pages.test_confirming import links, wants
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge, judge_in_the_dark
from tests.browser.visiting import token
from tests.domain.consent.purposes import NEWS, declared
from tests.domain.privacy.asking import ann, by_email
from tests.domain.rewards.club import give, publish
from tests.world import World, issue_key

SCOPES = (
    *("programme:read", "customers:read", "customers:write", "status:read"),
    *("consent:read", "consent:write", "privacy:read", "privacy:write"),
)
LOADED = "!document.querySelector('#desk')?.hasAttribute('aria-busy')"
COMPONENTS = (
    "[...document.querySelectorAll('aside > *')].filter((each) => each.shadowRoot)"
    ".every((each) => !/One moment|Een ogenblik/.test(each.shadowRoot.textContent))"
)


@pytest.fixture
async def pages(shop: World) -> list[str]:
    """Return the addresses of all pages, as those come to them who use them."""
    her = await ann(shop)
    named = customers.LinkExternalId(customer_id=her, source="shop", external_id="1609")
    await shop.run(customers.link_external_id, named)
    await give(shop, 1_000, who=her)
    await publish(shop, "tree", RewardTerms(kind=RewardKind.DONATION, price=400))
    tea = catalogue.Put(source="shop", external_id="tea", name="TEA")
    await shop.run(catalogue.put, tea)
    await by_email(shop, "ann@example.com")
    await declared(shop)
    await shop.run(consent.put_purpose, replace(NEWS, opt_in=OptIn.DOUBLE))
    await wants(shop, her)
    asked = consent.MakeLink(
        customer_id=her, purpose="news", channel=ContactChannel.EMAIL
    )
    link = await shop.run(consent.make_link, asked)
    key = (await issue_key(shop)).secret
    hers = await token(shop, her, *SCOPES)
    desk = ids.encode("tnt", shop.principal.tenant)
    return [
        *(link.why, link.unsubscribe, *(await links(shop)), "/problems/crashed"),
        *("/", "/problems", "/preferences", "/privacy", "/storefront", "/dashboard"),
        *("/inbox", f"/privacy?shop={desk}", f"/inbox#key={key}"),
        *(f"/preferences#token={hers}", f"/privacy#token={hers}"),
        *(f"/storefront#key={key}&customers=1609", f"/dashboard#key={key}"),
    ]


def test_there_is_no_other_page(pages: list[str]) -> None:
    there = {
        each.path
        for each in (*routes.routes(str), *routes_in_development, *explained.routes)
        if isinstance(each, Route) and each.path != components.AT
    }
    paths = [each.partition("#")[0].partition("?")[0] for each in pages]
    looked_at = {path for path in there if any(map(compile_path(path)[0].match, paths))}
    # What is there once, and looked at in `test_pages`.
    assert there - looked_at == {"/reference", "/graphiql"}


@pytest.mark.parametrize("language", Language)
async def test_every_page_is_usable_by_everybody(
    pages: list[str], address: str, tab: Tab, language: Language
) -> None:
    await tab.measure(NARROW if language is Language.NL else WIDE)
    for page in pages:
        path, _, handed = page.partition("#")
        said = f"{path}{'&' if '?' in path else '?'}lang={language}#{handed}"
        await tab.open("about:blank")
        await tab.open(f"{address}{said}")
        await tab.until(LOADED)
        await tab.until(COMPONENTS)
        await judge(tab)
        await judge_in_the_dark(tab)
