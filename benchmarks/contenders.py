"""Who is asked for a status, how, and what answering cost them."""

import json
import signal
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load
from benchmarks.figures import Sample
from benchmarks.processes import HOST, Family, free_port, is_listening
from local.service import Service, launched, running

CONNECTIONS = 8
US_PER_S = 1_000_000
# By which an answer shows that it holds all entries, whatever it calls their time.
ENTRY = "occurred"
ENTRIES = 10


class WrongAnswerError(Exception):
    """A contender did not answer the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A server, and the requests that ask it for the status of many customers."""

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, str]
    requests: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A contender at work, and the database behind it."""

    contender: Contender
    port: int
    family: Family
    postgres: Family

    def measure(self, total: int) -> Sample:
        """Ask so many times, after some that warm up, and return what it took."""
        self.ask(max(total // 5, len(self.contender.requests)))
        cpu, behind = self.family.cpu_seconds(), self.postgres.cpu_seconds()
        seen = self.ask(total)
        cpu = self.family.cpu_seconds() - cpu
        behind = self.postgres.cpu_seconds() - behind
        return {
            "cpu_us": cpu / total * US_PER_S,
            "postgres_us": behind / total * US_PER_S,
            "p50_ms": seen.p50_ms,
            "p99_ms": seen.p99_ms,
            "rate": total / seen.seconds,
        }

    def ask(self, total: int) -> load.Seen:
        """Ask so many times, and refuse any answer but the right one."""
        seen = load.send(
            load.Plan(
                host=HOST,
                ports=[self.port],
                connections=CONNECTIONS,
                total=total,
                requests=list(self.contender.requests),
            )
        )
        if seen.failures or seen.body.count(ENTRY) != ENTRIES:
            raise WrongAnswerError(
                f"{self.contender.name}: {seen.failures} of {total} failed; "
                f"the first answer was {seen.status} {seen.body}"
            )
        return seen


@contextmanager
def serving(contender: Contender, postgres: Family, logs: Path) -> Generator[Serving]:
    """Run a contender around a block."""
    port = free_port()
    service = Service(
        name=contender.name,
        command=contender.command,
        log=logs / f"{contender.name.replace(' ', '-').replace('/', '-')}.log",
        environment={**contender.settings, "HOST": HOST, "PORT": str(port)},
        ready=lambda: is_listening(port),
    )
    with running(service) as process:
        yield Serving(
            contender=contender,
            port=port,
            family=Family(process.pid),
            postgres=postgres,
        )


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module, and ends when we do, however we end."""
    return launched(signal.SIGTERM, sys.executable, "-m", module, *arguments)


def get(path: str, headers: Mapping[str, str] | None = None) -> str:
    """Return a GET request."""
    return _request("GET", path, headers or {}, "")


def post(path: str, content: object, headers: Mapping[str, str] | None = None) -> str:
    """Return a POST request with JSON."""
    body = json.dumps(content)
    length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _request("POST", path, {**length, **(headers or {})}, body)


def _request(method: str, path: str, headers: Mapping[str, str], body: str) -> str:
    lines = (f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{''.join(lines)}\r\n{body}"
