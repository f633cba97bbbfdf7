"""What must be so of every page, at any width and in the dark as in the light.

`axe-core` (npm, MPL-2.0) judges what a screen reader, a keyboard and weak eyes meet. It
is asked where `npm ci` was run in `tests/browser/axe`; `make contracts` does that.
"""

from functools import cache
from pathlib import Path
from typing import Any

from tests.browser.chromium import Tab

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SERIOUS = frozenset({"serious", "critical"})
JUDGED = "axe.run(document, {{resultTypes: ['violations']{}}}).then(r => r.violations)"
CONTRAST = ", runOnly: ['color-contrast']"
NARROW, WIDE = 320, 1280


async def judge(tab: Tab) -> None:
    """Look at a page: not a word on its console, no wider than its screen, usable."""
    assert tab.console == []
    assert not await tab.js(WIDER)
    await _axe(tab, JUDGED.format(""))


async def judge_in_the_dark(tab: Tab) -> None:
    """Look at what was judged once more, in the dark: what can be read is all."""
    await tab.darken()
    await _axe(tab, JUDGED.format(CONTRAST))
    await tab.darken("light")


async def _axe(tab: Tab, judged: str) -> None:
    script = _script()
    if script is not None:
        await tab.js(f"{script};null")
        found: list[Any] = await tab.js(judged)
        assert [_told(each) for each in found if each["impact"] in SERIOUS] == []


@cache
def _script() -> str | None:
    return AXE.read_text() if AXE.is_file() else None


def _told(violation: Any) -> tuple[str, list[str]]:
    return violation["id"], [str(each["html"])[:200] for each in violation["nodes"]]
