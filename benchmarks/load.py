"""Load from a process of its own: a few connections, each asks when it was answered.

`python -m benchmarks.load` takes a plan on standard input and gives what it saw on
standard output, both in JSON.
"""

import asyncio
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter
from typing import cast

import httptools
import msgspec
import uvloop

OK = 200
TIMEOUT_S = 300
# Where a request has a number of its own, as many letters as this.
NUMBER = "#1234567890#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which requests to send, one after another from the first again, and how often.

    The connections take turns at the ports. Requests that hold `NUMBER` are given
    numbers that follow one another from `first`, none of which comes twice.
    """

    host: str
    ports: list[int]
    connections: int
    total: int
    requests: list[str]
    expected: int = OK
    first: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the requests of a plan met with."""

    seconds: float
    p50_ms: float
    p99_ms: float
    failures: int
    # Of the first answer, by which to see that all contenders tell the same.
    status: int
    body: str


@dataclass(slots=True)
class Run:
    """A plan under way."""

    plan: Plan
    latencies: list[float] = field(default_factory=list[float])
    failures: int = 0
    first: tuple[int, bytes] | None = None
    sent: int = 0

    def note(self, latency: float, status: int, body: bytes) -> None:
        """Note an answer."""
        self.latencies.append(latency)
        self.failures += status != self.plan.expected
        if self.first is None:
            self.first = status, body


class Connection(asyncio.Protocol):
    """A connection that is kept alive until the plan is done."""

    def __init__(self, run: Run, requests: "cycle[bytes]") -> None:
        self.run = run
        self.requests = requests
        self.number = NUMBER.encode()
        self.numbered = any(NUMBER in each for each in run.plan.requests)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self.began = 0.0
        self.body = b""
        self.parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail if there was more to ask."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("closed by the server"))

    def on_body(self, body: bytes) -> None:
        """Keep a part of the answer."""
        self.body += body

    def on_message_complete(self) -> None:
        """Note an answer and ask again."""
        status = self.parser.get_status_code()
        self.run.note(perf_counter() - self.began, status, self.body)
        self.body = b""
        self._ask()

    def _ask(self) -> None:
        assert self.transport is not None
        if self.run.sent == self.run.plan.total:
            if not self.done.done():
                self.done.set_result(None)
            return
        self.run.sent += 1
        self.began = perf_counter()
        request = next(self.requests)
        if self.numbered:
            number = self.run.plan.first + self.run.sent
            request = request.replace(self.number, b"%0*d" % (len(NUMBER), number))
        self.transport.write(request)


async def carry_out(plan: Plan) -> Seen:
    """Send the requests of a plan and return what they met with."""
    run = Run(plan)
    requests = cycle([request.encode() for request in plan.requests])
    loop = asyncio.get_running_loop()
    began = perf_counter()
    made = [
        await loop.create_connection(lambda: Connection(run, requests), plan.host, port)
        for _, port in zip(range(plan.connections), cycle(plan.ports))
    ]
    await asyncio.gather(*(connection.done for _, connection in made))
    seconds = perf_counter() - began
    for transport, _ in made:
        transport.close()
    status, body = run.first or (0, b"")
    ordered = sorted(run.latencies)
    return Seen(
        seconds=seconds,
        p50_ms=ordered[len(ordered) // 2] * 1000,
        p99_ms=ordered[len(ordered) * 99 // 100] * 1000,
        failures=run.failures,
        status=status,
        body=body.decode(errors="replace"),
    )


def send(plan: Plan) -> Seen:
    """Carry a plan out in another process, which shares no processor time with ours."""
    told = subprocess.run(
        (sys.executable, "-m", "benchmarks.load"),
        input=msgspec.json.encode(plan),
        stdout=subprocess.PIPE,
        timeout=TIMEOUT_S,
        check=True,
    )
    return msgspec.json.decode(told.stdout, type=Seen)


def main() -> None:
    """Carry out the plan on standard input."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    seen = uvloop.run(carry_out(plan))
    sys.stdout.buffer.write(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
