"""`stamgast up`: everything on this machine, until Ctrl-C."""

import asyncio
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Annotated

import typer

from local import postgres, secret, valkey
from local.console import say, warn
from local.environment import environment, master_key, postgres_of, valkey_of
from local.home import Home, HomeError, home
from local.migrations import migrate
from local.service import Service
from local.supervision import Supervision

HOST = "127.0.0.1"
PORT_WISHED = 8000
ANSWER_S = 5

# What runs beside the servers, by name.
PROCESSES = {
    "api": ("api",),
    "relay": ("workers", "relay"),
    "worker": ("workers", "work"),
    "schedule": ("workers", "schedule"),
}

GREETING = """
Stamgast is up. Ctrl-C stops it; what it knows stays in {home}.

  REST      {url}/openapi.json
  GraphQL   {url}/graphql
  Logs      {home}/logs
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Up:
    """One run of the platform: where it lives, what it was told, where it listens."""

    home: Home
    given: dict[str, str]
    sockets: Path
    port: int
    supervision: Supervision

    async def run(self) -> int:
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
        await asyncio.to_thread(migrate, settings["DATABASE_URL"])
        await self.supervision.start(
            *(self.process(name, settings) for name in PROCESSES)
        )
        self.home.note_address(f"{HOST}:{self.port}")
        url = f"http://{HOST}:{self.port}"
        say(GREETING.format(url=url, home=self.home.path))

    async def servers(self) -> dict[str, str]:
        """Start the servers that the environment does not name; return all settings."""
        key, is_kept = master_key(self.home, self.given)
        settings = self.given | {
            secret.NAME: key,
            "HOST": HOST,
            "PORT": str(self.port),
        }
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


KEPT = """\
The database is yours, but {name} is not set: the key that encrypts personal data is
kept in {home}/secrets.env. Keep that file as well as you keep the database."""


def up(
    port: Annotated[
        int | None, typer.Option(envvar="PORT", help="Where the API listens.")
    ] = None,
) -> None:
    """Run everything on this machine, until Ctrl-C."""
    place = home(environment())
    with place.locked(), place.fresh_sockets() as sockets:
        run = Up(
            home=place,
            given=environment(),
            sockets=sockets,
            port=_port(port),
            supervision=Supervision(say),
        )
        code = asyncio.run(run.run())
    raise typer.Exit(code)


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


def _port(given: int | None) -> int:
    """Return a port that can be had: the given one, or else the usual one or any."""
    for port in (PORT_WISHED, 0) if given is None else (given,):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise HomeError(f"Somebody else listens on port {given}. Name another in PORT.")
