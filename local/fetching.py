"""An export of a running API, written to a file and resumed where it was broken off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import httpx

from domain.exports import ExportFormat, ExportKind
from local.exported import Whole, whole
from local.sending import PAUSE_S, TRIES_MAX, NotNow, Sender, SendingError, refusal

# Told with how many rows there are, and how many of them came.
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches rows as whoever holds a key, a piece of them at once in memory."""

    client: httpx.Client
    stop: Event = field(default_factory=Event)

    def fetch(
        self, kind: ExportKind, form: ExportFormat, path: Path, report: Report
    ) -> None:
        """Add to a file all that it has not got; report how far it is.

        What is whole of it stays, so that the same command goes on after a cut, and
        fetches later what is new.
        """
        failures, length = 0, -1
        while not self.stop.is_set():
            try:
                found = whole(path, form)
                before, length = length, found.length
                failures = failures if length == before else 0
                self._fetch_rest(kind, form, path, found, report)
            except (httpx.TransportError, NotNow) as error:
                failures += 1
                if failures == TRIES_MAX:
                    raise SendingError(f"The API does not answer: {error}") from error
                self.stop.wait(PAUSE_S * 2**failures)
            else:
                break

    def _fetch_rest(
        self,
        kind: ExportKind,
        form: ExportFormat,
        path: Path,
        found: Whole,
        report: Report,
    ) -> None:
        after = {} if found.last is None else {"after": found.last}
        far = Sender(self.client).ask("GET", _at(kind, "/progress"), params=after)
        rows, done = far["rows"], far["done"]
        report(rows, done)
        asked: dict[str, Any] = {"format": form.value, **after}
        with (
            self.client.stream("GET", _at(kind), params=asked) as answer,
            path.open("ab") as file,
        ):
            if not answer.is_success:
                answer.read()
                raise refusal(answer)
            # Without a row there is no id to go on from: it is begun anew.
            file.truncate(found.length if found.last else 0)
            for piece in answer.iter_bytes():
                file.write(piece)
                done += piece.count(b"\n")
                report(rows, min(done, rows))
                if self.stop.is_set():
                    return
        report(rows, rows)


def _at(kind: ExportKind, more: str = "") -> str:
    return f"/v1/exports/{kind.value}{more}"
