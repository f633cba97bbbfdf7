"""Seals: what it costs posting that another process seals what is posted meanwhile."""

from functools import partial

from benchmarks.effort import Effort
from benchmarks.figures import Column, Table, interleaved
from benchmarks.posters import Posters, Task

CONNECTIONS = 32
ALONE, BESIDE = "ledger: earn, nobody seals", "ledger: earn, sealed as it is posted"

NOTE = """\
One process seals what two others post over {connections} connections, when it is half a
second old: as many transfers as are posted, which is all that the schedule ever does,
but at the worst time. What waited was sealed before. {rounds} rounds of {seconds} s,
interleaved; the ratio is that to posting with nobody beside it. The sealer takes its
part of the same two cores, and its CPU µs are for each transfer that it sealed."""

COLUMNS = (
    Column(key="rate", head="a second"),
    Column(key="cpu_us", head="CPU µs"),
    Column(key="postgres_us", head="PostgreSQL µs"),
    Column(key="sealed_rate", head="sealed a second"),
    Column(key="sealer_us", head="sealer CPU µs", digits=1),
)


def compare(posters: Posters, effort: Effort) -> Table:
    """Measure posting in turns with and without a sealer beside it."""
    earn = Task(kinds=("earn",))
    contenders = {
        ALONE: partial(posters.post, earn, CONNECTIONS),
        BESIDE: partial(posters.post_sealed, earn, CONNECTIONS),
    }
    return Table(
        title="Seals",
        note=NOTE.format(
            connections=CONNECTIONS, rounds=effort.rounds, seconds=effort.seconds
        ),
        columns=COLUMNS,
        compared="rate",
        yard_stick=ALONE,
        samples=interleaved(contenders, effort.rounds),
    )
