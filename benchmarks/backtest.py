"""Back-test: orders a second that drafts are tried on, over histories that came in."""

import asyncio
import cProfile
import time
from collections.abc import Iterator

from benchmarks import backtest_stages, bulk, history
from benchmarks import profile as profiles
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.history import History
from benchmarks.place import Place
from benchmarks.shop import Shop, open_shop, operator_of, platform_of
from demo.tenants import CDNOW, GROCER, DemoTenant
from domain import earning, simulation
from domain.kernel import Platform

ROUNDS_MAX = 3
US_PER_S = 1_000_000
DOCUMENT = "query { __typename }"

NOTE = """\
{orders:,} orders of {lines:,} lines, {rounds} rounds. One process judges them by rules
and compares what they give with what was given; it reads the next orders while it
judges, and writes down how far it is every 20,000. "The rules as they are" is one rule;
the other has three more, with conditions, a multiplier and a cap. µs are of processor
time."""

COLUMNS = (
    Column(key="rate", head="orders/s"),
    Column(key="lines_rate", head="lines/s"),
    Column(key="seconds", head="seconds", digits=2),
    Column(key="python_us", head="Python µs/order", digits=1),
    Column(key="postgres_us", head="PostgreSQL µs/order", digits=1),
)

AS_THEY_ARE = "the rules as they are"
CAP = earning.Cap(
    per=earning.CapScope.CUSTOMER, limit=500, period=earning.CapPeriod.MONTH
)
DRAFTS = (
    simulation.Draft(
        rule="weekend",
        terms=earning.Terms(
            effect=earning.Multiply(percent=200),
            conditions=earning.During(
                weekdays=(earning.Weekday.SATURDAY, earning.Weekday.SUNDAY)
            ),
        ),
    ),
    simulation.Draft(
        rule="large",
        terms=earning.Terms(
            effect=earning.Fixed(amount=25),
            conditions=earning.Number(field="order.amount", at_least=10_000),
        ),
    ),
    simulation.Draft(
        rule="pieces",
        terms=earning.Terms(effect=earning.PerQuantity(step=2, points=1), caps=(CAP,)),
    ),
)
TRIED = ((AS_THEY_ARE, ()), ("four rules", DRAFTS))


def profile(place: Place, effort: Effort) -> Iterator[Table]:
    """Say where the processor time of a back-test goes, function by function."""
    for tenant in (CDNOW, GROCER):
        shop, sent = _imported(place, tenant, effort.orders)
        seen = place.directory / f"back-{tenant.slug}.profile"
        with cProfile.Profile(time.process_time) as told:
            asyncio.run(_tried(place, shop, (), sent))
        told.dump_stats(seen)
        what = f"orders of {tenant.name}, by the rules as they are"
        yield profiles.table("a back-test", what, seen, sent.orders)


def compare(place: Place, effort: Effort) -> Iterator[Table]:
    """Import each demo shop, try rules on its orders, and say where the time goes."""
    rounds = min(effort.rounds, ROUNDS_MAX)
    for tenant in (CDNOW, GROCER):
        shop, sent = _imported(place, tenant, effort.orders)
        yield _over(place, tenant, (shop, sent), rounds)
        for rules, drafts in TRIED:
            named = tenant.name, rules
            yield asyncio.run(backtest_stages.stages(place, shop, drafts, named))


def _over(
    place: Place, tenant: DemoTenant, imported: tuple[Shop, History], rounds: int
) -> Table:
    shop, sent = imported
    samples: dict[str, list[Sample]] = {}
    for _ in range(rounds):
        for name, drafts in TRIED:
            sample = asyncio.run(_tried(place, shop, drafts, sent))
            samples.setdefault(name, []).append(sample)
    return Table(
        title=f"Back-test over {tenant.name}",
        note=NOTE.format(orders=sent.orders, lines=sent.lines, rounds=rounds),
        columns=COLUMNS,
        compared="rate",
        yard_stick=AS_THEY_ARE,
        samples=samples,
    )


def _imported(
    place: Place, tenant: DemoTenant, limit: int | None
) -> tuple[Shop, History]:
    """Bring a demo shop's orders in as any shop does."""
    sent = history.write(
        place.directory / f"back-{tenant.slug}.ndjson",
        history.times(tenant, 1, limit),
    )
    shop = open_shop(place, f"back-{tenant.slug}", DOCUMENT)
    with bulk.at_work(place) as stack:
        stack.send(shop, sent)
    return shop, sent


async def _tried(
    place: Place, shop: Shop, drafts: tuple[simulation.Draft, ...], sent: History
) -> Sample:
    orders = sent.orders
    async with platform_of(place) as platform:
        start = simulation.Start(name="bench", drafts=drafts)
        begun = await platform.run(simulation.start, start, operator_of(shop))
        behind = place.postgres.cpu_seconds()
        own, began = time.process_time(), time.perf_counter()
        done = await _carried_out(platform, shop, begun.id)
        seconds = time.perf_counter() - began
        own = time.process_time() - own
        behind = place.postgres.cpu_seconds() - behind
    assert done == orders, (done, orders)
    return {
        "rate": orders / seconds,
        "lines_rate": sent.lines / seconds,
        "seconds": seconds,
        "python_us": own / orders * US_PER_S,
        "postgres_us": behind / orders * US_PER_S,
    }


async def _carried_out(platform: Platform, shop: Shop, back_test_id: str) -> int:
    """Advance as the worker does, part by part; return how many orders were done."""
    command = simulation.Advance(back_test_id=back_test_id)
    while True:
        told = await platform.perform(
            lambda unit: simulation.advance(unit, command), operator_of(shop)
        )
        if not told.more:
            return told.orders_done
