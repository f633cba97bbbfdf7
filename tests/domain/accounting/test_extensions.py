"""Lots that come to last longer are owed in the month in which they now end."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain import accounting, ledger
from domain.accounting import ReadLiability, UnitLiability
from tests.domain.accounting.books import ann
from tests.domain.accounting.test_comparison import compared
from tests.domain.accounting.test_sides import FEBRUARY, on, roll_up
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    customer,
    earn,
    post,
    refund,
    spend,
)
from tests.world import NOON, World

JANUARY, MAY = date(2030, 1, 1), date(2030, 5, 1)
# Midnights in Amsterdam: the ends of their months.
MAY_ENDS = datetime(2030, 5, 31, 22, tzinfo=UTC)
JUNE_ENDS = datetime(2030, 6, 30, 22, tzinfo=UTC)
WHY = "They called."


async def owed(
    world: World, as_of: datetime | None = None, known_on: datetime | None = None
) -> UnitLiability:
    asked = ReadLiability(as_of=as_of, known_on=known_on)
    (unit,) = (await world.run(accounting.liability, asked)).units
    return unit


async def months(
    world: World, as_of: datetime | None = None, known_on: datetime | None = None
) -> dict[date | None, int]:
    told = await owed(world, as_of, known_on)
    assert told.extended == 0
    return {each.month: each.outstanding for each in told.expiring}


async def extend(world: World, whose: str, until: datetime) -> None:
    wanted = ledger.ExtendLots(customer_id=whose, expires_at=until, reason=WHY)
    await world.run(ledger.extend_lots, wanted)


async def test_what_was_extended_is_owed_in_the_month_in_which_it_ends_now(
    world: World,
) -> None:
    someone = await ann(world)
    await post(
        world,
        earn(someone, 100, "o1", expires_at=FEBRUARY),
        earn(someone, 7, "o2", expires_at=FEBRUARY),
        earn(someone, 5, "o3"),
    )
    first, then, later = NOON + DAY, NOON + 10 * DAY, NOON + 50 * DAY
    await post(at(world, first), on(spend(someone, 30, "r1"), first))
    await extend(at(world, then), someone, MAY_ENDS)
    await post(at(world, later), on(spend(someone, 20, "r2"), later))
    await extend(at(world, later + DAY), someone, JUNE_ENDS)
    last = later + 2 * DAY
    await post(at(world, last), on(spend(someone, 4, "r3"), last))
    now = at(world, later + 9 * DAY)
    for _ in range(2):
        assert await months(now, first) == {JANUARY: 77, None: 5}
        assert await months(now, then) == {MAY: 77, None: 5}
        # As was known before anybody extended it.
        assert await months(now, then, first) == {JANUARY: 77, None: 5}
        assert await months(now, later) == {MAY: 57, None: 5}
        assert await months(now) == {date(2030, 6, 1): 53, None: 5}
        issued = [(each.month, each.outstanding) for each in (await owed(now)).issued]
        assert issued == [(JANUARY, 58)]
        assert not (await roll_up(now)).more
    assert await compared(now) == []


async def test_what_each_purchase_renews_is_owed_in_its_latest_month(
    world: World,
) -> None:
    someone = await ann(world)
    earned = earn(someone, 100, "o1", expires_at=FEBRUARY)
    await post(world, replace(earned, renewed_months=3))
    now = at(world, NOON + 26 * DAY)
    await post(now, on(spend(someone, 10, "r1"), NOON + 26 * DAY))
    for _ in range(2):
        # Three months after the 27th of January, and until the day is over.
        assert await months(now) == {date(2030, 4, 1): 90}
        await roll_up(at(world, NOON + 40 * DAY))


async def test_what_expired_and_came_back_is_owed_until_its_new_month(
    world: World,
) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 100, "o1", expires_at=FEBRUARY))
    now = at(world, FEBRUARY + DAY)
    back = ledger.Reinstate(
        customer_id=someone, expired_since=NOON, expires_at=MAY_ENDS, reason=WHY
    )
    assert (await owed(now)).outstanding == 0
    await now.run(ledger.reinstate, back)
    last = at(world, FEBRUARY + 20 * DAY)
    for _ in range(2):
        assert await months(last) == {MAY: 100}
        assert (await owed(last, FEBRUARY)).outstanding == 0
        await roll_up(last)
    over = at(world, MAY_ENDS + DAY)
    assert (await owed(over)).outstanding == 0


async def test_what_comes_back_with_a_grace_and_pays_a_debt_is_of_its_new_month(
    world: World,
) -> None:
    someone, then = await ann(world), NOON + 3 * DAY
    lapsing = earn(someone, 10, "o1", expires_at=NOON + DAY)
    await post(world, lapsing, earn(someone, 5, "o2"), spend(someone, 9, "r1"))
    gone = on(spend(someone, 5, "r2"), then)
    back = refund(someone, 9, redemption="r1", grace_days=90)
    owing = clawback(someone, 5, order="o2")
    await post(at(world, then), gone, on(owing, then), on(back, then))
    now = at(world, then + DAY)
    for _ in range(2):
        assert await months(now, NOON) == {JANUARY: 1, None: 5}
        assert await months(now) == {date(2030, 4, 1): 4}
        await roll_up(at(world, NOON + 9 * DAY))


async def test_what_is_extended_is_expected_to_expire_as_what_ends_with_it(
    world: World,
) -> None:
    someone = await ann(world)
    for number in range(4):
        begins = datetime(2030, number + 1, 2, tzinfo=UTC)
        whose, ends = customer(), begins + 55 * DAY
        earned = earn(whose, 1_000, f"o{number}", expires_at=ends)
        await post(at(world, begins), on(earned, begins))
        spent = on(spend(whose, 600, f"r{number}"), begins + DAY)
        await post(at(world, begins + DAY), spent)
    now_is = datetime(2030, 6, 10, tzinfo=UTC)
    now = at(world, now_is)
    last = earn(someone, 500, "last", expires_at=datetime(2030, 6, 20, tzinfo=UTC))
    await post(now, on(last, now_is))
    (told,) = (await owed(now)).expiring
    assert (told.month, told.outstanding, told.expected_breakage) == (
        date(2030, 6, 1),
        500,
        500,
    )
    await extend(now, someone, datetime(2030, 7, 20, tzinfo=UTC))
    (told,) = (await owed(now)).expiring
    assert (told.month, told.outstanding, told.basis) == (date(2030, 7, 1), 500, 1_600)
    assert (told.expired, told.expected_breakage) == (1_600, 500)
