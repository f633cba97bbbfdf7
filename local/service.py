"""A process that serves others: how it is started, known to be ready, and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.explained import ExplainedError

READY_S = 60
POLL_S = 0.02
TAIL_LINES = 20
TAIL_BYTES = 8192
LOG_BYTES_MAX = 16 * 1024 * 1024

LAUNCH = Path(__file__).with_name("launch.py")
PROJECT = Path(__file__).parent.parent


class NotReadyError(ExplainedError):
    """A service ended or stayed silent where it should have become ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What to run, where it writes its log, and how to tell that it is ready."""

    name: str
    command: tuple[str, ...]
    log: Path
    ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    directory: Path = PROJECT
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 15

    def open_log(self) -> Any:
        """Open the log to append to it; the one before is kept when it grows large."""
        self.log.parent.mkdir(exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")

    def tail(self) -> str:
        """Return the last lines of the log."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - TAIL_BYTES))
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def failed(self, what: str) -> NotReadyError:
        """Return an error that says what happened and what the log says about it."""
        return NotReadyError(f"{self.name} {what}.\n{self.log}:\n{self.tail()}")


def launched(
    number: signal.Signals, *command: str, options: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return a command that gets a signal when we end; see `launch`."""
    tie = ("--parent", str(os.getpid()), "--signal", str(number.value))
    return (sys.executable, "-IS", str(LAUNCH), *options, *tie, "--", *command)


def await_ready(service: Service, ended: Callable[[], int | None]) -> None:
    """Return as soon as a service is ready."""
    until = time.monotonic() + READY_S
    while not service.ready():
        code = ended()
        if code is not None:
            raise service.failed(f"ended with {code} before it was ready")
        if time.monotonic() > until:
            raise service.failed(f"was not ready within {READY_S} s")
        time.sleep(POLL_S)


@contextmanager
def running(service: Service) -> Generator[subprocess.Popen[bytes]]:
    """Run a service around a block, and give its process."""
    service.prepare()
    with service.open_log() as log:
        process = subprocess.Popen(
            service.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=service.directory,
            env=dict(service.environment) or None,
            start_new_session=True,
        )
    try:
        await_ready(service, process.poll)
        yield process
    finally:
        process.send_signal(service.stop_signal)
        try:
            process.wait(service.grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
