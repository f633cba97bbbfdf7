"""How much is measured: enough to be sure of a figure, or to see that it works."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The sizes of all benchmarks.

    `orders` is how many of a shop's orders are imported, None for all; `curve` has the
    numbers of customers, and `transfers` those of transfers, at which growth is
    measured; `entries` is how many one customer has. The ledger is measured over each
    number of `connections`. `references` is a Python that has the libraries that people
    use, to be measured beside ours.
    """

    rounds: int
    customers: int
    requests: int
    seconds: float
    orders: int | None
    curve: tuple[int, ...]
    transfers: tuple[int, ...]
    connections: tuple[int, ...]
    entries: int = 100_000
    references: Path | None = None


QUICK = Effort(
    rounds=1,
    customers=500,
    requests=500,
    seconds=0.3,
    orders=2_000,
    curve=(500, 1_000),
    transfers=(5_000, 10_000),
    connections=(4,),
    entries=2_000,
)
USUAL = Effort(
    rounds=5,
    customers=10_000,
    requests=5_000,
    seconds=5,
    orders=None,
    curve=(10_000, 100_000),
    transfers=(10_000, 100_000, 1_000_000, 10_000_000),
    connections=(1, 8, 32),
)
FULL = Effort(
    rounds=7,
    customers=10_000,
    requests=10_000,
    seconds=10,
    orders=None,
    curve=(10_000, 100_000, 1_000_000),
    transfers=(10_000, 100_000, 1_000_000, 10_000_000),
    connections=(1, 8, 32),
)
