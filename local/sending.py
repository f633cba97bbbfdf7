"""Rows for a bulk import, sent to a running API and resumed where it was broken off."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from ssl import SSLContext
from threading import Event
from typing import Any

import httpx
import msgspec

from local.environment import environment
from local.explained import ExplainedError
from local.home import home

# A request is long enough to keep both ends busy, and short enough to be done again.
REQUEST_ROWS = 10_000
CHUNK_BYTES = 64 * 1024
TIMEOUT_S = 120
TRIES_MAX = 6
PAUSE_S = 0.5
ERRORS_MAX = 100

LATER = frozenset({429, 502, 503, 504})
COUNTED = ("accepted", "unchanged", "rejected", "errors")

Rows = Callable[[], Iterator[Any]]
Report = Callable[[int], None]


class NotNow(Exception):
    """The API is busy or away; the same may work in a while."""


class SendingError(ExplainedError):
    """The API will not take the rows, and says why."""


@dataclass(slots=True)
class Outcome:
    """What became of the rows that were sent."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def add(self, summary: dict[str, Any]) -> None:
        """Add what one request answers."""
        self.merge(Outcome(**{name: summary[name] for name in COUNTED}))

    def merge(self, other: "Outcome") -> None:
        """Add what became of other rows."""
        self.accepted += other.accepted
        self.unchanged += other.unchanged
        self.rejected += other.rejected
        self.errors.extend(other.errors[: ERRORS_MAX - len(self.errors)])


def client(url: str, key: str) -> httpx.Client:
    """Return a client that speaks to an API as whoever holds a key."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(
        base_url=url, headers=headers, timeout=TIMEOUT_S, verify=_trusted()
    )


@cache
def _trusted() -> SSLContext:
    # Reading whom to trust takes 20 ms, which each client would do for itself.
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends rows as whoever holds a key, no more of them in memory than a chunk."""

    client: httpx.Client
    stop: Event = field(default_factory=Event)

    def begin(self, kind: str, name: str) -> tuple[str, int]:
        """Return where an import takes its rows, and how many of them it has."""
        begun = self.ask("POST", "/v1/imports", json={"kind": kind, "name": name})
        return f"/v1/imports/{begun['id']}", begun["rows_done"]

    def send(self, kind: str, name: str, rows: Rows, report: Report) -> Outcome:
        """Send the rows of an import that are not there yet; report how many are.

        An import is known by its kind and name: the same rows under the same names
        are sent once, whoever breaks off and begins again.
        """
        outcome, failures, done = Outcome(), 0, -1
        while not self.stop.is_set():
            try:
                before, (path, done) = done, self.begin(kind, name)
                failures = failures if done == before else 0
                report(done)
                self._send_rest(path, islice(rows(), done, None), done, outcome, report)
            except (httpx.TransportError, NotNow) as error:
                failures += 1
                if failures == TRIES_MAX:
                    raise SendingError(f"The API does not answer: {error}") from error
                self.stop.wait(PAUSE_S * 2**failures)
            else:
                break
        return outcome

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Return what the API answers, or say why it doesn't."""
        answer = self.client.request(method, path, **given)
        if answer.is_success:
            return answer.json()
        raise refusal(answer)

    def _send_rest(
        self,
        path: str,
        rows: Iterator[Any],
        done: int,
        outcome: Outcome,
        report: Report,
    ) -> None:
        for first in rows:
            if self.stop.is_set():
                return
            summary = self.ask(
                "POST",
                f"{path}/rows",
                params={"from": done},
                content=_chunks(chain((first,), islice(rows, REQUEST_ROWS - 1))),
                headers={"Content-Type": "application/x-ndjson"},
            )
            outcome.add(summary)
            done = summary["rows_done"]
            report(done)


def _chunks(rows: Iterator[Any]) -> Iterator[bytes]:
    """Give rows as lines of JSON, many to a chunk, as they are wanted."""
    encoder, buffer = msgspec.json.Encoder(), bytearray()
    for row in rows:
        buffer += encoder.encode(row) + b"\n"
        if len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


def refusal(answer: httpx.Response) -> NotNow | SendingError:
    """Return what to raise for an answer that is none, with what it says."""
    problem: dict[str, Any] = {}
    with suppress(ValueError):
        problem = answer.json()
    title = problem.get("title", answer.reason_phrase)
    detail = problem.get("detail") or problem.get("errors") or ""
    said = f"{answer.request.url.path}: {answer.status_code} {title} {detail}".rstrip()
    return NotNow(said) if answer.status_code in LATER else SendingError(said)


def running() -> str:
    """Return where the platform of this directory listens."""
    address = home(environment()).address
    if address is None:
        raise SendingError("Nothing runs here: name where the API is with --url.")
    return f"http://{address}"
