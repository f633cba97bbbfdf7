"""Drawn histories, with returns, cancellations and repetitions: stored is rebuilt."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import update

from domain import orders, tiers
from domain.kernel import Unit
from domain.tiers import TierDowngrade, TierWindow, keeping, programmes
from domain.tiers.tables import tier_memberships
from tests.domain.ledger.books import at as later
from tests.domain.tiers.club import (
    TODAY,
    buy,
    give_back,
    open_club,
    publish,
    review,
    tier_of,
    told,
    verify,
)
from tests.domain.tiers.lives import terms, tier
from tests.world import World

DAY = timedelta(days=1)
WHO = ("ann", "bob", "eve")


@pytest.mark.parametrize("window", TierWindow)
@pytest.mark.parametrize("downgrade", TierDowngrade)
async def test_what_is_stored_is_what_is_rebuilt(
    world: World, window: TierWindow, downgrade: TierDowngrade
) -> None:
    chance = Random(f"{window} {downgrade}")
    club = await open_club(world, terms(window=window, downgrade=downgrade))
    bought: list[orders.Order] = []
    for step in range(40):
        club = later(world, TODAY + step * 20 * DAY)
        now = club.platform.clock()
        match chance.randrange(6):
            case 0 | 1 | 2:
                late = chance.choice((0, 0, 30, 400)) * DAY
                euros = chance.choice((20, 60, 120, 300))
                who = chance.choice(WHO)
                bought.append(
                    await buy(club, euros, now - late, who=who, number=str(step))
                )
            case 3 if bought:
                await give_back(club, chance.choice(bought), chance.randrange(1, 60))
            case 4 if bought:
                order = chance.choice(bought)
                for use_case in (
                    (orders.cancel, orders.Cancel(order_id=order.id)),
                    (orders.reopen, orders.Reopen(order_id=order.id)),
                )[: chance.randrange(1, 3)]:
                    await club.run(*use_case)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType, reportUnknownMemberType]
            case _:
                await review(club)
        await verify(club)
    assert await told(club, "tier.reached")
    # Nobody spends, so that balances keep all tiers.
    by_balance = downgrade is TierDowngrade.BALANCE_BASED
    assert by_balance or await told(club, "tier.lost")


async def test_what_somebody_changed_by_stealth_is_found(world: World) -> None:
    club = await open_club(world)
    order = await buy(club, 120)

    async def spoil(unit: Unit) -> None:
        await unit.run(update(tier_memberships).values(tier="gold"))

    await club.platform.perform(spoil, club.principal)

    async def look(unit: Unit) -> tuple[tiers.TierDifference, ...]:
        return await tiers.differences(unit)

    (found,) = await club.platform.perform(look, club.principal)
    assert found.customer_id == order.customer_id
    assert found.expected.startswith("silver since 2030-06-01 12:00:00+00:00")
    assert found.found.startswith("gold since 2030-06-01 12:00:00+00:00")


async def test_many_orders_take_as_many_statements_as_few(
    world: World, statements: list[str]
) -> None:
    club = await open_club(world)
    counts: list[int] = []
    for size in (5, 50):
        rows = tuple(
            {
                "external_id": f"{size}-{n}",
                "customer": {"external_id": f"{size}-{n % 20}"},
                "occurred_at": TODAY.isoformat(),
                "currency": "EUR",
                "lines": [{"product_id": "mug", "quantity": 1, "unit_price": 12_000}],
            }
            for n in range(size)
        )
        statements.clear()
        await club.run(orders.record_many, orders.RecordMany(orders=rows))
        counts.append(sum("tier_" in each for each in statements))
    assert counts[0] == counts[1] <= 14
    assert len(await club.rows(tier_memberships)) == 25
    await verify(club)


async def test_eight_reviews_and_buyers_at_once_agree(world: World) -> None:
    club = await open_club(world)
    for who in WHO:
        await buy(club, 300, TODAY - 400 * DAY, who=who)
    year_later = later(club, TODAY + 365 * DAY)
    await asyncio.gather(
        *(review(year_later, limit=2) for _ in range(8)),
        *(
            buy(year_later, 40, TODAY + 364 * DAY, who=who, number=f"{who}{n}")
            for who in WHO
            for n in range(4)
        ),
    )
    await verify(year_later)
    rows = await club.rows(tier_memberships)
    assert [row["counted"] for row in rows] == [160] * 3
    assert len(await told(year_later, "tier.lost")) == 3


async def test_who_was_applied_a_new_version_to_is_not_evaluated_by_the_old_one(
    world: World,
) -> None:
    club = await open_club(world)
    order = await buy(club, 120)
    assert order.customer_id is not None
    whose = (order.customer_id,)

    async def work(unit: Unit) -> None:
        assert len(await programmes.in_time(unit)) == 1
        harder = terms(tier("bronze", 0), tier("silver", 200))
        await publish(club, harder, TODAY - 10 * DAY)
        await review(club)
        assert len(await programmes.in_time(unit)) == 1
        await keeping.keep(unit, whose)

    await club.platform.perform(work, club.principal)
    await verify(club)
    assert await tier_of(club) == "bronze"
