"""Chromium without a head, spoken to over a pipe by the DevTools protocol.

No package is needed for it: `--remote-debugging-pipe` reads commands from file
descriptor 3 and writes what happens to 4, each as JSON that ends with a NUL.
"""

import asyncio
import json
import os
import shutil
import sys
from asyncio import Future, StreamReader
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-extensions"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    *("--hide-scrollbars", "--remote-debugging-pipe", "--no-startup-window"),
)
# Puts the two ends of the pipes where Chromium looks for them.
LAUNCHER = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]]
for end, place in zip(ends, (3, 4)):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
ANSWER_BYTES_MAX = 64 * 1024 * 1024
WAIT_S = 15
# Where the focus is, however deep within components.
FOCUSED = """(function deepest(root) {
  const found = root.activeElement;
  return found.shadowRoot?.activeElement ? deepest(found.shadowRoot) : found;
})(document)"""
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowDown": 40}
TEXTS = {"Enter": "\r", "Space": " "}


@dataclass(slots=True)
class Browser:
    """A browser that runs, and what its tabs wait for."""

    process: Process
    commands: int
    heard: StreamReader
    number: int = 0
    waiting: dict[int, Future[Json]] = field(default_factory=dict[int, Future[Json]])
    tabs: dict[str, "Tab"] = field(default_factory=dict[str, "Tab"])

    async def ask(self, method: str, session: str | None = None, **given: Any) -> Json:
        """Return what the browser answers to a command."""
        self.number += 1
        number = self.number
        command: Json = {"id": number, "method": method, "params": given}
        if session is not None:
            command["sessionId"] = session
        answered = self.waiting[number] = asyncio.get_running_loop().create_future()
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        answer = await asyncio.wait_for(answered, WAIT_S)
        del self.waiting[number]
        assert "error" not in answer, (method, answer["error"])
        result: Json = answer["result"]
        return result

    async def listen(self) -> None:
        """Pass on what the browser says, until it ends."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                said = json.loads((await self.heard.readuntil(b"\0"))[:-1])
                future = self.waiting.get(said.get("id", 0))
                if future is not None and not future.done():
                    future.set_result(said)
                tab = self.tabs.get(said.get("sessionId", ""))
                if tab is not None and "method" in said:
                    tab.hear(said["method"], said["params"])

    @asynccontextmanager
    async def tab(self) -> AsyncGenerator["Tab"]:
        """Give a tab that knows nothing of any other."""
        context = (await self.ask("Target.createBrowserContext"))["browserContextId"]
        target = await self.ask(
            "Target.createTarget", url="about:blank", browserContextId=context
        )
        attached = await self.ask(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        tab = Tab(self, attached["sessionId"])
        self.tabs[tab.session] = tab
        for domain in ("Page", "Runtime", "Log", "Network"):
            await tab.ask(f"{domain}.enable")
        yield tab
        del self.tabs[tab.session]
        await self.ask("Target.disposeBrowserContext", browserContextId=context)


@dataclass(slots=True)
class Tab:
    """A page that is shown, and all that was said on its console."""

    browser: Browser
    session: str
    console: list[str] = field(default_factory=list[str])
    loaded: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, event: str, said: Json) -> None:
        """Remember what matters of what happened."""
        match event:
            case "Page.loadEventFired":
                self.loaded.set()
            case "Runtime.consoleAPICalled":
                words = [str(each.get("value", each)) for each in said["args"]]
                self.console.append(" ".join(words))
            case "Runtime.exceptionThrown":
                details = said["exceptionDetails"]
                told = details.get("exception", {}).get("description")
                self.console.append(told or details["text"])
            case "Log.entryAdded":
                entry = said["entry"]
                self.console.append(f"{entry['text']} {entry.get('url', '')}")
            case _:
                pass

    async def ask(self, method: str, **given: Any) -> Json:
        """Return what the browser answers to a command about this page."""
        return await self.browser.ask(method, self.session, **given)

    async def open(self, url: str) -> None:
        """Go somewhere, and wait until it is loaded."""
        self.loaded.clear()
        await self.ask("Page.navigate", url=url)
        await asyncio.wait_for(self.loaded.wait(), WAIT_S)

    async def measure(self, width: int, height: int = 800) -> None:
        """Give the screen a width, in CSS pixels."""
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def darken(self, scheme: str = "dark") -> None:
        """Let whoever looks wish for the dark, or for `light` again."""
        wish = {"name": "prefers-color-scheme", "value": scheme}
        await self.ask("Emulation.setEmulatedMedia", features=[wish])

    async def js(self, expression: str) -> Any:
        """Return what an expression comes to on the page."""
        answer = await self.ask(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        for _ in range(WAIT_S * 20):
            if await self.js(f"Boolean({expression})"):
                return
            await asyncio.sleep(0.05)
        shown = await self.js("document.body.innerText")
        raise AssertionError(f"{expression} is not so of: {shown} {self.console}")

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the page."""
        await self.until(f"document.body?.innerText.includes({json.dumps(text)})")

    async def press(self, key: str) -> None:
        """Press a key."""
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        if key in TEXTS:
            code |= {"key": TEXTS[key], "text": TEXTS[key]}
        await self.ask("Input.dispatchKeyEvent", type="keyDown", **code)
        code.pop("text", None)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **code)

    async def write(self, text: str) -> None:
        """Write a text where the focus is."""
        await self.ask("Input.insertText", text=text)

    async def tab_to(self, selector: str, most: int = 60) -> None:
        """Go by the keyboard to what a selector finds."""
        found = f"{FOCUSED}.matches({json.dumps(selector)})"
        for _ in range(most):
            await self.press("Tab")
            if await self.js(found):
                return
        raise AssertionError(f"The keyboard does not lead to {selector}.")


@asynccontextmanager
async def chromium(profile: Path) -> AsyncGenerator[Browser]:
    """Give a browser, which ends afterwards."""
    assert CHROMIUM is not None
    commands_read, commands = os.pipe()
    heard, heard_write = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LAUNCHER, str(commands_read), str(heard_write)),
        *(CHROMIUM, *QUIET, f"--user-data-dir={profile}"),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        pass_fds=(commands_read, heard_write),
    )
    os.close(commands_read)
    os.close(heard_write)
    reader = StreamReader(limit=ANSWER_BYTES_MAX)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(heard, "rb")
    )
    browser = Browser(process, commands, reader)
    listening = asyncio.create_task(browser.listen())
    try:
        yield browser
        await browser.ask("Browser.close")
        await asyncio.wait_for(process.wait(), WAIT_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(commands)
        await listening
        transport.close()
