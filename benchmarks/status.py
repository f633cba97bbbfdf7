"""Status: what an answer costs the server's processor, ours and others'."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks import node, seed
from benchmarks.competitors.graph import DOCUMENT
from benchmarks.contenders import Contender, get, post, python, serving
from benchmarks.effort import Effort
from benchmarks.figures import Column, Table, interleaved
from benchmarks.place import Place
from benchmarks.shop import Shop, open_shop, tokens
from domain import documents
from domain.kernel import CustomerId, ids

# So many that none of them asks more than a customer may.
ASKED = 2_000
YARD_STICK = "Starlette + psycopg, two queries"

# The whole status, as the storefront's widgets ask for it.
TRUSTED = """
query Status($id: ID!) {
  customer(id: $id) {
    id
    status {
      balances {
        unit
        name
        available
        pending
        debt
        expiring { at amount }
        arriving { at amount }
        nextThreshold { name amount missing }
        entries {
          id
          kind
          amount
          debit
          credit
          availableAfter
          pendingAfter
          sourceType
          sourceId
          occurredAt
        }
      }
    }
  }
}
"""

NOTE = """\
{customers:,} customers with ten entries each; {asked:,} requests a round from 8
connections to one process, {rounds} rounds. Processor time is that of the server's own
process; PostgreSQL's is apart. Ours checks the key or token, the tenant and the limit,
logs and counts; the others only answer."""

COLUMNS = (
    Column(key="cpu_us", head="CPU µs"),
    Column(key="postgres_us", head="PostgreSQL µs"),
    Column(key="p50_ms", head="p50 ms", digits=1),
    Column(key="p99_ms", head="p99 ms", digits=1),
    Column(key="rate", head="requests/s"),
)


def compare(place: Place, effort: Effort, packages: Path | None) -> Table:
    """Measure ours and the others in turn."""
    shop = open_shop(place, "status", TRUSTED)
    seed.seed(place, shop, effort.customers)
    asked = seed.some(effort.customers, ASKED)
    contenders = [
        *others(place, shop, asked),
        *(node.contenders(place, shop, asked, packages) if packages else ()),
        *ours(place, shop, asked),
    ]
    with ExitStack() as stack:
        at_work = [
            stack.enter_context(serving(each, place.postgres, place.directory))
            for each in contenders
        ]
        samples = interleaved(
            {
                each.contender.name: partial(each.measure, effort.requests)
                for each in at_work
            },
            effort.rounds,
        )
    return Table(
        title="Status",
        note=NOTE.format(
            customers=effort.customers, asked=effort.requests, rounds=effort.rounds
        ),
        columns=COLUMNS,
        compared="cpu_us",
        yard_stick=YARD_STICK,
        samples=samples,
    )


def others(
    place: Place, shop: Shop, asked: Sequence[CustomerId]
) -> Iterator[Contender]:
    """Give the servers in Python that only answer."""
    settings = {**place.settings, "BENCH_TENANT": str(shop.tenant)}
    customers = [str(ids.decode(each)) for each in asked]
    paths = [get(f"/customers/{each}/status") for each in customers]
    graph = [
        post("/graphql", {"query": DOCUMENT, "variables": {"id": each}})
        for each in customers
    ]
    for name, application, requests in (
        (YARD_STICK, "two-queries", paths),
        ("Starlette + psycopg, one query in JSON", "one-query", paths),
        ("floor: raw ASGI, one query in JSON", "floor", paths),
        ("default Strawberry", "strawberry", graph),
    ):
        yield Contender(
            name=name,
            command=python("benchmarks.competitors", application),
            settings=settings,
            requests=requests,
        )


def ours(place: Place, shop: Shop, asked: Sequence[CustomerId]) -> Iterator[Contender]:
    """Give our API, asked by the shop's server and by its customers."""
    keys = [{"Authorization": f"Bearer {secret}"} for secret in shop.secrets]
    paths = [
        get(f"/v1/customers/{each}/status", key)
        for each, key in zip(asked, cycle(keys), strict=False)
    ]
    named = documents.name_of(TRUSTED)
    graph = [
        post(
            "/graphql",
            {"documentId": named, "variables": {"id": each}},
            {"Authorization": f"Bearer {token}"},
        )
        for each, token in zip(asked, tokens(place, shop, asked), strict=True)
    ]
    for name, requests in (
        ("Stamgast, REST, secret key", paths),
        ("Stamgast, trusted document, customer token", graph),
    ):
        yield Contender(
            name=name,
            command=python("api"),
            settings=place.settings,
            requests=requests,
        )
