"""What developers look at, in a real browser: nothing on its console, at any width."""

import pytest

from tests.browser.chromium import Tab
from tests.browser.looking import NARROW, WIDE, judge


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_the_reference_shows_what_there_is(
    address: str, tab: Tab, width: int
) -> None:
    await tab.measure(width)
    await tab.open(f"{address}/reference")
    await tab.shows("Stamgast API")
    # Nine hundred operations are alike; the first few tell what there is to tell.
    await tab.js(
        "document.querySelectorAll('article ~ article').forEach(e => e.remove())"
    )
    await judge(tab)


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_graphiql_shows_without_a_word_on_the_console(
    address: str, tab: Tab, width: int
) -> None:
    await tab.measure(width)
    await tab.open(f"{address}/graphiql")
    await tab.until("document.querySelector('.graphiql-container')")
    assert tab.console == []
