"""Promises about leaderboards: who is seen, how they stand, and who never is."""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from domain import customers, leaderboards, orders, privacy
from domain.kernel import system
from domain.leaderboards import BoardPeriod, rules
from domain.leaderboards.tables import leaderboard_members, leaderboard_scores
from tests.domain.earning.shop import bought, returned
from tests.domain.leaderboards.shop import (
    NAMES,
    around,
    board,
    join,
    leaders,
    seen,
    standing,
)
from tests.domain.referrals.shop import known
from tests.rebuilding import rebuilt, spoilt
from tests.world import NOON, World, apart

SCORES = leaderboard_scores.c
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


async def filled(shop: World) -> None:
    """Count all scores of leaderboards that are new."""
    caller, more = system(shop.principal.tenant), True
    while more:
        command = leaderboards.FillSome(limit=1)
        told = await shop.platform.run(leaderboards.fill_some, command, caller)
        more = told.more


async def test_only_who_wants_to_be_is_seen_by_a_made_up_name(shop: World) -> None:
    await board(shop)
    alias = await seen(shop, "ann")
    await known(shop, "bob")
    for number, who in enumerate(("ann", "bob")):
        await bought(shop, str(number), 5_000, who=who)
    page = await leaders(shop)
    assert page.items == (leaderboards.BoardPlace(rank=1, alias=alias, score=50),)
    assert alias.split()[0] in rules.BIRDS
    with pytest.raises(leaderboards.NotOnLeaderboards):
        await around(shop, "bob")


async def test_of_eight_who_join_at_once_one_is_seen_and_earns_once(
    shop: World,
) -> None:
    await board(shop)
    await known(shop, "ann")
    names = await asyncio.gather(*(join(apart(shop), "ann") for _ in range(8)))
    assert len(set(names)) == 1
    await asyncio.gather(*(bought(apart(shop), f"{n}", 1_000) for n in range(8)))
    assert await standing(shop) == [(1, 80)]


async def test_what_was_earned_before_counts_and_what_comes_back_does_not(
    shop: World,
) -> None:
    await board(shop)
    await known(shop, "ann")
    order = await bought(shop, "1", 5_000)
    await bought(shop, "2", 1_000, at=NOON - timedelta(days=1))
    await join(shop, "ann")
    assert await standing(shop) == [(1, 50)]
    assert await standing(shop, period="2029-12") == [(1, 10)]
    await returned(shop, order, 2_000)
    assert await standing(shop) == [(1, 30)]
    await returned(shop, order, 3_000)
    assert await standing(shop) == []
    assert (await around(shop, "ann")).rank is None


async def test_who_ties_shares_the_rank_on_every_page(shop: World) -> None:
    await board(shop)
    for number, much in enumerate((300, 500, 300, 300, 100)):
        await seen(shop, f"c{number}")
        await bought(shop, str(number), much, who=f"c{number}")
    found: list[tuple[int, int]] = []
    after = None
    for _ in range(3):
        page = await leaders(shop, limit=2, after=after)
        found += [(each.rank, each.score) for each in page.items]
        after = page.next
    assert found == [(1, 5), (2, 3), (2, 3), (2, 3), (5, 1)]
    assert after is None
    mine = await around(shop, "c4", around=1)
    assert (mine.rank, [each.rank for each in mine.around]) == (5, [2, 5])
    best = await around(shop, "c1", around=2)
    assert [each.rank for each in best.around] == [1, 2, 2]


async def test_who_leaves_is_forgotten_and_who_comes_again_has_another_name(
    shop: World,
) -> None:
    await board(shop)
    alias = await seen(shop, "ann")
    await bought(shop, "1", 5_000)
    leave = leaderboards.LeaveLeaderboards(customer_id="external:shop:ann")
    await shop.run(leaderboards.leave, leave)
    assert await standing(shop) == []
    for table in (leaderboard_members, leaderboard_scores):
        assert await shop.rows(table) == []
    with pytest.raises(leaderboards.NotOnLeaderboards):
        await shop.run(leaderboards.leave, leave)
    assert await join(shop, "ann") != alias
    assert await standing(shop) == [(1, 50)]


async def test_who_is_restricted_vanishes_until_that_is_lifted(shop: World) -> None:
    await board(shop)
    await seen(shop, "ann")
    await bought(shop, "1", 5_000)
    who = "external:shop:ann"
    await shop.run(privacy.restrict, privacy.Restrict(customer_id=who, reason="Why?"))
    assert await standing(shop) == []
    assert (await around(shop, "ann")).rank is None
    lift = privacy.LiftRestriction(customer_id=who)
    await shop.run(privacy.lift_restriction, lift)
    assert await standing(shop) == [(1, 50)]


