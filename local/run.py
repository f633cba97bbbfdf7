"""One run of everything on this machine, until somebody says stop."""

import asyncio
import sys
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import ModuleType
from typing import Any

from local import postgres, secret, valkey
from local.console import say, warn
from local.environment import master_key, postgres_of, valkey_of
from local.home import Home
from local.loading import load
from local.migrations import is_current, migrate
from local.service import Service
from local.supervision import Supervision

HOST = "127.0.0.1"
ANSWER_S = 5

# What runs beside the servers, by name: how nice to others, and what. Who asks the API
# waits for it; nobody waits for the others.
PROCESSES = {
    "api": ("0", "api"),
    "relay": ("5", "workers", "relay"),
    "worker": ("5", "workers", "work"),
    "schedule": ("5", "workers", "schedule"),
}

# Models are small: threads would spend thirty times what they save.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
KEPT = """\
The database is yours, but {name} is not set: the key that encrypts personal data is
kept in {home}/secrets.env. Keep that file as well as you keep the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the platform: where it lives, what it was told, where it listens."""

    home: Home
    given: dict[str, str]
    sockets: Path
    port: int
    with_demo: bool
    supervision: Supervision = field(default_factory=lambda: Supervision(say))
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where the API listens."""
        return f"http://{HOST}:{self.port}"

    async def until_told(self) -> int:
        """Run until told to stop; return the exit code."""
        self.supervision.listen()
        told = asyncio.create_task(self.supervision.told.wait())
        begun = asyncio.create_task(self.begin())
        try:
            await asyncio.wait((told, begun), return_when=asyncio.FIRST_COMPLETED)
            if begun.done():
                await begun
                await told
        finally:
            self.stop.set()
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)
            await self.supervision.stop()
        if self.supervision.fault is not None:
            warn(self.supervision.fault)
            return 1
        return 0

    async def begin(self) -> None:
        """Start servers, migrate, start processes, greet."""
        settings = await self.servers()
        url = settings["DATABASE_URL"]
        # To migrate loads the domain, which a start that has nothing to do need not.
        if not await asyncio.to_thread(is_current, url):
            await asyncio.to_thread(migrate, url)
        if _remembers(settings):
            # Whom a restored backup brought back is not served.
            await (await contents()).forget_again(settings)
        # The API first: it takes longest, and is what everybody waits for.
        api, *others = (self.process(name, settings) for name in PROCESSES)
        _, shops = await asyncio.gather(
            self.supervision.start(api), self.shops(settings)
        )
        await self.supervision.start(*others)
        self.home.note_address(f"{HOST}:{self.port}")
        greeting = (await contents()).greeting
        said = await asyncio.to_thread(greeting, self.home, self.url, shops, self.stop)
        if not self.stop.is_set():
            say(said)

    async def shops(self, settings: dict[str, str]) -> list[Any]:
        """Have the demo tenants and their keys, and what is granted be right."""
        it = await contents()
        await asyncio.to_thread(migrate, settings["DATABASE_URL"])
        return await it.shops(settings, self.home) if self.with_demo else []

    async def servers(self) -> dict[str, str]:
        """Start the servers that the environment does not name; return all settings."""
        key, is_kept = master_key(self.home, self.given)
        settings = (
            ONE_THREAD
            | self.given
            | {
                # So that a developer's own server can be an endpoint of a sandbox.
                "WEBHOOK_LOOPBACK": "allowed",
                secret.NAME: key,
                "HOST": HOST,
                "PORT": str(self.port),
            }
        )
        settings.setdefault("ERASURE_JOURNAL", str(self.home.erasures))
        services: list[Service] = []
        if "DATABASE_URL" not in settings:
            services.append(postgres_of(self.home, self.sockets))
            settings["DATABASE_URL"] = postgres.url(self.sockets / "postgres")
        elif is_kept:
            say(KEPT.format(name=secret.NAME, home=self.home.path))
        if "REDIS_URL" not in settings:
            services.append(valkey_of(self.home, self.sockets))
            settings["REDIS_URL"] = valkey.url(self.sockets)
        await self.supervision.start(*services)
        if "DATABASE_URL" not in self.given:
            postgres.ensure_database(self.sockets / "postgres")
        return settings

    def process(self, name: str, settings: dict[str, str]) -> Service:
        """Describe one of the platform's own processes."""
        return Service(
            name=name,
            command=(sys.executable, "-m", "local.tether", *PROCESSES[name]),
            log=self.home.logs / f"{name}.log",
            environment=settings,
            ready=(lambda: is_ready(self.port)) if name == "api" else lambda: True,
        )


async def contents() -> ModuleType:
    """Return what knows the domain: long to load, and only needed beside the API."""
    return await asyncio.to_thread(load, "local.contents")


def _remembers(settings: dict[str, str]) -> bool:
    """Tell whether anybody is in the journal of erasures."""
    return any(Path(settings["ERASURE_JOURNAL"]).glob("*"))


def is_ready(port: int) -> bool:
    """Say whether the API answers, and has what it needs."""
    connection = HTTPConnection(HOST, port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
