"""The whole stack: requests that post, through as many API processes as cores."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count, cycle

from benchmarks import load, seed
from benchmarks.contenders import (
    Contender,
    Serving,
    WrongAnswerError,
    post,
    python,
    serving,
)
from benchmarks.figures import Sample
from benchmarks.load import NUMBER
from benchmarks.place import Place
from benchmarks.processes import HOST
from benchmarks.shop import Shop
from domain.kernel import CustomerId

CREATED = 201
PROCESSES = 2
ASKED = 2_000
US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """API processes that share the load."""

    place: Place
    served: Sequence[Serving]
    numbers: "count[int]"

    def ask(self, requests: Sequence[str], connections: int, total: int) -> Sample:
        """Send requests over so many connections and return what answering took."""
        self.send(requests, connections, max(total // 10, connections))
        cpu = self._cpu_seconds()
        behind = self.place.postgres.cpu_seconds()
        seen = self.send(requests, connections, total)
        behind = self.place.postgres.cpu_seconds() - behind
        cpu = self._cpu_seconds() - cpu
        return {
            "rate": total / seen.seconds,
            "cpu_us": cpu / total * US_PER_S,
            "postgres_us": behind / total * US_PER_S,
            "p50_ms": seen.p50_ms,
            "p99_ms": seen.p99_ms,
        }

    def send(self, requests: Sequence[str], connections: int, total: int) -> load.Seen:
        """Send requests, and refuse any answer but that something was made."""
        seen = load.send(
            load.Plan(
                host=HOST,
                ports=[each.port for each in self.served],
                connections=connections,
                total=total,
                requests=list(requests),
                expected=CREATED,
                first=next(self.numbers) * 1_000_000,
            )
        )
        if seen.failures:
            raise WrongAnswerError(
                f"{seen.failures} of {total} failed; the first answer was "
                f"{seen.status} {seen.body}"
            )
        return seen

    def _cpu_seconds(self) -> float:
        return sum(each.family.cpu_seconds() for each in self.served)


@contextmanager
def stack(
    place: Place, command: tuple[str, ...] = python("api"), processes: int = PROCESSES
) -> Generator[Stack]:
    """Run API processes around a block."""
    with ExitStack() as opened:
        served = [
            opened.enter_context(
                serving(
                    Contender(
                        name=f"api-{number}",
                        command=command,
                        settings=place.settings,
                        requests=(),
                    ),
                    place.postgres,
                    place.directory,
                )
            )
            for number in range(processes)
        ]
        yield Stack(place=place, served=served, numbers=count(1))


def adjustments(
    shop: Shop, customers: Sequence[CustomerId], amount: int, *, keyed: bool = False
) -> list[str]:
    """Return requests that give or take by hand, by keys of the shop in turn."""
    keys = _keys(shop, keyed=keyed)
    body = {"amount": amount, "reason": "bench"}
    return [
        post(f"/v1/customers/{each}/adjustments", body, key)
        for each, key in zip(customers, keys, strict=False)
    ]


def orders(shop: Shop, total: int) -> list[str]:
    """Return requests that record orders, by which customers earn."""
    keys = _keys(shop, keyed=False)
    return [
        post(
            "/v1/orders",
            {
                "external_id": NUMBER,
                "customer": {"external_id": str(1 + number)},
                "occurred_at": "2026-06-01T12:00:00Z",
                "currency": "USD",
                "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 1_250}],
            },
            key,
        )
        for number, key in zip(range(total), keys, strict=False)
    ]


def asked(total: int) -> list[CustomerId]:
    """Return customers from all over those that there are."""
    return seed.some(total, ASKED)


def _keys(shop: Shop, *, keyed: bool) -> "cycle[dict[str, str]]":
    named = {"Idempotency-Key": NUMBER} if keyed else {}
    return cycle(
        [{"Authorization": f"Bearer {secret}", **named} for secret in shop.secrets]
    )