async def test_who_is_erased_vanishes_in_the_same_transaction(shop: World) -> None:
    await board(shop)
    await seen(shop, "ann")
    await bought(shop, "1", 5_000)
    async with shop.platform.unit(shop.principal) as unit:
        ann = await customers.resolve(unit, "external:shop:ann")
        which = leaderboards.ReadLeaderboard(leaderboard="month")
        assert len((await leaderboards.read(unit, which)).items) == 1
        await customers.erase(unit, await customers.hold(unit, (ann,)))
        assert (await leaderboards.read(unit, which)).items == ()
    assert await standing(shop) == []


async def test_who_was_merged_is_seen_once_if_the_kept_one_wants_it(
    shop: World,
) -> None:
    await board(shop)
    alias = await seen(shop, "ann")
    await seen(shop, "bob")
    for who in ("ann", "bob"):
        await bought(shop, who, 5_000, who=who)
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    made = await shop.run(customers.merge, merge)
    assert (await leaders(shop)).items == (
        leaderboards.BoardPlace(rank=1, alias=alias, score=100),
    )
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=made.id))
    assert await standing(shop) == [(1, 50)]


async def test_a_new_leaderboard_is_filled_and_stays_what_it_counts(
    shop: World,
) -> None:
    await board(shop)
    for number in range(3):
        await seen(shop, f"c{number}")
        await bought(shop, str(number), 1_000, who=f"c{number}")
    year = leaderboards.PutLeaderboard(
        leaderboard="year", names=NAMES, period=BoardPeriod.YEAR
    )
    await shop.run(leaderboards.put, year)
    await filled(shop)
    assert await standing(shop, name="year") == [(1, 10)] * 3
    other = leaderboards.PutLeaderboard(leaderboard="year", names=NAMES)
    with pytest.raises(leaderboards.LeaderboardFixed):
        await shop.run(leaderboards.put, other)


async def test_scores_are_what_rebuilding_them_gives(shop: World) -> None:
    """Late, early, double and back: stored is what is counted anew."""
    await board(shop, period=BoardPeriod.WEEK)
    chance = random.Random(7)
    for who in ("c0", "c1"):
        await seen(shop, who)
    made: list[orders.Order] = []
    for number in range(14):
        if made and chance.random() < 0.3:
            await returned(shop, chance.choice(made), 10)
            continue
        at = NOON - timedelta(days=chance.randrange(30))
        who = f"c{chance.randrange(2)}"
        much = chance.randrange(100, 5_000)
        made.append(await bought(shop, str(number), much, who=who, at=at))
    stored = await shop.rows(leaderboard_scores)
    assert len(stored) > 4
    for who in ("c0", "c1"):
        leave = leaderboards.LeaveLeaderboards(customer_id=f"external:shop:{who}")
        await shop.run(leaderboards.leave, leave)
        await join(shop, who)
    told = [{**row, "alias": ""} for row in stored]
    assert [{**r, "alias": ""} for r in await shop.rows(leaderboard_scores)] == told
    await filled(shop)
    assert await rebuilt(shop, leaderboards.verify, 1) == ()
    first = SCORES.period == str(stored[0]["period"])
    whose = SCORES.customer_id == stored[0]["customer_id"]
    lost = delete(leaderboard_scores).where(first, whose)
    ((_, found),) = await spoilt(shop, lost, leaderboards.verify)
    assert found == "no score"


@given(st.lists(st.integers(1, 5), max_size=12), st.integers(0, 5), st.integers(1, 4))
def test_ranks_of_a_page_are_those_of_the_whole(
    scores: list[int], start: int, size: int
) -> None:
    rows = [(str(n), score) for n, score in enumerate(sorted(scores, reverse=True))]
    part = rows[start : start + size]
    if part:
        better = sum(score > part[0][1] for _, score in rows)
        found = rules.ranked(part, better, start)
        whole = [1 + sum(s > score for _, s in rows) for _, score in part]
        assert [each.rank for each in found] == whole


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (BoardPeriod.EVER, "ever"),
        (BoardPeriod.YEAR, "2030"),
        (BoardPeriod.QUARTER, "2030-q4"),
        (BoardPeriod.MONTH, "2030-12"),
        (BoardPeriod.WEEK, "2031-w01"),
    ],
)
def test_stretches_are_named_as_people_count_them(
    period: BoardPeriod, name: str
) -> None:
    assert rules.stretch(date(2030, 12, 31), period) == name
    # In Amsterdam it is the next year already, and the clocks are put forward.
    late = datetime(2030, 12, 31, 23, 30, tzinfo=UTC)
    assert rules.scores([(late, 1)], BoardPeriod.YEAR, AMSTERDAM) == {"2031": 1}
    spring = datetime(2030, 3, 31, 22, 30, tzinfo=UTC)
    assert rules.scores([(spring, 1)], BoardPeriod.MONTH, AMSTERDAM) == {"2030-04": 1}
