"""All pages, with what they show to whom: in both languages, in the light and the dark.

What they do is tested elsewhere, in one language and one light each.
"""

import pytest

from domain import catalogue, customers
from domain.kernel import ids
from domain.rewards import RewardKind, RewardTerms
from domain.tenants import Language
from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge, judge_in_the_dark
from tests.browser.visiting import token
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
    key = (await issue_key(shop)).secret
    hers = await token(shop, her, *SCOPES)
    desk = ids.encode("tnt", shop.principal.tenant)
    return [
        *("/", "/problems", "/preferences", "/privacy", "/storefront", "/dashboard"),
        *("/inbox", f"/privacy?shop={desk}", f"/inbox#key={key}"),
        *(f"/preferences#token={hers}", f"/privacy#token={hers}"),
        *(f"/storefront#key={key}&customers=1609", f"/dashboard#key={key}"),
    ]


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
