"""Contributions: how many a second go to one goal, against as many bare inserts."""

import asyncio
import gc
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import everybody, open_shop, operator_of, platform_of
from benchmarks.taken import Taken
from domain import challenges, events
from domain.challenges import (
    ChallengeGoal,
    ChallengeNames,
    ChallengeStep,
    ChallengeTerms,
)
from domain.challenges.keeping import keep
from domain.earning import OnEvent
from domain.kernel import CustomerId, Platform, Principal, Unit, system
from domain.kernel.ids import uuid7
from domain.kernel.platform import utc_now

CUSTOMERS_MAX = 5_000
CHUNK = 500
AT_ONCE = 4
ROUNDS_MAX = 3
DOCUMENT = "query { __typename }"
OURS, BARE = "to one goal", "bare inserts"
NAMES = ChallengeNames(nl="Samen", en="Together")
GOAL = "together"
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)

NOTE = """\
{customers:,} customers who did something once, {rounds} rounds. A contribution is
everything that follows from what somebody did: it is judged, their progress is written
down and told, and what they contribute to one goal. {at_once} units at once, of {chunk}
customers each, from one process; then all is folded, and the total is exact. A bare
insert is one row of a table with the same key, in units as large. What each takes of
the processors is what a busy machine spoils least: a second of two has 2,000,000 µs."""

COLUMNS = (
    Column(key="rate", head="contributions/s"),
    Column(key="python_us", head="Python µs each", digits=1),
    Column(key="postgres_us", head="PostgreSQL µs each", digits=1),
    Column(key="folded_s", head="folded after, s", digits=2),
)


def compare(place: Place, effort: Effort) -> Table:
    """Contribute to one goal from many customers at once, and insert bare rows."""
    count = min(effort.customers, CUSTOMERS_MAX)
    rounds = min(effort.rounds, ROUNDS_MAX)
    samples: dict[str, list[Sample]] = {BARE: [], OURS: []}
    for number in range(rounds):
        for name, found in _measured(place, number, count).items():
            samples[name].append(found)
    return Table(
        title="Contributions to one goal",
        note=NOTE.format(customers=count, rounds=rounds, at_once=AT_ONCE, chunk=CHUNK),
        columns=COLUMNS,
        compared="rate",
        yard_stick=BARE,
        samples=samples,
    )


def _measured(place: Place, number: int, count: int) -> dict[str, Sample]:
    shop = open_shop(place, f"contributions-{number}", DOCUMENT)

    async def work() -> dict[str, Sample]:
        async with platform_of(place) as platform:
            owner = operator_of(shop)
            whom = await _furnish(platform, owner, count)
            # What is there to stay is not looked through again, as in our processes.
            gc.collect()
            gc.freeze()
            try:
                bare = await _insert(place, platform, owner, count)
                ours = await _contribute(place, platform, owner, whom)
            finally:
                gc.unfreeze()
            return {BARE: bare, OURS: ours}

    return asyncio.run(work())


async def _furnish(
    platform: Platform, owner: Principal, count: int
) -> list[CustomerId]:
    """Have customers who did something, and then publish what it counts for."""
    rows = [
        {
            "external_id": str(each),
            "type": "view",
            "occurred_at": (utc_now() - timedelta(days=1)).isoformat(),
            "customer": {"external_id": str(each)},
            "data": {"product_id": "tea"},
        }
        for each in range(count)
    ]
    for start in range(0, count, CHUNK):
        some = events.RecordMany(events=tuple(rows[start : start + CHUNK]))
        await platform.run(events.record_many, some, owner)
    step = ChallengeStep(step="look", names=NAMES, target=1, on=OnEvent("view"))
    terms = ChallengeTerms(steps=(step,), goal=ChallengeGoal(total=count * 2))
    publish = challenges.PublishChallenge(
        challenge=GOAL, names=NAMES, terms=terms, valid_from=LONG_AGO
    )
    await platform.run(challenges.publish, publish, owner)
    found: Any = await platform.perform(everybody, owner)
    return list(found)


async def _contribute(
    place: Place, platform: Platform, owner: Principal, whom: Sequence[CustomerId]
) -> Sample:
    """Contribute in several units at once, then fold; the total must be exact."""
    chunks = [whom[start : start + CHUNK] for start in range(0, len(whom), CHUNK)]
    taken = Taken(place)
    await asyncio.gather(
        *(
            _one_by_one(platform, owner, chunks[each::AT_ONCE])
            for each in range(AT_ONCE)
        )
    )
    found = taken.sample(len(whom))
    began = time.perf_counter()
    caller = system(owner.tenant)
    while (
        await platform.run(challenges.fold_some, challenges.FoldSome(), caller)
    ).more:
        pass
    folded = time.perf_counter()
    asked = challenges.CommunityOf(challenge=GOAL)
    total = (await platform.run(challenges.find_community, asked, owner)).total
    assert total == len(whom), total
    return {**found, "folded_s": folded - began}


async def _one_by_one(
    platform: Platform, owner: Principal, chunks: Sequence[Sequence[CustomerId]]
) -> None:
    for chunk in chunks:

        async def work(unit: Unit, chunk: Sequence[CustomerId] = chunk) -> None:
            await keep(unit, chunk)

        await platform.perform(work, owner)


async def _insert(
    place: Place, platform: Platform, owner: Principal, count: int
) -> Sample:
    """Insert rows that follow from nothing, in units as large."""
    insert = text(
        "INSERT INTO challenge_contributions"
        " (tenant_id, challenge, customer_id, amount, folded)"
        " SELECT :tenant, 'bare', id, 1, 1 FROM unnest(cast(:ids AS uuid[])) AS id"
    )

    async def some(number: int) -> None:
        ids = [str(uuid7()) for _ in range(number)]

        async def work(unit: Unit) -> None:
            given = {"tenant": unit.principal.tenant.hex, "ids": ids}
            await unit.transaction.execute(insert, given)

        await platform.perform(work, owner)

    taken = Taken(place)
    for _ in range(0, count, CHUNK * AT_ONCE):
        await asyncio.gather(*(some(CHUNK) for _ in range(AT_ONCE)))
    done = -(-count // (CHUNK * AT_ONCE)) * CHUNK * AT_ONCE
    return {**taken.sample(done), "folded_s": 0.0}
