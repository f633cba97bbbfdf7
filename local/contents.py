"""What a run has to do with what is in the database, before and after it is served."""

import threading
from pathlib import Path

import httpx

from local import demo, secret
from local.console import say, warn
from local.demo import Shop
from local.greeting import text
from local.home import Home
from local.operating import operating
from local.remembering import play_back
from local.sending import SendingError
from workers.journal import JournalFiles

# Which demo is there to its end, so that the next start does not ask for all of it.
SENT = "demo.sent"


async def forget_again(settings: dict[str, str]) -> None:
    """Erase again whom a restored backup brought back, before it is served."""
    files = JournalFiles(Path(settings["ERASURE_JOURNAL"]))
    async with operating(settings["DATABASE_URL"], settings[secret.NAME]) as it:
        again = await play_back(it, files)
    if again:
        say(f"{again:,} customers of the journal of erasures are erased again.")


async def shops(settings: dict[str, str], home: Home) -> list[Shop]:
    """Return the demo tenants, and make those that are not there."""
    async with operating(settings["DATABASE_URL"], settings[secret.NAME]) as it:
        return await demo.shops(it, home.path / "demo.env")


def greeting(home: Home, url: str, shops: list[Shop], stop: threading.Event) -> str:
    """Give the demo tenants all their history; return what to say once it is there."""
    sent, these = home.path / SENT, demo.digest(shops)
    try:
        if not sent.exists() or sent.read_text() != these:
            demo.send(shops, url, stop)
            if not stop.is_set():
                sent.write_text(these)
    except (SendingError, httpx.HTTPError) as error:
        warn(f"The demo is incomplete, and goes on at the next start: {error}")
        shops = []
    return "" if stop.is_set() else text(home, url, shops)
