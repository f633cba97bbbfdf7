"""Balances of any instant, as known on any other."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain import ledger
from domain.accounting.tables import rollups
from domain.kernel import system
from tests.domain.accounting.books import amounts, ann, balance, statement
from tests.domain.ledger.books import DAY, at, clawback, earn, post, spend
from tests.world import NOON, TOMORROW, World

SECOND = timedelta(seconds=1)


async def sweep(world: World) -> None:
    await world.platform.run(
        ledger.sweep, ledger.Sweep(), system(world.principal.tenant)
    )


async def test_who_never_held_anything_held_nothing(world: World) -> None:
    someone = await ann(world)
    assert await amounts(world, someone) == (0, 0, 0)
    assert await amounts(world, someone, NOON - DAY, NOON - DAY) == (0, 0, 0)


async def test_an_instant_that_has_not_come_is_now(world: World) -> None:
    someone = await ann(world)
    found = await balance(world, someone, NOON + DAY, NOON + DAY)
    assert (found.as_of, found.known_on) == (NOON, NOON)


async def test_a_balance_is_that_of_its_instant(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100))
    await post(at(world, NOON + DAY), spend_at(someone, 30, NOON + DAY))
    later = at(world, NOON + 2 * DAY)
    assert await amounts(later, someone) == (70, 0, 0)
    assert await amounts(later, someone, NOON + DAY) == (70, 0, 0)
    assert await amounts(later, someone, NOON + DAY - SECOND) == (100, 0, 0)
    assert await amounts(later, someone, NOON - SECOND) == (0, 0, 0)


async def test_what_is_recorded_late_counts_when_it_occurred_but_was_not_known(
    world: World,
) -> None:
    someone, yesterday = await ann(world), NOON - DAY
    await post(world, earn(someone, 100))
    late = replace(earn(someone, 40, "late"), occurred_at=yesterday)
    await post(at(world, NOON + DAY), late)
    later = at(world, NOON + 2 * DAY)
    assert await amounts(later, someone, yesterday) == (40, 0, 0)
    assert await amounts(later, someone, yesterday, NOON) == (0, 0, 0)
    assert await amounts(later, someone, NOON) == (140, 0, 0)
    assert await amounts(later, someone, NOON, NOON) == (100, 0, 0)
    assert await amounts(later, someone, None, NOON) == (100, 0, 0)


async def test_what_says_that_it_occurs_later_counts_from_when_it_was_recorded(
    world: World,
) -> None:
    someone = await ann(world)
    await post(world, replace(earn(someone), occurred_at=NOON + DAY))
    assert await amounts(world, someone) == (100, 0, 0)


async def test_it_does_not_matter_when_a_sweep_writes_down_what_was_due(
    world: World,
) -> None:
    someone, end = await ann(world), TOMORROW + DAY
    await post(world, earn(someone, 100, available_at=TOMORROW, expires_at=end))
    expected = {
        TOMORROW - SECOND: (0, 100, 0),
        TOMORROW: (100, 0, 0),
        end - SECOND: (100, 0, 0),
        end: (0, 0, 0),
    }
    unswept, late = at(world, end), at(world, end + 9 * DAY)
    for when, amount in expected.items():
        assert await amounts(unswept, someone, when) == amount
        assert await amounts(unswept, someone, None, when) == amount
        assert await amounts(unswept, someone, end, when) == amount
    await sweep(late)
    for when, amount in expected.items():
        assert await amounts(late, someone, when) == amount
        assert await amounts(late, someone, None, when) == amount


async def test_what_expired_before_it_was_recorded_was_not_known_before(
    world: World,
) -> None:
    someone, gone = await ann(world), NOON - DAY
    given_ = replace(earn(someone, expires_at=gone), occurred_at=NOON - 3 * DAY)
    await post(world, given_)
    assert await amounts(world, someone, NOON - 2 * DAY) == (100, 0, 0)
    assert await amounts(world, someone, NOON - 2 * DAY, NOON - SECOND) == (0, 0, 0)
    assert await amounts(world, someone, gone) == (0, 0, 0)
    assert await amounts(world, someone, gone, NOON - SECOND) == (0, 0, 0)


async def test_a_debt_is_told_and_what_paid_it(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100), spend(someone, 70))
    day = at(world, NOON + DAY)
    await post(day, replace(clawback(someone, 100), occurred_at=NOON + DAY))
    after = at(world, NOON + 2 * DAY)
    await post(after, replace(earn(someone, 90, "o2"), occurred_at=NOON + 2 * DAY))
    assert await amounts(after, someone, NOON + DAY) == (0, 0, 70)
    assert await amounts(after, someone) == (20, 0, 0)


async def test_a_statement_carries_the_balance_over_its_lines(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100, expires_at=NOON + 5 * DAY))
    for day in range(1, 4):
        now = NOON + day * DAY
        await post(at(world, now), spend_at(someone, 10, now, f"r{day}"))
    late = replace(earn(someone, 7, "late"), occurred_at=NOON + 1.5 * DAY)
    await post(at(world, NOON + 4 * DAY), late)
    now = at(world, NOON + 6 * DAY)
    told = await statement(now, someone, NOON + DAY)
    assert told.opening.available == 90
    assert [(e.kind, e.amount, e.balance.available) for e in told.lines.items] == [
        ("earn", 7, 97),
        ("spend", 10, 87),
        ("spend", 10, 77),
        ("expire", 70, 7),
    ]
    assert told.lines.items[-1].id is None
    assert told.closing.available == 7
    then = await statement(now, someone, NOON + DAY, NOON + 3 * DAY, NOON + 3 * DAY)
    assert [each.amount for each in then.lines.items] == [10, 10]
    assert (then.opening.available, then.closing.available) == (90, 70)


async def test_a_statement_comes_a_page_at_a_time_and_knows_what_it_knew(
    world: World,
) -> None:
    someone = await ann(world)
    await post(world, *(earn(someone, 10, f"o{n}") for n in range(5)))
    first = await statement(world, someone, limit=2)
    assert first.lines.next is not None
    late = replace(earn(someone, 7, "late"), occurred_at=NOON + DAY / 2)
    await post(at(world, NOON + DAY), late)
    rest = await statement(
        at(world, NOON + DAY), someone, limit=9, after=first.lines.next
    )
    assert [each.balance.available for each in rest.lines.items] == [30, 40, 50]
    assert (rest.known_on, rest.lines.next) == (NOON, None)


async def test_full_roll_ups_change_no_answer(world: World) -> None:
    someone = await ann(world)
    hours = [NOON + n * DAY / 24 for n in range(1_100)]
    for first in range(0, 1_100, 100):
        batch = hours[first : first + 100]
        gifts = (
            replace(earn(someone, n + 1, str(n)), occurred_at=each)
            for n, each in enumerate(batch, first)
        )
        await post(at(world, batch[-1]), *gifts)
    assert [row["number"] for row in await world.rows(rollups)] == [0, 1]
    now = at(world, hours[-1])
    for n in (0, 99, 100, 511, 512, 700, 1_023, 1_024, 1_099):
        given_ = sum(range(1, n + 2))
        assert await amounts(now, someone, hours[n]) == (given_, 0, 0)
        known = sum(range(1, (n + 1) // 100 * 100 + 1))
        assert await amounts(now, someone, None, hours[n]) == (known, 0, 0)
    told = await statement(now, someone, hours[600], hours[605])
    assert [each.amount for each in told.lines.items] == [602, 603, 604, 605, 606]
    assert told.opening.available == sum(range(1, 602))


def spend_at(who: str, amount: int, when: datetime, name: str = "r1") -> ledger.Spend:
    return replace(spend(who, amount, name), occurred_at=when)
