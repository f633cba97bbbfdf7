"""Posting: transfers a second, alone and through the whole stack, against pgbench."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

from benchmarks import posting_seals, seed, stack
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table, interleaved
from benchmarks.pgbench import pgbench
from benchmarks.place import Place
from benchmarks.posters import Posters, Task
from benchmarks.shop import Shop, open_shop
from benchmarks.stack import Stack

YARD_STICK = "pgbench, tpcb-like"
HUNDRED, THOUSAND = 100, 1_000

NOTE = """\
{customers:,} accounts with ten entries at first, {connections} connections over two
processes, {rounds} rounds of {seconds} s or {requests:,} requests, each posting durable
when it is answered. pgbench sends prepared statements from C and does one transaction
of five statements; its database has scale {scale}. CPU is that of the processes that
post, or of the API; of the stack, the load takes its part of the same cores."""

COLUMNS = (
    Column(key="rate", head="a second"),
    Column(key="cpu_us", head="CPU µs"),
    Column(key="postgres_us", head="PostgreSQL µs"),
    Column(key="p50_ms", head="p50 ms", digits=1),
    Column(key="p99_ms", head="p99 ms", digits=1),
)

EARN = Task(kinds=("earn",))
SPEND = Task(kinds=("spend",))
HOT = Task(kinds=("earn", "spend"), customers=1)


def compare(place: Place, effort: Effort) -> Iterator[Table]:
    """Measure the ledger and pgbench in turn, over few connections and over many."""
    shop = open_shop(place, "posting", "query { __typename }")
    seed.seed(place, shop, effort.customers)
    posters = Posters(
        place=place,
        shop=shop,
        customers=effort.customers,
        seconds=effort.seconds,
        numbers=count(),
    )
    # Or else its connections wait for each other's branch.
    scale = max(effort.connections)
    yard = pgbench(place, scale)
    with stack.stack(place) as served:
        for connections in effort.connections:
            contenders = {
                YARD_STICK: partial(yard.run, connections, effort.seconds),
                **_alone(posters, connections),
                **_whole(served, shop, effort, connections),
            }
            yield Table(
                title=f"Ledger, {connections} connections",
                note=NOTE.format(
                    customers=effort.customers,
                    connections=connections,
                    rounds=effort.rounds,
                    seconds=effort.seconds,
                    requests=effort.requests,
                    scale=scale,
                ),
                columns=COLUMNS,
                compared="rate",
                yard_stick=YARD_STICK,
                samples=interleaved(contenders, effort.rounds),
            )
    yield posting_seals.compare(posters, effort)


def _alone(posters: Posters, connections: int) -> dict[str, Callable[[], Sample]]:
    silent = Task(kinds=EARN.kinds, outbox=False)
    tasks: dict[str, Task] = {
        "ledger: earn": EARN,
        "ledger: spend": SPEND,
        "ledger: earn and spend, one hot account": HOT,
        f"ledger: earn, sets of {HUNDRED}": Task(kinds=("earn",), size=HUNDRED),
        f"ledger: earn, sets of {THOUSAND:,}": Task(kinds=("earn",), size=THOUSAND),
        "ledger: earn, without outbox": silent,
    }
    return {
        **{name: partial(posters.post, tasks[name], connections) for name in tasks},
        "ledger: earn, without row security": partial(
            posters.post_unfenced, EARN, connections
        ),
    }


def _whole(
    served: Stack, shop: Shop, effort: Effort, connections: int
) -> dict[str, Callable[[], Sample]]:
    customers = stack.asked(effort.customers)
    requests: dict[str, Sequence[str]] = {
        "HTTP: earn, POST …/adjustments": stack.adjustments(shop, customers, 1),
        "HTTP: spend, POST …/adjustments": stack.adjustments(shop, customers, -1),
        "HTTP: earn, with Idempotency-Key": stack.adjustments(
            shop, customers, 1, keyed=True
        ),
        "HTTP: POST /v1/orders, which earns": stack.orders(shop, effort.customers),
    }
    return {
        name: partial(served.ask, requests[name], connections, effort.requests)
        for name in requests
    }
