"""Challenges: what counts, what is given for it, and what comes back with returns."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain import challenges, customers, earning, events, orders
from domain.challenges import ChallengeState, ChallengeStep
from domain.kernel import Malformed
from tests.domain.challenges.shop import (
    counts,
    did,
    differences,
    join,
    known,
    later,
    progress,
    publish,
    reward,
    saying,
    sweep,
)
from tests.domain.earning.shop import balance, bought, returned
from tests.world import NOON, World, apart

DAY = timedelta(days=1)


async def test_the_third_order_completes_and_earns(shop: World) -> None:
    await publish(shop)
    await reward(shop)
    for number in ("1", "2"):
        await bought(shop, number)
    found = await progress(shop)
    assert (found.state, found.progress) == (ChallengeState.OPEN, 0.6666)
    assert found.why.nl == ("Koop: 2 bestellingen van 3 bestellingen; nog 1 te gaan.",)
    assert found.why.en == ("Buy: 2 orders of 3 orders; 1 to go.",)
    assert await balance(shop) == 0
    await bought(shop, "3")
    found = await progress(shop)
    assert (found.state, found.progress) == (ChallengeState.COMPLETED, 1)
    assert found.completed_at == NOON
    assert found.why.en == ("Done: all of it.", "Buy: done on 1 January 2030.")
    assert await balance(shop) == 50
    told = [name for name, _ in await shop.news() if name.startswith("challenges.")]
    assert told == ["challenges.progressed"] * 2 + [
        "challenges.completed",
        "challenges.progressed",
    ]


async def test_a_return_takes_back_what_was_given_and_a_new_order_gives_it_again(
    shop: World,
) -> None:
    await publish(shop)
    await reward(shop)
    made = [await bought(shop, each) for each in "123"]
    await returned(shop, made[1], 500)
    assert await balance(shop) == 50
    await returned(shop, made[1], 500)
    assert await balance(shop) == 0
    assert await counts(shop) == [2]
    (undone,) = [e for name, e in await shop.news() if name == "challenges.undone"]
    assert [each["step"] for each in undone["moves"]] == ["buy", None]
    await bought(shop, "4")
    assert await balance(shop) == 50
    assert await differences(shop) == ()


async def test_a_step_may_say_that_returns_do_not_matter(shop: World) -> None:
    await publish(shop, "thrice", {"returns": "keep"})
    await reward(shop)
    made = [await bought(shop, each) for each in "123"]
    await returned(shop, made[0], 1_000)
    assert await balance(shop) == 50
    await shop.run(orders.cancel, orders.Cancel(order_id=made[0].id))
    assert await balance(shop) == 0


async def test_steps_count_different_things_and_earn_each(shop: World) -> None:
    much = {"step": "much", "measure": "amount", "target": 5_000}
    tea = {"type": "one_of", "field": "line.product", "values": ["tea"]}
    teas = {"step": "tea", "lines": tea, "measure": "quantity", "target": 2}
    review = {"step": "say", "on": {"type": "event", "event": "review"}, "target": 1}
    await publish(shop, "much", much, teas, review)
    await reward(shop, "much")
    await reward(shop, "much", "tea")
    await bought(shop, "1", 2_000)
    assert await counts(shop, name="much") == [2_000, 1, 0]
    order = await bought(shop, "2", 3_000)
    assert await balance(shop) == 50
    said = await did(shop, "r", NOON)
    assert await balance(shop) == 100
    await returned(shop, order, 1)
    assert await balance(shop) == 50
    assert await counts(shop, name="much") == [4_999, 2, 1]
    await shop.run(events.remove, events.Remove(event_id=said.id))
    assert await counts(shop, name="much") == [4_999, 2, 0]


async def test_what_was_done_before_joining_does_not_count(shop: World) -> None:
    await publish(shop, joining="opt_in")
    await bought(shop, "1", at=NOON - DAY)
    assert (await progress(shop)).state is ChallengeState.NOT_JOINED
    assert (await join(shop)).state is ChallengeState.OPEN
    await bought(shop, "2")
    # To join again changes nothing.
    await join(later(shop, 1))
    assert await counts(shop) == [1]
    leave = challenges.LeaveChallenge(
        customer_id="external:shop:ann", challenge="thrice"
    )
    await later(shop, 2).run(challenges.leave, leave)
    await bought(later(shop, 4), "3", at=NOON + 3 * DAY)
    assert await counts(later(shop, 4)) == [1]
    with pytest.raises(challenges.ChallengeNotJoined):
        await later(shop, 4).run(challenges.leave, leave)


async def test_nobody_joins_what_is_everybodys_or_over(shop: World) -> None:
    await known(shop, "ann")
    await publish(shop)
    with pytest.raises(challenges.ChallengeClosed):
        await join(shop)
    await publish(shop, "over", joining="opt_in")
    await shop.run(challenges.retire, challenges.RetireChallenge(challenge="over"))
    with pytest.raises(challenges.ChallengeClosed):
        await join(shop, name="over")
    with pytest.raises(challenges.ChallengeNotFound):
        await join(shop, name="none")


async def test_a_new_version_resets_nobody(shop: World) -> None:
    await publish(shop)
    await reward(shop)
    await bought(shop, "1", at=NOON - 3 * DAY)
    await bought(shop, "2", at=NOON - 2 * DAY)
    await publish(shop, "thrice", {"target": 2}, at=NOON - DAY)
    await sweep(shop)
    assert (await progress(shop)).completed_at == NOON - DAY
    assert await balance(shop) == 50
    # It asks more, and who was done stays done.
    await publish(shop, "thrice", {"target": 9}, at=NOON)
    await sweep(shop)
    assert (await progress(shop)).state is ChallengeState.COMPLETED
    await known(shop, "bob")
    assert (await progress(shop, "bob")).version == 3
    assert await differences(shop) == ()


async def test_a_challenge_begins_anew_when_it_is_completed(shop: World) -> None:
    await publish(shop, "thrice", {"target": 2}, recurrence="on_completion")
    await reward(shop)
    made = [await bought(shop, each) for each in "12345"]
    found = await progress(shop)
    assert (found.round, found.completions, await counts(shop)) == ("3", 2, [1])
    assert await balance(shop) == 100
    await returned(shop, made[0], 1_000)
    await returned(shop, made[1], 1_000)
    assert (await progress(shop)).completions == 1
    assert await balance(shop) == 50


async def test_each_month_has_its_own_round(shop: World) -> None:
    await publish(
        shop, "thrice", {"target": 1}, recurrence="each_period", period="month"
    )
    await reward(shop)
    for number, days in (("1", -40), ("2", -35), ("3", -5)):
        await bought(shop, number, at=NOON + days * DAY)
    found = await progress(shop)
    assert (found.round, found.completions) == ("2030-01-01", 2)
    assert found.state is ChallengeState.OPEN
    assert await balance(shop) == 100


async def test_badges_go_with_what_they_were_earned_by(shop: World) -> None:
    badge = {"nl": "Vaste klant", "en": "Regular"}
    await publish(shop, "thrice", {"target": 1}, badge=badge)
    order = await bought(shop, "1")
    asked = challenges.BadgesOf(customer_id="external:shop:ann")
    (worn,) = (await shop.run(challenges.badges, asked)).badges
    assert (worn.names.en, worn.earned_at, worn.times) == ("Regular", NOON, 1)
    await returned(shop, order, 1_000)
    assert (await shop.run(challenges.badges, asked)).badges == ()


async def test_why_tells_what_counted_and_what_did_not(shop: World) -> None:
    dear = {"type": "number", "field": "order.amount", "at_least": 2_000}
    await publish(shop, "thrice", {"conditions": dear})
    order = await bought(shop, "1", 2_500, at=NOON - DAY)
    await bought(shop, "2", 1_000)
    asked = challenges.ExplainChallenge(
        customer_id="external:shop:ann", challenge="thrice", locale="en"
    )
    found = await shop.run(challenges.explain, asked)
    assert [each.counted for each in found.decisions] == [0, 1]
    condition, verdict = found.decisions[0].reasons
    assert condition.startswith("The amount of the order was EUR 10.00; asked was at ")
    assert verdict == "So it does not count."
    assert found.decisions[1].cause_id == order.id
    assert found.decisions[1].reasons[-1] == "It counts: 1 order."
    dutch = await shop.run(challenges.explain, replace(asked, locale="nl"))
    assert dutch.decisions[0].reasons[-1] == "Daarom telt het niet mee."


async def test_two_who_are_one_completed_once_and_each_again_when_parted(
    shop: World,
) -> None:
    await publish(shop, "thrice", {"target": 2}, joining="opt_in")
    await reward(shop)
    for who in ("ann", "bob"):
        await known(shop, who)
    await join(shop, "bob")
    for number, who in enumerate(("bob", "bob", "ann")):
        await bought(shop, str(number), who=who)
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await shop.run(customers.merge, merge)
    assert await counts(shop) == [2]
    assert await balance(shop) == 50
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    assert (await balance(shop), await balance(shop, "bob")) == (0, 50)
    assert (await progress(shop)).state is ChallengeState.NOT_JOINED
    assert await differences(shop) == ()


async def test_eight_orders_at_once_count_once_each_and_earn_once(shop: World) -> None:
    await publish(shop, "thrice", {"target": 8})
    await reward(shop)
    await known(shop, "ann")
    await asyncio.gather(*(bought(apart(shop), str(each)) for each in range(8)))
    assert await counts(shop) == [8]
    assert await balance(shop) == 50
    assert await differences(shop) == ()


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_order_it_comes_in_it_comes_to_the_same(
    shop: World, other_shop: World, seed: int
) -> None:
    """Also if it comes twice, and if some of it comes back, before or after."""
    days = [(str(number), NOON - (number * 7 % 5) * DAY) for number in range(8)]
    mixed = [*days, *days]
    Random(seed).shuffle(mixed)
    found: list[object] = []
    for each, told in ((shop, days), (other_shop, mixed)):
        streak = {"measure": "times", "streak": {"per": "day"}, "step": "row"}
        much = {"measure": "amount", "target": 4_000}
        await publish(each, "thrice", streak, much, recurrence="on_completion")
        await reward(each)
        gone = dict.fromkeys(("2", "5"))
        for number, at in told:
            order = await bought(each, number, at=at)
            if number in gone:
                del gone[number]
                await returned(each, order, 1_000)
        now = await progress(each)
        found.append((now.round, now.steps, now.completions, await balance(each)))
        assert await differences(each) == ()
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("step", "terms", "at"),
    [
        ({"measure": "value"}, {}, "/terms/steps/0/measure"),
        ({"on": {"type": "event", "event": "no"}}, {}, "/terms/steps/0/on/event"),
        ({"streak": {}, "within_days": 3}, {}, "/terms/steps/0/within_days"),
        ({"streak": {}, "measure": "days"}, {}, "/terms/steps/0/measure"),
        ({}, {"recurrence": "each_period"}, "/terms/period"),
        (
            {},
            {"first_day": "2030-02-01", "last_day": "2030-01-01"},
            "/terms/last_day",
        ),
        (
            {"conditions": {"type": "one_of", "field": "customer.tier", "values": [1]}},
            {},
            "/terms/steps/0/conditions/field",
        ),
    ],
)
async def test_terms_that_contradict_themselves_are_refused(
    shop: World, step: dict[str, Any], terms: dict[str, Any], at: str
) -> None:
    with pytest.raises(Malformed) as refused:
        await shop.run(challenges.publish, saying("odd", step, **terms))
    assert at in {each.pointer for each in refused.value.errors}


async def test_versions_come_one_after_the_other(shop: World) -> None:
    await publish(shop)
    with pytest.raises(challenges.ChallengeTooOld):
        await publish(shop)
    retire = challenges.RetireChallenge(challenge="thrice")
    ended = await shop.run(challenges.retire, retire)
    assert ended.retired_at == NOON
    with pytest.raises(challenges.ChallengeRetired):
        await shop.run(challenges.retire, retire)
    with pytest.raises(challenges.ChallengeNotFound):
        await shop.run(challenges.retire, replace(retire, challenge="none"))
    listed = await shop.run(challenges.list_all, challenges.ListChallenges())
    assert [each.version for each in listed.versions] == [1]
    running = challenges.ListRunningChallenges()
    assert (await shop.run(challenges.list_running, running)).versions == ()


async def test_what_is_recorded_ahead_of_its_time_counts_when_it_comes(
    shop: World,
) -> None:
    await publish(shop, "thrice", {"target": 1})
    await reward(shop)
    ahead = later(shop, 1)
    await bought(shop, "1", at=NOON + timedelta(minutes=4))
    assert await counts(shop) == [0]
    await sweep(ahead)
    assert (await counts(ahead), await balance(ahead)) == ([1], 50)


def test_a_step_is_of_orders_unless_it_says_otherwise() -> None:
    (step,) = saying().terms.steps
    assert isinstance(step, ChallengeStep)
    assert isinstance(step.on, earning.OnOrder)
