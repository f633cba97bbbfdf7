"""What stands in the way of a posting: functions of ours, statements of PostgreSQL."""

from collections.abc import Iterator
from itertools import count

from benchmarks import profile, seed, stack, statements
from benchmarks.effort import Effort
from benchmarks.figures import Table
from benchmarks.place import Place
from benchmarks.posters import Posters, Task
from benchmarks.shop import open_shop

CONNECTIONS = 32
HUNDRED = 100


def postings(place: Place, effort: Effort) -> Iterator[Table]:
    """Profile what posts, alone and through the stack."""
    shop = open_shop(place, "profile-ledger", "query { __typename }")
    seed.seed(place, shop, effort.customers)
    posters = Posters(
        place=place,
        shop=shop,
        customers=effort.customers,
        seconds=effort.seconds,
        numbers=count(),
        processes=1,
    )
    for size in (1, HUNDRED):
        for kind in ("earn", "spend"):
            seen = place.directory / f"posting-{kind}-{size}.profile"
            task = Task(kinds=(kind,), size=size, profile=str(seen))
            posted = int(posters.post(task, CONNECTIONS)["posted"])
            what = f"postings ({kind}), {_sets(size)}, over {CONNECTIONS} connections"
            yield profile.table("the ledger", what, seen, posted)
            with statements.listened(place) as heard:
                task = Task(kinds=(kind,), size=size)
                posted = int(posters.post(task, CONNECTIONS)["posted"])
            yield statements.table(heard, what, posted)
    seen = place.directory / "adjustments.profile"
    command = profile.profiled(seen)
    customers = stack.asked(effort.customers)
    with stack.stack(place, command, processes=1) as served:
        requests = stack.adjustments(shop, customers, 1)
        served.ask(requests, CONNECTIONS, effort.requests)
        with profile.watched(served.served[0], seen):
            served.send(requests, CONNECTIONS, effort.requests)
    yield profile.table("adjustments over HTTP", "requests", seen, effort.requests)


def _sets(size: int) -> str:
    return "one by one" if size == 1 else f"in sets of {size}"
