"""Choosing: what a worker takes for a customer, from what was bought to a row."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Any

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import everybody, open_shop, operator_of, platform_of
from benchmarks.taken import Taken
from demo.grocer import orders as baskets
from demo.tenants import GROCER
from domain import consent, orders, recommendations
from domain.composition import Platform
from domain.consent import Basis, PublishNotice, PurposeKind, PutPurpose, Wording
from domain.kernel import CustomerId, Principal, Unit, system
from domain.kernel.platform import utc_now
from domain.recommendations.choosing import on_customers_scored
from domain.scoring import CustomersScored

HOUSEHOLDS, CHUNK, ROUNDS_MAX = 200, 500, 3
OURS = "of a unit of the worker"
WORDS = Wording(nl="Persoonlijk", en="Personal")
NOTE = """\
The grocer's first {households} households with {lines:,} lines: all that they bought is
read from PostgreSQL, sixty products are chosen for each, thirty of them new, and a row
of each is written with their reasons. A second of two processors has 2,000,000 µs."""
COLUMNS = (
    Column(key="rate", head="customers/s"),
    Column(key="python_us", head="Python µs each"),
    Column(key="postgres_us", head="PostgreSQL µs each"),
)


def compare(place: Place, effort: Effort) -> Table:
    """Choose for households as the worker does."""
    shop = open_shop(place, "choosing", "query { __typename }")
    return asyncio.run(_measured(place, effort, operator_of(shop)))


async def _measured(place: Place, effort: Effort, owner: Principal) -> Table:
    rounds = min(effort.rounds, ROUNDS_MAX)
    async with platform_of(place) as platform:
        lines = await _furnish(platform, owner, effort.orders)
        whom: Any = await platform.perform(everybody, owner)
        # What the catalogue is made ready for, as it is but once for each model.
        await _choose(platform, owner, whom)
        samples = [await _sample(place, platform, owner, whom) for _ in range(rounds)]
    return Table(
        title="Recommendations by a worker",
        note=NOTE.format(households=len(whom), lines=lines),
        columns=COLUMNS,
        compared="rate",
        yard_stick=None,
        samples={OURS: samples},
    )


async def _furnish(platform: Platform, owner: Principal, limit: int | None) -> int:
    """Have households who bought, and a model of it; return how many lines."""
    purpose = PutPurpose(
        purpose="profiling",
        name=WORDS,
        basis=Basis.LEGITIMATE_INTEREST,
        kind=PurposeKind.PROFILING,
    )
    await platform.run(consent.put_purpose, purpose, owner)
    notice = PublishNotice(purpose="profiling", text=WORDS)
    await platform.run(consent.publish_notice, notice, owner)
    rows = _orders(limit)
    for start in range(0, len(rows), CHUNK):
        some = orders.RecordMany(orders=tuple(rows[start : start + CHUNK]))
        await platform.run(orders.record_many, some, owner)
    caller = system(owner.tenant)
    begin = recommendations.BeginModel()
    lesson = await platform.run(recommendations.begin_model, begin, caller)
    assert lesson is not None
    learnt = recommendations.learn_model(lesson)
    await platform.run(recommendations.publish_model, learnt, caller)
    return sum(len(each["lines"]) for each in rows)


def _orders(limit: int | None) -> list[dict[str, Any]]:
    """Return the orders of the first households."""
    whose: dict[str, int] = {}
    found: list[dict[str, Any]] = []
    for number, each in enumerate(islice(baskets(GROCER, utc_now().date()), limit)):
        if whose.setdefault(str(each["customer"]), len(whose)) >= HOUSEHOLDS:
            continue
        found.append(
            {
                "external_id": str(number),
                "customer": {"external_id": str(each["customer"])},
                "occurred_at": each["occurred_at"],
                "currency": GROCER.currency,
                "lines": each["lines"],
            }
        )
    return found


async def _choose(
    platform: Platform, owner: Principal, whom: Sequence[CustomerId]
) -> None:
    async def work(unit: Unit) -> None:
        await on_customers_scored(unit, CustomersScored(customer_ids=tuple(whom)))

    await platform.perform(work, owner)


async def _sample(
    place: Place, platform: Platform, owner: Principal, whom: Sequence[CustomerId]
) -> Sample:
    taken = Taken(place)
    await _choose(platform, owner, whom)
    return taken.sample(len(whom))
