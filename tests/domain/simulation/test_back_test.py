"""Back-tests: what drafts would have given, beside what was given in truth."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain import earning, orders, simulation, tiers
from domain.earning import Cap, CapPeriod, CapScope, Expiry, PerAmount, Terms
from domain.kernel import Unit, personal
from domain.kernel.outbox import outbox
from domain.ledger.tables import accounts, transfers
from domain.simulation import Draft, Start, State, Whom, running
from domain.simulation.store import Row
from domain.simulation.tables import back_test_customers
from tests.domain.orders.shop import line, record
from tests.domain.tiers.club import publish
from tests.domain.tiers.lives import terms
from tests.world import NOON, World, open_shop
from workers.react import Reactor
from workers.subscriptions import SUBSCRIPTIONS

JANUARY = datetime(2029, 1, 15, 12, tzinfo=UTC)
SPEND = earning.PublishRule(
    rule="spend",
    name="Points",
    terms=Terms(),
    valid_from=datetime(2000, 1, 1, tzinfo=UTC),
)
DOUBLE = Draft(rule="spend", terms=Terms(effect=PerAmount(step=100, points=2)))


@pytest.fixture
async def shop(world: World) -> World:
    shop = await open_shop(world)
    await shop.run(earning.publish_rule, SPEND)
    return shop


async def buy(
    shop: World, number: int, who: str, amount: int, at: datetime, **more: Any
) -> orders.Order:
    said = {"customer": {"external_id": who}, "occurred_at": at.isoformat(), **more}
    return await shop.run(orders.record, record(number, line(price=amount), **said))


async def finish(shop: World, test_id: str) -> simulation.BackTest:
    command = simulation.Advance(back_test_id=test_id)
    async with shop.platform.unit(shop.principal) as unit:
        more = (await simulation.advance(unit, command)).more
    if more:
        return await finish(shop, test_id)
    return await shop.run(simulation.find, simulation.Find(back_test_id=test_id))


async def tested(shop: World, *drafts: Draft, **more: Any) -> simulation.BackTest:
    begun = await shop.run(simulation.start, Start(name="try", drafts=drafts, **more))
    return await finish(shop, begun.id)


async def affected(
    shop: World, test: simulation.BackTest, whom: Whom
) -> list[tuple[int, int]]:
    asked = simulation.AskAffected(back_test_id=test.id, whom=whom)
    found = await shop.run(simulation.who_is_affected, asked)
    return [(each.draft, each.live) for each in found.customers]


def months(test: simulation.BackTest) -> Sequence[tuple[Any, ...]]:
    return [
        (
            *(each.month, each.draft_issued, each.live_issued),
            *(each.draft_outstanding, each.live_outstanding),
        )
        for each in test.figures.months
    ]


async def test_a_draft_is_told_beside_the_truth_by_month(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    await buy(shop, 2, "bob", 2_550, JANUARY + timedelta(days=1))
    await buy(shop, 3, "ann", 4_000, JANUARY + timedelta(days=65))
    test = await tested(shop, DOUBLE, cost_per_thousand=500)
    assert (test.state, test.orders_total, test.orders_done) == (State.FINISHED, 3, 3)
    (units,) = test.figures.units
    assert (units.draft_issued, units.live_issued) == (150, 75)
    assert (units.draft_cost, units.live_cost) == (75, 37)
    assert (units.winners, units.losers, units.unchanged) == (2, 0, 0)
    assert months(test) == [
        ("2029-01", 70, 35, 70, 35),
        ("2029-02", 0, 0, 70, 35),
        ("2029-03", 80, 40, 150, 75),
    ]
    assert await affected(shop, test, Whom.WINNERS) == [(100, 50), (50, 25)]
    assert await affected(shop, test, Whom.LOSERS) == []


async def test_what_expires_is_outstanding_no_longer(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    await buy(shop, 2, "ann", 1_000, JANUARY + timedelta(days=100))
    ends = Terms(expiry=Expiry.END_OF_MONTH, expiry_months=1)
    test = await tested(shop, Draft(rule="spend", terms=ends))
    assert months(test) == [
        ("2029-01", 10, 10, 10, 10),
        ("2029-02", 0, 0, 0, 10),
        ("2029-03", 0, 0, 0, 10),
        ("2029-04", 10, 10, 10, 20),
    ]
    assert (await affected(shop, test, Whom.WINNERS)) == []
    assert test.figures.units[0].unchanged == 1


async def test_rules_are_left_out_and_added(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    extra = Draft(rule="extra", terms=Terms(effect=PerAmount(step=500, points=1)))
    test = await tested(shop, extra, without=("spend",))
    told = [
        (each.rule, each.draft_issued, each.live_issued) for each in test.figures.rules
    ]
    assert told == [("extra", 2, 0), ("spend", 0, 10)]
    assert await affected(shop, test, Whom.LOSERS) == [(2, 10)]


async def test_only_orders_of_the_time_asked_for_count(shop: World) -> None:
    for number in range(4):
        await buy(shop, number, "ann", 1_000, JANUARY + timedelta(days=number))
    since, until = JANUARY + timedelta(days=1), JANUARY + timedelta(days=3)
    test = await tested(shop, DOUBLE, since=since, until=until)
    assert (test.orders_total, test.orders_done) == (2, 2)
    assert test.figures.units[0].draft_issued == 40


async def test_nothing_is_written_to_the_ledger(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    before = await shop.rows(accounts), await shop.rows(transfers)
    await tested(shop, DOUBLE)
    assert (await shop.rows(accounts), await shop.rows(transfers)) == before


async def _live(shop: World, chance: Random, extra: Terms, fates: int) -> None:
    """Live some months of a shop by chance, where some orders come to nought."""
    await shop.run(earning.publish_rule, replace(SPEND, rule="extra", terms=extra))
    later = replace(
        SPEND,
        terms=Terms(effect=PerAmount(step=300, points=5), expiry=Expiry.ROLLING),
        valid_from=JANUARY + timedelta(days=40),
    )
    await shop.run(earning.publish_rule, later)
    at = JANUARY
    for number in range(40):
        at += timedelta(hours=chance.randrange(1, 80))
        who, amount = chance.choice("abcdef"), chance.randrange(1, 9_000)
        currency = chance.choice(("EUR", "EUR", "EUR", "USD"))
        bought = await buy(shop, number, who, amount, at, currency=currency)
        match chance.randrange(fates):
            case 1:
                await shop.run(orders.cancel, orders.Cancel(order_id=bought.id))
            case 2:
                back = orders.RecordReturn(
                    external_id=f"r{number}",
                    occurred_at=at,
                    order=bought.id,
                    amount=chance.randrange(1, amount + 1),
                )
                await shop.run(orders.record_return, back)
            case _:
                pass


MONTHLY = Cap(per=CapScope.CUSTOMER, limit=60, period=CapPeriod.MONTH)
CAPPED = Terms(effect=PerAmount(step=100, points=3), caps=(MONTHLY,))
AFTER_THE_SECOND = Terms(
    conditions=earning.Number(field="customer.order_count", at_least=3),
    effect=PerAmount(step=50, points=1),
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("extra", "fates"), [(CAPPED, 1), (Terms(), 6), (AFTER_THE_SECOND, 1)]
)
async def test_the_live_rules_would_have_given_what_they_gave(
    shop: World,
    seed: int,
    extra: Terms,
    fates: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What comes back leaves room in a cap, and an order less to count, of which who
    # was judged before has nothing: only without returns are those the same.
    monkeypatch.setattr(running, "BATCH_ORDERS", 4 + seed)
    monkeypatch.setattr(running, "PART_ORDERS", 12)
    await _live(shop, Random(seed), extra, fates)
    test = await tested(shop)
    assert test.orders_done == 40
    assert {each.rule for each in test.figures.rules} == {"spend", "extra"}
    for each in test.figures.rules:
        assert each.draft_issued == each.live_issued > 0
    for _, draft, live, draft_left, live_left in months(test):
        assert (draft, draft_left) == (live, live_left)
    assert await shop.rows(back_test_customers) == []


async def test_it_goes_on_where_it_was(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        at = JANUARY + timedelta(days=number)
        await buy(shop, number, "abcde"[number % 5], 1_000 + number * 100, at)
    whole = await tested(shop, DOUBLE)
    monkeypatch.setattr(running, "BATCH_ORDERS", 2)
    monkeypatch.setattr(running, "PART_ORDERS", 5)
    begun = await shop.run(simulation.start, Start(name="parts", drafts=(DOUBLE,)))
    command = simulation.Advance(back_test_id=begun.id)
    done: list[int] = []
    more = True
    while more:
        async with shop.platform.unit(shop.principal) as unit:
            told = await simulation.advance(unit, command)
        done.append(told.orders_done)
        more = told.more
    assert done == [8, 16, 20]
    parts = await shop.run(simulation.find, simulation.Find(back_test_id=begun.id))
    assert parts.figures == whole.figures
    for whom in Whom:
        assert await affected(shop, parts, whom) == await affected(shop, whole, whom)


async def test_the_worker_carries_it_to_its_end(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    begun = await shop.run(simulation.start, Start(name="try", drafts=(DOUBLE,)))
    assert (begun.state, begun.orders_total, begun.orders_done) == (State.RUNNING, 1, 0)
    reactor = Reactor(shop.platform, SUBSCRIPTIONS)
    for row in await shop.rows(outbox):
        if row["name"] == simulation.BackTestAdvanced.name:
            await reactor.react(shop.principal.tenant, row["id"])
            await reactor.react(shop.principal.tenant, row["id"])
    found = await shop.run(simulation.find, simulation.Find(back_test_id=begun.id))
    assert (found.state, found.orders_done, found.ended_at) == (State.FINISHED, 1, NOON)
    news = [name for name, _ in await shop.news() if name.startswith("simulation.")]
    assert news == ["simulation.advanced", "simulation.finished"]


async def test_who_cancels_keeps_what_came_of_it_so_far(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    begun = await shop.run(simulation.start, Start(name="try", drafts=(DOUBLE,)))
    cancel = simulation.Cancel(back_test_id=begun.id)
    assert (await shop.run(simulation.cancel, cancel)).state is State.CANCELLED
    assert (await shop.run(simulation.cancel, cancel)).state is State.CANCELLED
    assert (await finish(shop, begun.id)).orders_done == 0
    assert await shop.rows(back_test_customers) == []


async def test_who_cancels_does_not_wait_for_the_part_that_runs(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    begun = await shop.run(simulation.start, Start(name="try", drafts=(DOUBLE,)))
    judged, cancelled = asyncio.Event(), asyncio.Event()
    run_part = running.run_part

    async def slow(unit: Unit, row: Row) -> running.Part:
        part = await run_part(unit, row)
        judged.set()
        await cancelled.wait()
        return part

    monkeypatch.setattr(running, "run_part", slow)
    advancing = asyncio.create_task(finish(shop, begun.id))
    await judged.wait()
    try:
        cancel = simulation.Cancel(back_test_id=begun.id)
        told = await shop.run(simulation.cancel, cancel)
    finally:
        cancelled.set()
        found = await advancing
    assert told.state is State.CANCELLED
    assert (found.state, found.orders_done) == (State.CANCELLED, 0)
    assert await shop.rows(back_test_customers) == []
    assert "simulation.finished" not in [name for name, _ in await shop.news()]


async def test_eight_who_advance_it_count_each_order_once(shop: World) -> None:
    for number in range(8):
        await buy(shop, number, "ann", 1_000, JANUARY)
    begun = await shop.run(simulation.start, Start(name="try", drafts=(DOUBLE,)))
    found = await asyncio.gather(*(finish(shop, begun.id) for _ in range(8)))
    assert {each.figures.units[0].draft_issued for each in found} == {160}


async def test_what_cannot_be_tried_is_refused(shop: World) -> None:
    card = Terms(on=earning.OnBalance(unit="stamps", amount=10))
    full = Draft(rule="a", terms=card)
    with pytest.raises(simulation.DraftNotTried):
        await shop.run(simulation.start, Start(name="try", drafts=(full,)))
    with pytest.raises(simulation.DraftTwice):
        await shop.run(simulation.start, Start(name="try", drafts=(DOUBLE, DOUBLE)))
    for _ in range(3):
        await shop.run(simulation.start, Start(name="try"))
    with pytest.raises(simulation.TooManyBackTests):
        await shop.run(simulation.start, Start(name="try"))
    nobody = simulation.Find(back_test_id="bkt_" + "0" * 32)
    with pytest.raises(simulation.BackTestNotFound):
        await shop.run(simulation.find, nobody)
    listed = await shop.run(
        simulation.list_back_tests, simulation.ListBackTests(limit=2)
    )
    assert len(listed.items) == 2
    rest = simulation.ListBackTests(after=listed.next)
    assert len((await shop.run(simulation.list_back_tests, rest)).items) == 1


async def test_customers_come_to_other_tiers(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "PEOPLE_MIN", 1)
    await publish(shop, terms())
    for number, (who, amount) in enumerate(
        (("ann", 6_000), ("bob", 26_000), ("cas", 100))
    ):
        await buy(shop, number, who, amount, NOON - timedelta(hours=2))
    test = await tested(shop, DOUBLE)
    metals = terms().tiers
    assert {(each.live, each.draft): each.customers for each in test.figures.tiers} == (
        Counter(
            (_tier(metals, euros), _tier(metals, 2 * euros)) for euros in (60, 260, 1)
        )
    )


def _tier(metals: Sequence[tiers.Tier], points: int) -> str | None:
    reached = [each.slug for each in metals if each.threshold <= points]
    return reached[-1] if reached else None


async def test_the_live_rules_leave_everybody_in_their_tier(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal, "PEOPLE_MIN", 1)
    await publish(shop, terms())
    for number in range(12):
        at = JANUARY + timedelta(days=28 * number)
        await buy(shop, number, "abc"[number % 3], 9_000 * number, at)
    test = await tested(shop)
    assert all(each.live == each.draft for each in test.figures.tiers)
    assert sum(each.customers or 0 for each in test.figures.tiers) == 3
