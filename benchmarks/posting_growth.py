"""Growth of the books: the same postings as the transfers become more."""

from itertools import count

from benchmarks import growth, seed
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.pgbench import Pgbench, pgbench
from benchmarks.place import Place
from benchmarks.posters import Posters, Task
from benchmarks.shop import open_shop

CONNECTIONS = 8
# Of each customer, as they are seeded.
ENTRIES = 10
ROUNDS_MAX = 3

NOTE = """\
Ten transfers a customer, written set by set to the tables of the ledger. At each size,
postings of all customers in turn over {connections} connections, {rounds} rounds of
{seconds} s, each beside a round of pgbench, whose database stays as it is. The ratio is
that of earning, as a share of pgbench, to that at first."""

COLUMNS = (
    Column(key="yard", head="pgbench/s"),
    Column(key="earn", head="earn/s"),
    Column(key="spend", head="spend/s"),
    Column(key="earn_share", head="earn / pgbench", digits=2),
    Column(key="spend_share", head="spend / pgbench", digits=2),
    Column(key="cpu_us", head="CPU µs, earn"),
    Column(key="postgres_us", head="PostgreSQL µs, earn"),
    Column(key="mib", head="database MiB"),
)


def curve(place: Place, effort: Effort) -> Table:
    """Measure at one number of transfers after the other."""
    shop = open_shop(place, "books", "query { __typename }")
    numbers = count()
    yard = pgbench(place, max(effort.connections))
    rounds = min(effort.rounds, ROUNDS_MAX)
    samples: dict[str, list[Sample]] = {}
    already = 0
    for transfers in effort.transfers:
        customers = max(1, transfers // ENTRIES)
        seed.seed(place, shop, customers, already=already)
        already = customers
        posters = Posters(
            place=place,
            shop=shop,
            customers=customers,
            seconds=effort.seconds,
            numbers=numbers,
        )
        samples[f"{transfers:,} transfers"] = [
            _round(posters, yard, effort.seconds) for _ in range(rounds)
        ]
    return Table(
        title="Growth of the ledger",
        note=NOTE.format(
            connections=CONNECTIONS, rounds=rounds, seconds=effort.seconds
        ),
        columns=COLUMNS,
        compared="earn_share",
        yard_stick=f"{effort.transfers[0]:,} transfers",
        samples=samples,
    )


def _round(posters: Posters, yard: Pgbench, seconds: float) -> Sample:
    its = yard.run(CONNECTIONS, seconds)["rate"]
    earn = posters.post(Task(kinds=("earn",)), CONNECTIONS)
    spend = posters.post(Task(kinds=("spend",)), CONNECTIONS)
    return {
        "yard": its,
        "earn": earn["rate"],
        "spend": spend["rate"],
        "earn_share": earn["rate"] / its,
        "spend_share": spend["rate"] / its,
        "cpu_us": earn["cpu_us"],
        "postgres_us": earn["postgres_us"],
        "mib": growth.size(posters.place),
    }
