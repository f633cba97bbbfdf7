"""A platform that a test starts as a person would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from local import postgres
from local.home import Home

SERVERS = ("postgres", "valkey-server")
PATIENCE_S = 30


class Running:
    """A platform that somebody started, and what it said."""

    def __init__(self, home: Path, *options: str, **environment: str) -> None:
        self.home = Home(home)
        self.environment = {"STAMGAST_HOME": str(home), "PORT": "0", **environment}
        self.process = psutil.Popen(
            [sys.executable, "-m", "local", "up", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**clean_environment(), **self.environment},
        )

    def wait(self) -> str:
        """Return the greeting."""
        said = ""
        while "/logs" not in said:
            line = self.process.stdout.readline()
            assert line, said
            said += line
        return said

    def family(self) -> dict[str, psutil.Process]:
        """Return the processes by what they do."""
        found: dict[str, psutil.Process] = {}
        for process in self.process.children():
            with suppress(psutil.NoSuchProcess, IndexError):  # It is ending, or new.
                words = process.cmdline()
                name = Path(words[0]).name
                found[name if name in SERVERS else words[-1]] = process
        return found

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return code


def clean_environment() -> dict[str, str]:
    named = ("DATABASE_URL", "REDIS_URL", "STAMGAST_MASTER_KEY")
    return {name: value for name, value in os.environ.items() if name not in named}


@contextmanager
def up(home: Path, **environment: str) -> Generator[Running]:
    running = Running(home, "--no-demo", **environment)
    try:
        running.wait()
        yield running
    finally:
        if running.process.is_running():
            running.end()


def gone(process: psutil.Process) -> bool:
    return psutil.wait_procs([process], PATIENCE_S)[1] == []


def url_of(running: Running) -> str:
    assert running.home.sockets is not None
    return postgres.url(running.home.sockets / "postgres")


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def curl(url: str) -> bytes:
    return subprocess.run(
        ["/usr/bin/curl", "-s", url], capture_output=True, check=False
    ).stdout
