"""What is told late of a lot that was extended meanwhile is owed in the right month."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from domain import ledger
from tests.domain.accounting.books import ann
from tests.domain.accounting.test_extensions import (
    JANUARY,
    MAY,
    MAY_ENDS,
    extend,
    months,
)
from tests.domain.accounting.test_sides import FEBRUARY, on, roll_up
from tests.domain.ledger.books import DAY, at, clawback, earn, post, spend
from tests.world import NOON, World

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
JUNE, JULY = date(2030, 6, 1), date(2030, 7, 1)
JUNE_ENDS = datetime(2030, 6, 30, 22, tzinfo=ZoneInfo("UTC"))
STEPS, QUESTIONS = 24, 14


async def test_what_was_spent_before_an_extension_and_told_after_it_left_the_old_month(
    world: World,
) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100, "o1", expires_at=FEBRUARY))
    await extend(at(world, NOON + 10 * DAY), someone, MAY_ENDS)
    await extend(at(world, NOON + 20 * DAY), someone, JUNE_ENDS)
    told = NOON + 30 * DAY
    await post(at(world, told), on(spend(someone, 30, "r1"), NOON + 5 * DAY))
    await post(at(world, told), on(spend(someone, 20, "r2"), NOON + 15 * DAY))
    await post(at(world, told), on(clawback(someone, 4), NOON + 25 * DAY))
    now, before = at(world, NOON + 40 * DAY), told - timedelta(seconds=1)
    for _ in range(2):
        assert await months(now, NOON) == {JANUARY: 100}
        assert await months(now, NOON + 7 * DAY) == {JANUARY: 70}
        assert await months(now, NOON + 12 * DAY) == {MAY: 70}
        assert await months(now, NOON + 17 * DAY) == {MAY: 50}
        assert await months(now, NOON + 22 * DAY) == {JUNE: 50}
        assert await months(now) == {JUNE: 46}
        assert await months(now, NOON + 12 * DAY, before) == {MAY: 100}
        assert await months(now, None, before) == {JUNE: 100}
        await roll_up(now)


async def test_what_renews_late_moves_nothing_before_an_extension_that_is_known(
    world: World,
) -> None:
    someone, begun = await ann(world), NOON + 20 * DAY
    earned = on(earn(someone, 100, "o1", expires_at=MAY_ENDS), begun)
    await post(at(world, begun), replace(earned, renewed_months=5))
    await extend(at(world, NOON + 34 * DAY), someone, JUNE_ENDS - DAY)
    told = NOON + 40 * DAY
    await post(at(world, told), on(spend(someone, 10, "r1"), NOON + 32 * DAY))
    now = at(world, NOON + 50 * DAY)
    for _ in range(2):
        # Five months after the 21st of January.
        assert await months(now, NOON + 33 * DAY) == {JUNE: 90}
        # Five months after the 2nd of February.
        assert await months(now, NOON + 35 * DAY) == {JULY: 90}
        assert await months(now, NOON + 35 * DAY, told - DAY) == {JUNE: 100}
        await roll_up(now)


async def by_lots(
    world: World, whose: str, as_of: datetime, known_on: datetime
) -> dict[date | None, int]:
    """Return what an account holds by month of expiry, as its lots say."""
    asked = ledger.FindAccount(customer_id=whose, as_of=as_of, known_on=known_on)
    held = await world.run(ledger.account, asked)
    found = Counter[date | None]({None: held.available})
    for each in held.expiring:
        last = (each.at - timedelta(microseconds=1)).astimezone(AMSTERDAM)
        found[last.date().replace(day=1)] += each.amount
        found[None] -= each.amount
    return {month: amount for month, amount in found.items() if amount}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_months_of_what_is_owed_are_those_of_all_lots(
    world: World, seed: int
) -> None:
    chance, someone, now = Random(seed), await ann(world), NOON
    await post(world, earn(someone, 50, "first", expires_at=NOON + 60 * DAY))
    for step in range(STEPS):
        now += chance.random() * 3 * DAY
        then = now - chance.choice([0, 0, 1]) * chance.random() * 30 * DAY
        ends = now + chance.uniform(60, 200) * DAY
        match chance.choice(("earn", "earn", "spend", "spend", "extend", "return")):
            case "earn":
                term = chance.choice([None, ends])
                earned = earn(someone, 20, f"o{step}", expires_at=term)
                await post(at(world, now), on(earned, then))
            case "extend":
                with suppress(ledger.NothingToExtend):
                    await extend(at(world, now), someone, ends)
            case "spend":
                await given(world, now, on(spend(someone, 7, f"r{step}"), then))
            case _:
                order = f"o{chance.randrange(step + 1)}"
                back = clawback(someone, 3, order=order, source_id=f"c{step}")
                await given(world, now, on(back, then))
        if step == STEPS // 2:
            await roll_up(at(world, now))
    for last in (now, now + 2 * DAY):
        for _ in range(QUESTIONS // 2):
            as_of, known_on = (NOON + (now - NOON) * chance.random() for _ in range(2))
            for known in (known_on, last):
                told = await months(at(world, last), as_of, known)
                assert told == await by_lots(at(world, last), someone, as_of, known)
        await roll_up(at(world, now + 2 * DAY))


async def given(world: World, now: datetime, posting: ledger.Posting) -> None:
    """Post what can be posted."""
    with suppress(ledger.InsufficientPoints, ledger.NothingEarned):
        await post(at(world, now), posting)
