"""All that `make up` runs, in a directory of its own, to be killed at will."""

import asyncio
import sys
import tempfile
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from socket import socket

import psutil

from local import postgres, secret, valkey
from local.migrations import migrate
from local.run import HOST, is_ready
from local.service import Service
from local.supervision import Supervision
from tests.world import MASTER_KEY

NAMES = ("postgres", "valkey", "api", "relay", "worker")
PATIENCE_S = 300
# Between two kills; some come before everybody is back from the last.
PAUSE_S = (0.5, 4.5)
WORKERS = {"relay": "relay", "worker": "work"}


@dataclass(slots=True, kw_only=True)
class House:
    """Servers and processes, which are started again when they end."""

    directory: Path
    sockets: Path
    port: int
    mail_port: int
    durability: dict[str, str]
    supervision: Supervision
    kills: list[str] = field(default_factory=list[str])

    @property
    def database_url(self) -> str:
        return postgres.url(self.sockets / "postgres")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": valkey.url(self.sockets),
            secret.NAME: b64encode(MASTER_KEY).decode(),
            "HOST": HOST,
            "PORT": str(self.port),
            "SMTP_URL": f"smtp://{HOST}:{self.mail_port}",
            "MAIL_FROM": "no-reply@hoek.example",
        }

    async def start(self) -> None:
        """Start servers, migrate, start processes."""
        await self.supervision.start(
            postgres.service(
                self.directory / "postgres",
                self.sockets / "postgres",
                self.directory / "postgres.log",
                settings=self.durability,
            ),
            valkey.service(
                self.directory / "valkey", self.sockets, self.directory / "valkey.log"
            ),
        )
        postgres.ensure_database(self.sockets / "postgres")
        await asyncio.to_thread(migrate, self.database_url)
        await self.supervision.start(
            self._process("api", "api"),
            *(
                self._process(name, "tests.storm.process", role)
                for name, role in WORKERS.items()
            ),
        )

    def kill(self, name: str) -> bool:
        """Kill a process and its children with no time for a last word, if it runs."""
        ours = {each.pid: each for each in psutil.Process().children()}
        process = ours.get(self.supervision.pids()[name])
        if process is None or process.status() == psutil.STATUS_ZOMBIE:
            return False
        with suppress(psutil.NoSuchProcess):
            # The first first, or it would see that its children end.
            process.suspend()
            for each in (process, *process.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    each.kill()
        self.kills.append(name)
        return True

    async def calm(self) -> None:
        """Return when everybody is back."""
        await until(lambda: asyncio.to_thread(is_ready, self.port))

    def _process(self, name: str, *module: str) -> Service:
        return Service(
            name=name,
            command=(sys.executable, "-m", "local.tether", "0", *module),
            log=self.directory / f"{name}.log",
            environment=self.settings,
            ready=(lambda: is_ready(self.port)) if name == "api" else lambda: True,
        )


@asynccontextmanager
async def house(
    directory: Path, mail_port: int, durability: dict[str, str] | None = None
) -> AsyncGenerator[House]:
    """Run a house that hands its mails to a port; leave no process behind."""
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="stamgast-") as short:
        made = House(
            directory=directory,
            sockets=Path(short),
            port=_free_port(),
            mail_port=mail_port,
            durability=durability or {},
            supervision=Supervision(said.append, quick_s=0),
        )
        try:
            await made.start()
            yield made
        finally:
            await made.supervision.stop()


async def storm(house: House, seed: int, names: tuple[str, ...], kills: int) -> None:
    """Kill at random instants; everybody in turn, but in a random order."""
    chance, waiting = Random(seed), list[str]()
    while len(house.kills) < kills:
        waiting = waiting or chance.sample(names, len(names))
        await asyncio.sleep(chance.uniform(*PAUSE_S))
        # Whoever was killed just now may not be back; then it is the next one's turn.
        house.kill(waiting.pop())


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return when something holds; it is asked again and again."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.2)


def _free_port() -> int:
    with socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
