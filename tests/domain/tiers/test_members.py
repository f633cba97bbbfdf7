"""Tiers follow from what is earned, in the same transaction, and back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain import customers, events, ledger, orders, tiers
from domain.customers import Identity
from domain.kernel import Unit
from domain.tiers import TierMeasure, TierWindow
from domain.tiers.tables import tier_changes, tier_memberships
from tests.domain.tiers.club import (
    TODAY,
    buy,
    give_back,
    later,
    member,
    open_club,
    publish,
    review,
    somebody,
    tier_of,
    told,
    verify,
)
from tests.domain.tiers.lives import terms
from tests.world import World, open_shop

DAY = timedelta(days=1)
NEW_YEAR = datetime(2030, 12, 31, 23, tzinfo=UTC)


@pytest.fixture
async def club(world: World) -> World:
    return await open_club(world)


async def test_an_order_leads_to_a_tier_within_its_own_transaction(club: World) -> None:
    await buy(club, 120)
    found = await member(club)
    assert found.tier is not None
    assert (found.tier.slug, found.tier.earning_percent) == ("silver", 125)
    assert (found.since, found.counted) == (TODAY, 120)
    assert found.valid_until == datetime(2031, 12, 31, 23, tzinfo=UTC)
    assert found.next is not None
    assert (found.next.slug, found.next.missing) == ("gold", 180)
    assert found.keeping is not None
    assert (found.keeping.missing, found.projected) == (0, "silver")
    (row,) = await club.rows(tier_memberships)
    assert (row["tier"], row["counted"]) == ("silver", 120)
    await verify(club)


async def test_who_has_done_nothing_is_in_the_tier_that_everybody_is_in(
    club: World,
) -> None:
    await somebody(club, "bob")
    found = await member(club, "bob")
    assert found.tier is not None
    assert (found.tier.slug, found.valid_until, found.keeping) == ("bronze", None, None)
    assert found.next is not None
    assert found.next.missing == 100
    assert await told(club, "tier.reached") == []
    assert await club.rows(tier_changes) == []


async def test_without_a_programme_nobody_is_in_a_tier(world: World) -> None:
    shop = await open_shop(world)
    await somebody(shop, "ann")
    ann = await member(shop)
    assert ann == tiers.Membership(customer_id=ann.customer_id)
    assert await shop.rows(tier_memberships) == []


async def test_it_is_told_once_who_came_to_which_tier(club: World) -> None:
    order = await buy(club, 120)
    await buy(club, 1, TODAY + DAY)
    (move,) = await told(club, "tier.reached")
    assert (move["tier"], move["previous"], move["cause"]) == (
        "silver",
        "bronze",
        "reached",
    )
    assert move["customer_id"] == order.customer_id


async def test_a_return_undoes_the_tier_that_its_order_led_to(club: World) -> None:
    await buy(club, 90, TODAY - DAY)
    order = await buy(club, 10)
    assert await tier_of(club) == "silver"
    await give_back(club, order, 1)
    found = await member(club)
    assert found.tier is not None
    assert (found.tier.slug, found.counted) == ("bronze", 99)
    (move,) = await told(club, "tier.lost")
    assert (move["tier"], move["previous"]) == ("bronze", "silver")
    listed = await club.run(
        tiers.changes, tiers.ListChanges(customer_id="external:shop:ann")
    )
    assert [(each.tier, each.undone) for each in listed.items] == [
        ("silver", True),
        ("silver", False),
    ]
    await verify(club)


async def test_a_return_that_leaves_enough_changes_no_tier_but_perhaps_its_day(
    club: World,
) -> None:
    first = await buy(club, 100, TODAY - 2 * DAY)
    await buy(club, 60, TODAY - DAY)
    assert (await member(club)).since == TODAY - 2 * DAY
    await give_back(club, first, 50)
    # 50 and 60 reach it a day later than 100 did.
    found = await member(club)
    assert (await tier_of(club), found.since, found.counted) == (
        "silver",
        TODAY - DAY,
        110,
    )
    assert await told(club, "tier.lost") == []


async def test_a_return_after_the_tier_was_lost_changes_what_was_kept_before(
    club: World,
) -> None:
    first = await buy(club, 100, datetime(2028, 5, 1, tzinfo=UTC))
    await buy(club, 100, datetime(2029, 5, 1, tzinfo=UTC))
    assert await tier_of(club) == "silver"
    await give_back(club, first, 100)
    found = await member(club)
    assert (await tier_of(club), found.since) == (
        "silver",
        datetime(2029, 5, 1, tzinfo=UTC),
    )


async def test_an_order_that_comes_late_counts_when_it_was_placed(club: World) -> None:
    await buy(club, 60, datetime(2029, 12, 1, tzinfo=UTC))
    await buy(club, 60, datetime(2030, 1, 1, tzinfo=UTC))
    assert await tier_of(club) == "bronze"
    await buy(club, 40, datetime(2029, 11, 1, tzinfo=UTC))
    found = await member(club)
    assert (await tier_of(club), found.since) == (
        "silver",
        datetime(2029, 12, 1, tzinfo=UTC),
    )
    await verify(club)


async def test_what_is_cancelled_counts_again_when_it_is_reopened(club: World) -> None:
    order = await buy(club, 300)
    await club.run(orders.cancel, orders.Cancel(order_id=order.id))
    assert await tier_of(club) == "bronze"
    await club.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert await tier_of(club) == "gold"
    await verify(club)


async def test_a_tier_is_lost_at_the_end_of_a_cycle_by_the_clock_alone(
    club: World,
) -> None:
    await buy(club, 300, datetime(2029, 6, 1, tzinfo=UTC))
    before, after = later(club, NEW_YEAR - DAY), later(club, NEW_YEAR)
    assert (await tier_of(before), await tier_of(after)) == ("gold", "silver")
    (row,) = await club.rows(tier_memberships)
    assert row["tier"] == "gold"
    assert await review(after) == 1
    (row,) = await club.rows(tier_memberships)
    assert row["tier"] == "silver"
    (move,) = await told(after, "tier.lost")
    assert move["cause"] == "not_kept"
    assert await review(after) == 0
    await verify(after)


async def test_who_may_lose_a_tier_is_warned_once(club: World) -> None:
    await buy(club, 300, datetime(2029, 6, 1, tzinfo=UTC))
    await review(later(club, NEW_YEAR - 31 * DAY))
    assert await told(club, "tier.at_risk") == []
    for days in (29, 10):
        await review(later(club, NEW_YEAR - days * DAY))
    (risk,) = await told(club, "tier.at_risk")
    assert (risk["tier"], risk["missing"]) == ("gold", 300)
    assert datetime.fromisoformat(risk["by"]) == NEW_YEAR


async def test_who_keeps_it_is_not_warned(club: World) -> None:
    await buy(club, 300, datetime(2029, 6, 1, tzinfo=UTC))
    await buy(later(club, TODAY + 9 * DAY), 300, TODAY + 8 * DAY)
    await review(later(club, NEW_YEAR - 10 * DAY))
    assert await told(club, "tier.at_risk") == []


@pytest.mark.parametrize(
    ("measure", "silver"), [(TierMeasure.SPEND, 10_000), (TierMeasure.ORDERS, 2)]
)
async def test_what_counts_may_be_money_or_orders(
    world: World, measure: TierMeasure, silver: int
) -> None:
    steps = (tiers.Tier(slug="silver", names=NAMES, threshold=silver),)
    said = tiers.TierTerms(tiers=steps, basis=tiers.TierBasis(measure=measure))
    club = await open_club(world, said)
    await buy(club, 50, TODAY - 2 * DAY)
    assert await tier_of(club) is None
    last = await buy(club, 50, TODAY - DAY)
    found = await member(club)
    assert found.tier is not None
    assert (found.tier.slug, found.counted) == ("silver", silver)
    await give_back(club, last, 50)
    assert await tier_of(club) is None
    await verify(club)


NAMES = tiers.TierNames(nl="Zilver", en="Silver")


async def test_higher_thresholds_wait_and_lower_ones_do_not(club: World) -> None:
    await buy(club, 120)
    later_on = later(club, TODAY + DAY)
    await publish(later_on, terms(*_higher()), TODAY + DAY)
    await review(later_on)
    found = await member(later_on)
    assert (await tier_of(later_on), found.valid_until) == ("silver", NEW_YEAR)
    await verify(later_on)


def _higher() -> tuple[tiers.Tier, ...]:
    return (
        tiers.Tier(slug="bronze", names=NAMES, threshold=0),
        tiers.Tier(slug="silver", names=NAMES, threshold=200),
    )


async def test_a_programme_that_comes_late_looks_at_everybody(world: World) -> None:
    shop = await open_club(world, terms(tiers.Tier(slug="a", names=NAMES, threshold=1)))
    for name in ("ann", "bob", "eve"):
        await buy(shop, 120, TODAY - DAY, who=name)
    on = later(shop, TODAY + DAY)
    await publish(on, terms(), TODAY + DAY)
    assert await review(on, limit=2) == 3
    rows = await shop.rows(tier_memberships)
    assert [row["tier"] for row in rows] == ["silver"] * 3
    await verify(on)


async def test_what_two_had_is_one_customers_after_a_merge_and_two_again(
    club: World,
) -> None:
    await buy(club, 300, datetime(2029, 6, 1, tzinfo=UTC), who="ann")
    await buy(club, 60, who="bob")
    await buy(club, 50, who="ann")
    ann, bob = await somebody(club, "ann"), await somebody(club, "bob")
    merge = customers.Merge(kept_id=bob, merged_id=ann)
    merger = await club.run(customers.merge, merge)
    assert (await tier_of(club, "bob"), await tier_of(club, "ann")) == ("gold", "gold")
    assert (await member(club, "bob")).counted == 110
    await verify(club)
    await club.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    assert (await tier_of(club, "ann"), await tier_of(club, "bob")) == (
        "gold",
        "bronze",
    )
    assert (await member(club, "ann")).counted == 50
    assert (await told(club, "tier.lost"))[-1]["customer_id"] == bob
    await verify(club)


async def test_eight_orders_at_once_are_all_counted(club: World) -> None:
    await asyncio.gather(*(buy(club, 40, number=str(each)) for each in range(8)))
    assert ((await member(club)).counted, await tier_of(club)) == (320, "gold")
    (row,) = await club.rows(tier_memberships)
    assert (row["tier"], row["counted"]) == ("gold", 320)
    await verify(club)


async def test_standings_are_told_from_history_as_of_an_instant(club: World) -> None:
    order = await buy(club, 120, TODAY - DAY)
    assert order.customer_id is not None
    whom = order.customer_id

    async def ask(unit: Unit) -> list[tuple[str | None, int]]:
        asked = [(whom, TODAY - DAY), (whom, TODAY), (whom, NEW_YEAR + 400 * DAY)]
        found = await tiers.standing_of(unit, asked)
        return [(each.tier, each.earning_percent) for each in found]

    assert await club.platform.perform(ask, club.principal) == [
        ("bronze", 100),
        ("silver", 125),
        ("bronze", 100),
    ]


async def test_an_order_is_worth_more_after_one_that_is_not_written_down_yet(
    club: World,
) -> None:
    order = await buy(club, 60, TODAY - 3 * DAY)
    assert order.customer_id is not None
    whom = order.customer_id

    async def ask(unit: Unit) -> list[str | None]:
        known = await tiers.standings(unit, [whom])
        first = known.at(whom, TODAY - 2 * DAY).tier
        known.counted(whom, "points", TODAY - 2 * DAY, 40)
        same = known.at(whom, TODAY - 2 * DAY).tier
        second = known.at(whom, TODAY).tier
        known.counted(whom, "points", TODAY - 4 * DAY, 200)
        return [first, same, second, known.at(whom, TODAY - 2 * DAY).tier]

    assert await club.platform.perform(ask, club.principal) == [
        "bronze",
        "bronze",
        "silver",
        "silver",
    ]


async def test_a_rolling_count_goes_down_day_by_day(world: World) -> None:
    club = await open_club(world, terms(window=TierWindow.ROLLING_12M))
    await buy(club, 60, datetime(2029, 6, 2, 12, tzinfo=UTC))
    await buy(club, 30, datetime(2029, 9, 3, 12, tzinfo=UTC))
    assert (await member(club)).counted == 90
    soon = later(club, datetime(2030, 6, 1, 22, 30, tzinfo=UTC))
    assert await review(soon) == 1
    (row,) = await club.rows(tier_memberships)
    assert row["counted"] == 30
    await verify(soon)


async def test_events_of_a_type_may_lead_to_a_tier(world: World) -> None:
    basis = tiers.TierBasis(measure=TierMeasure.EVENTS, event_type="review")
    steps = (tiers.Tier(slug="critic", names=NAMES, threshold=2),)
    club = await open_club(world, tiers.TierTerms(tiers=steps, basis=basis))
    told: list[str] = []
    for number in range(3):
        assert (await somebody(club, "ann")) is not None
        assert await tier_of(club) == (None if number < 2 else "critic")
        said = events.Record(
            external_id=f"r{number}",
            type="review",
            occurred_at=TODAY - number * DAY,
            customer=Identity(external_id="ann"),
            data={"product_id": "mug", "rating": 5},
        )
        told.append((await club.run(events.record, said)).id)
        await verify(club)
    assert (await member(club)).counted == 3
    await club.run(events.remove, events.Remove(event_id=told[-1]))
    assert (await member(club)).counted == 2
    await verify(club)


async def test_what_is_spent_counts_only_where_a_programme_says_so(
    world: World, neighbour: World
) -> None:
    for shop, also, counted in (
        (world, (), 120),
        (neighbour, (tiers.TierAlso.ADJUSTED,), 90),
    ):
        club = await open_club(shop, terms(basis=tiers.TierBasis(also=also)))
        order = await buy(club, 120)
        assert order.customer_id is not None
        taken = ledger.Adjust(
            customer_id=order.customer_id, amount=-30, reason="Counted twice."
        )
        await club.run(ledger.adjust, taken)
        assert (await member(club)).counted == counted
        await verify(club)
