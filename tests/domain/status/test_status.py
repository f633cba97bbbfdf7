"""What a customer has now, also where a sweep has yet to write it down."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from domain import customers, status
from domain.customers import CustomerId, Identity
from domain.kernel import NotAllowed, NotYours, Unit
from domain.kernel.hot import HotPath
from domain.status import Due, NextThreshold
from domain.status.tables import thresholds
from tests.domain.ledger.books import DAY, at, clawback, earn, post, spend
from tests.fence import unfenced
from tests.world import NOON, World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    return await open_shop(world)


@pytest.fixture
async def ann(shop: World) -> CustomerId:
    async def work(unit: Unit) -> CustomerId | None:
        return await customers.identify(unit, "shop", Identity(external_id="ann"))

    found = await shop.platform.perform(work, shop.principal)
    assert found is not None
    return found


async def points(world: World, who: str, at: datetime = NOON) -> status.Balance:
    """Return the balance of points at an instant."""
    later = replace(world.platform, clock=lambda: at)
    command = status.ReadStatus(customer_id=who)
    (balance,) = (
        await later.run(status.read_status, command, world.principal)
    ).balances
    return balance


async def test_who_has_nothing_is_told_so(shop: World, ann: CustomerId) -> None:
    balance = await points(shop, ann)
    assert (balance.unit, balance.available, balance.pending) == ("points", 0, 0)
    assert (balance.expiring, balance.arriving, balance.next_threshold) == (None,) * 3
    assert balance.entries == ()


async def test_nobody_is_not_found(shop: World) -> None:
    with pytest.raises(customers.CustomerNotFound):
        await points(shop, "cus_" + "9" * 32)


async def test_what_waits_arrives_and_expires_by_the_clock_alone(
    shop: World, ann: CustomerId
) -> None:
    week, year = NOON + 7 * DAY, NOON + 365 * DAY
    await post(
        shop,
        earn(ann, 100, "o1", expires_at=NOON + 30 * DAY),
        earn(ann, 40, "o2", available_at=week, expires_at=year),
    )
    now = await points(shop, ann)
    assert (now.available, now.pending) == (100, 40)
    assert now.expiring == Due(at=NOON + 30 * DAY, amount=100)
    assert now.arriving == Due(at=week, amount=40)
    then = await points(shop, ann, week)
    assert (then.available, then.pending, then.arriving) == (140, 0, None)
    later = await points(shop, ann, NOON + 30 * DAY)
    assert (later.available, later.pending) == (40, 0)
    assert later.expiring == Due(at=year, amount=40)
    assert (await points(shop, ann, year)).available == 0


async def test_what_arrives_pays_the_debt_first(shop: World, ann: CustomerId) -> None:
    await post(shop, earn(ann, 100), spend(ann, 100), clawback(ann, 100))
    assert (await points(shop, ann)).debt == 100
    await post(shop, earn(ann, 130, "o2", available_at=NOON + DAY))
    now, then = await points(shop, ann), await points(shop, ann, NOON + DAY)
    assert (now.available, now.pending, now.debt) == (0, 130, 100)
    assert (then.available, then.pending, then.debt) == (30, 0, 0)


async def test_the_status_is_what_the_sweep_then_writes_down(
    shop: World, ann: CustomerId
) -> None:
    await post(
        shop,
        earn(ann, 70, "o1", expires_at=NOON + DAY),
        earn(ann, 30, "o2", available_at=NOON + DAY),
    )
    later = NOON + DAY
    before = await points(shop, ann, later)
    platform = replace(shop.platform, clock=lambda: later)
    sweep = replace(shop, platform=platform)
    await post(sweep, earn(ann, 1, "o3"))
    after = await points(shop, ann, later)
    assert (before.available, after.available) == (30, 31)


async def test_the_next_threshold_says_what_is_missing(
    shop: World, ann: CustomerId
) -> None:
    wanted = status.SetThresholds(
        thresholds=(
            status.Threshold(unit="points", amount=100, name="Coffee"),
            status.Threshold(unit="points", amount=500, name="Mug"),
        )
    )
    await shop.run(status.set_thresholds, wanted)
    first = (await points(shop, ann)).next_threshold
    assert first == NextThreshold(name="Coffee", amount=100, missing=100)
    await post(shop, earn(ann, 100))
    second = (await points(shop, ann)).next_threshold
    assert second == NextThreshold(name="Mug", amount=500, missing=400)
    await post(shop, earn(ann, 400, "o2"))
    assert (await points(shop, ann)).next_threshold is None


async def test_the_last_ten_entries_come_newest_first(
    shop: World, ann: CustomerId
) -> None:
    for number in range(12):
        await post(shop, earn(ann, number + 1, f"o{number}"))
    entries = (await points(shop, ann)).entries
    assert [entry.amount for entry in entries] == list(range(12, 2, -1))
    assert (entries[0].kind, entries[0].source_id) == ("earn", "o11")
    assert (entries[0].debit, entries[0].credit) == ("issue", "customer.available")
    assert entries[0].available_after == 78


@pytest.mark.parametrize("given", ["beans", "twice"])
async def test_thresholds_that_make_no_sense_change_nothing(
    shop: World, given: str
) -> None:
    one = status.Threshold(unit="points", amount=100, name="Coffee")
    await shop.run(status.set_thresholds, status.SetThresholds(thresholds=(one,)))
    other = replace(one, unit="beans") if given == "beans" else one
    command = status.SetThresholds(thresholds=(one, other))
    with pytest.raises(status.set_thresholds.refusals):
        await shop.run(status.set_thresholds, command)
    assert len(await shop.rows(thresholds)) == 1
    read = await shop.run(status.read_thresholds, status.ReadThresholds())
    assert read.thresholds == (one,)


async def test_of_thresholds_that_come_at_once_some_are_left_as_they_were_said(
    shop: World,
) -> None:
    mug = status.Threshold(unit="points", amount=500, name="Mug")
    wanted = [(replace(mug, amount=each), mug) for each in range(1, 9)]
    commands = [status.SetThresholds(thresholds=each) for each in wanted]
    run = shop.run
    await asyncio.gather(*(run(status.set_thresholds, each) for each in commands))
    read = await run(status.read_thresholds, status.ReadThresholds())
    assert read.thresholds in wanted


@pytest.fixture
async def hot(shop: World, database_url: str) -> AsyncIterator[World]:
    """Return a shop whose platform has a hot path."""
    path = HotPath(database_url, size=1)
    yield replace(shop, platform=replace(shop.platform, hot=path))
    await path.close()


async def test_the_hot_path_tells_the_same(hot: World, ann: CustomerId) -> None:
    await post(hot, earn(ann, 100), earn(ann, 9, "o2", available_at=NOON + DAY))
    for who, instant in ((ann, NOON), (ann, NOON + DAY), ("external:shop:ann", NOON)):
        world, command = at(hot, instant), status.ReadStatus(customer_id=who)
        now = await status.read_status_now(world.platform, command, hot.principal)
        assert now == await world.run(status.read_status, command)
    nobody = status.ReadStatus(customer_id="cus_" + "9" * 32)
    with pytest.raises(customers.CustomerNotFound):
        await status.read_status_now(hot.platform, nobody, hot.principal)


async def test_the_hot_path_asks_who_may(
    hot: World, ann: CustomerId, neighbour: World
) -> None:
    command = status.ReadStatus(customer_id=ann)
    nobody = replace(hot.principal, scopes=frozenset())
    with pytest.raises(NotAllowed):
        await status.read_status_now(hot.platform, command, nobody)
    bob = replace(hot.principal, customer="cus_" + "8" * 32)
    with pytest.raises(NotYours):
        await status.read_status_now(hot.platform, command, bob)
    other = neighbour.principal
    with pytest.raises(customers.CustomerNotFound):
        await status.read_status_now(hot.platform, command, other)


async def test_many_are_told_by_one_statement(
    shop: World, ann: CustomerId, statements: list[str]
) -> None:
    await post(shop, earn(ann, 100))
    command = status.StatusOfMany(customer_ids=(ann, "cus_" + "9" * 32))
    statements.clear()
    (found,) = await shop.run(status.status_of_many, command)
    assert [sql.split()[0] for sql in statements] == [
        "BEGIN",
        "SET",
        "SELECT",
        "COMMIT",
    ]
    assert (found.customer_id, found.balances[0].available) == (ann, 100)


@pytest.mark.parametrize(
    "sql", [status.STATUS, status.STATUS_OF_MANY, status.STATUS_IF_SETTLED.sql]
)
def test_the_statement_names_the_tenant_everywhere(sql: str) -> None:
    assert unfenced(sql.replace(":tenant", "%(tenant)s")) == ()
