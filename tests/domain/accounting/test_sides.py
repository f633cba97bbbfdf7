"""The tenant's sides: what stands on them, what moved, what is owed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import accounting, ledger, tenants
from domain.accounting import (
    ReadLiability,
    ReadMovements,
    ReadTrialBalance,
    RolledUp,
    RollUp,
    TooManyMonths,
)
from domain.accounting.tables import movements, periods
from domain.kernel import system
from domain.ledger.tables import accounts as ledger_accounts
from tests.domain.accounting.books import ann
from tests.domain.ledger.books import DAY, at, clawback, earn, post, spend
from tests.world import NOON, World

SECOND = timedelta(seconds=1)
# Midnight in Amsterdam.
FEBRUARY = datetime(2030, 1, 31, 23, tzinfo=UTC)


async def roll_up(world: World) -> RolledUp:
    caller = system(world.principal.tenant)
    return await world.platform.run(accounting.roll_up, RollUp(), caller)


async def sides(
    world: World, as_of: datetime | None = None, known_on: datetime | None = None
) -> Mapping[str, int]:
    asked = ReadTrialBalance(as_of=as_of, known_on=known_on)
    told = await world.run(accounting.trial_balance, asked)
    assert told.settled
    assert [each.total for each in told.units] == [0] * len(told.units)
    return {
        each.side: each.balance
        for unit in told.units
        for each in unit.sides
        if each.balance
    }


def on(posting: ledger.Posting, when: datetime) -> ledger.Posting:
    return replace(posting, occurred_at=when)


async def january(world: World) -> str:
    """Have somebody earn, spend, lose and give back."""
    someone = await ann(world)
    await post(
        world,
        earn(someone, 100, "o1", expires_at=FEBRUARY),
        earn(someone, 60, "o2", available_at=NOON + 14 * DAY),
    )
    then = NOON + 9 * DAY
    await post(at(world, then), on(spend(someone, 30), then))
    then = NOON + 40 * DAY
    await post(at(world, then), on(clawback(someone, 60, order="o2"), then))
    return someone


EXPECTED = {
    NOON - SECOND: {},
    NOON: {"issue": -160, "customer.available": 100, "customer.pending": 60},
    NOON + 9 * DAY: {
        "issue": -160,
        "customer.available": 70,
        "customer.pending": 60,
        "redeemed": 30,
    },
    FEBRUARY - SECOND: {"issue": -160, "customer.available": 130, "redeemed": 30},
    FEBRUARY: {
        "issue": -160,
        "customer.available": 60,
        "redeemed": 30,
        "breakage": 70,
    },
    NOON + 40 * DAY: {"issue": -100, "redeemed": 30, "breakage": 70},
}


async def test_a_trial_balance_is_zero_at_every_instant(world: World) -> None:
    await january(world)
    now = at(world, NOON + 60 * DAY)
    for _ in range(2):
        for when, expected in EXPECTED.items():
            assert await sides(now, when) == expected
            assert await sides(now, None, when) == expected
            assert await sides(now, when, when) == expected
        done = await roll_up(now)
        assert not done.more
    assert [row["since"] for row in await world.rows(periods)] == sorted(
        {NOON, *(row["since"] for row in await world.rows(movements))}
    )


async def test_what_is_due_counts_though_nobody_wrote_it_down(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100, expires_at=FEBRUARY))
    late = at(world, FEBRUARY)
    assert await sides(late) == {"issue": -100, "breakage": 100}
    assert await sides(late, FEBRUARY - SECOND) == {
        "issue": -100,
        "customer.available": 100,
    }


async def test_yesterdays_books_are_the_same_after_todays_late_events(
    world: World,
) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100))
    yesterday = await sides(at(world, NOON + DAY))
    late = at(world, NOON + 2 * DAY)
    await post(late, on(earn(someone, 40, "late"), NOON + SECOND))
    assert await sides(late, NOON + DAY, NOON + DAY) == yesterday
    assert await sides(late, NOON + DAY) == {
        "issue": -140,
        "customer.available": 140,
    }
    await roll_up(at(world, NOON + 9 * DAY))
    assert await sides(late, NOON + DAY, NOON + DAY) == yesterday
    assert (await sides(late, NOON + DAY))["issue"] == -140
    assert (await sides(late, NOON))["issue"] == -100


async def test_a_period_is_rolled_up_once_and_when_it_is_over(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone))
    assert await roll_up(world) == RolledUp(done=0, more=False)
    midnight = NOON + 11 / 24 * DAY
    assert await roll_up(at(world, midnight)) == RolledUp(done=0, more=False)
    assert await roll_up(at(world, NOON + DAY)) == RolledUp(done=1, more=False)
    assert await roll_up(at(world, NOON + DAY)) == RolledUp(done=0, more=False)
    (period,) = await world.rows(periods)
    assert (period["since"], period["until"]) == (NOON, midnight)
    (row,) = await world.rows(movements)
    assert (row["amount"], row["transfers"], row["kind"]) == (100, 1, "earn")
    assert row["occurred_on"] == row["issued_in"] == date(2030, 1, 1)


async def test_months_tell_what_moved_and_how_often(world: World) -> None:
    await january(world)
    now = at(world, NOON + 60 * DAY)
    for _ in range(2):
        asked = ReadMovements(since=date(2030, 1, 9), until=date(2030, 2, 1))
        told = await now.run(accounting.movements, asked)
        rows = {
            (each.month.month, str(each.kind), str(each.credit)): (
                each.amount,
                each.transfers,
            )
            for each in told.movements
        }
        assert rows == {
            (1, "earn", "customer.available"): (100, 1),
            (1, "earn", "customer.pending"): (60, 1),
            (1, "activate", "customer.available"): (60, 1),
            (1, "spend", "redeemed"): (30, 1),
            (1, "expire", "breakage"): (70, 1),
            (2, "clawback", "issue"): (60, 1),
        }
        await roll_up(now)
    with pytest.raises(TooManyMonths):
        await now.run(
            accounting.movements,
            ReadMovements(since=date(2000, 1, 1), until=date(2030, 1, 1)),
        )


async def test_what_is_owed_is_told_by_months_of_issue_and_of_expiry(
    world: World,
) -> None:
    someone = await ann(world)
    await post(
        world,
        earn(someone, 100, "o1", expires_at=FEBRUARY),
        earn(someone, 60, "o2", available_at=NOON + 14 * DAY),
        earn(someone, 7, "o3", expires_at=FEBRUARY + 3 * DAY),
    )
    then = NOON + 9 * DAY
    await post(at(world, then), on(spend(someone, 30), then))
    now = at(world, NOON + 20 * DAY)
    for _ in range(2):
        told = await now.run(accounting.liability, ReadLiability())
        (unit,) = told.units
        assert (unit.outstanding, unit.debt, unit.value) == (137, 0, None)
        assert [(each.month, each.outstanding) for each in unit.expiring] == [
            (date(2030, 1, 1), 70),
            (date(2030, 2, 1), 7),
            (None, 60),
        ]
        assert [(each.month, each.outstanding) for each in unit.issued] == [
            (date(2030, 1, 1), 137)
        ]
        assert unit.expected_breakage is None
        before = ReadLiability(as_of=NOON + DAY, known_on=NOON + DAY)
        told = await now.run(accounting.liability, before)
        assert told.units[0].outstanding == 167
        await roll_up(now)


async def test_what_is_owed_has_a_value_at_the_rate_that_was_declared(
    world: World,
) -> None:
    someone = await ann(world)
    cents = tenants.AddUnit(code="cents", name="Credit", kind=tenants.UnitKind.MONEY)
    await world.run(tenants.add_unit, cents)
    for takes, gives in ((100, 50), (3, 1)):
        rate = ledger.SetRate(unit="points", into="cents", takes=takes, gives=gives)
        await world.run(ledger.set_rate, rate)
    credit = replace(earn(someone, 70, "o2"), unit="cents")
    await post(world, earn(someone, 100), credit)
    told = await world.run(accounting.liability, ReadLiability())
    assert [(each.unit, each.outstanding, each.value) for each in told.units] == [
        ("cents", 70, 70),
        ("points", 100, 34),
    ]


async def test_the_end_of_a_month_is_told(world: World) -> None:
    await january(world)
    await post(at(world, FEBRUARY - SECOND), earn(await ann_again(world), 5, "o9"))
    await roll_up(at(world, FEBRUARY + DAY))
    (told,) = [
        body for name, body in await world.news() if name == "accounting.month_closed"
    ]
    assert told["month"] == "2030-01-01"
    assert told["units"] == [
        {
            "unit": "points",
            "issued": 165,
            "redeemed": 30,
            "expired": 70,
            "outstanding": 65,
            "debt": 0,
        }
    ]


async def ann_again(world: World) -> str:
    rows = await world.rows(ledger_accounts)
    return str(rows[0]["customer_id"])
