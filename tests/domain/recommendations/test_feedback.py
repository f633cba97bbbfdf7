"""What became of what was recommended: kept once, of who agrees, and what it tells."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from domain import recommendations
from domain.kernel import Unit, system
from domain.orders import Line
from domain.recommendations import (
    Feedback,
    FeedbackOutOfTime,
    Policy,
    ProductFeedback,
    ReasonKind,
    RecommenderNotFound,
    Slot,
    TooMuchFeedback,
    exploration,
    hearing,
    policies,
    store,
)
from domain.recommendations.exploration import List
from domain.recommendations.policies import Drawn
from domain.recommendations.tables import recommendation_feedback as kept
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import advise, open_grocer
from tests.domain.scoring.shop import TODAY, buy, objects, rescore
from tests.world import World

DAY = TODAY.date()


def given(
    who: str, *products: tuple[str, Feedback], model: int = 1, day: date = DAY
) -> recommendations.GiveFeedback:
    return recommendations.GiveFeedback(
        customer_id=f"external:shop:{who}",
        slot=Slot.FOR_YOU,
        model=model,
        day=day,
        products=tuple(
            ProductFeedback(product_id=name, place=place + 1, feedback=feedback)
            for place, (name, feedback) in enumerate(products)
        ),
    )


async def tell(shop: World, command: recommendations.GiveFeedback) -> int:
    return (await shop.run(recommendations.give_feedback, command)).kept


async def test_what_is_said_twice_counts_once(shop: World) -> None:
    await open_grocer(shop)
    seen = given("c1", ("own-1", Feedback.SEEN), ("nothing", Feedback.SEEN))
    clicked = given("c1", ("own-1", Feedback.CLICKED))
    told = await asyncio.gather(*(tell(shop, each) for each in [seen, clicked] * 4))
    assert told == [1] * 8
    await tell(shop, given("c1", ("own-1", Feedback.BOUGHT)))
    await tell(shop, seen)
    (row,) = await shop.rows(kept)
    assert (row["product_id"], row["place"], row["reason"]) == ("own-1", 1, "again")
    assert row["clicked_at"] is not None
    assert row["bought_at"] is not None

    with pytest.raises(RecommenderNotFound):
        await tell(shop, given("c1", ("own-1", Feedback.SEEN), model=9))
    for off in (-31, 2):
        day = DAY + timedelta(days=off)
        with pytest.raises(FeedbackOutOfTime):
            await tell(shop, given("c1", ("own-1", Feedback.SEEN), day=day))

    # Who says no is in none of it, from that moment on.
    await objects(shop, "c1")
    assert await shop.rows(kept) == []
    assert await tell(shop, clicked) == 0
    assert await shop.rows(kept) == []


async def test_what_became_of_it_is_told_of_many_and_forgotten(shop: World) -> None:
    await open_grocer(shop)
    for number in range(9):
        feedback = Feedback.CLICKED if number < 3 else Feedback.SEEN
        await tell(shop, given(f"c{number}", (f"own-{number}", feedback)))
    asked = recommendations.AskFeedback()
    report = await shop.run(recommendations.find_feedback, asked)
    assert [(each.customers, each.clicked) for each in report.slots] == [(None, None)]
    await tell(shop, given("c9", ("own-9", Feedback.BOUGHT)))
    (slot,) = (await shop.run(recommendations.find_feedback, asked)).slots
    assert (slot.slot, slot.model, slot.seen) == (Slot.FOR_YOU, 1, 10)
    assert (slot.clicked, slot.bought) == (0.3, 0.1)

    old = later(shop, TODAY + timedelta(days=91))
    forget = recommendations.ForgetFeedback(limit=6)
    told = [
        await old.platform.run(
            recommendations.forget_feedback, forget, system(shop.principal.tenant)
        )
        for _ in range(2)
    ]
    assert [(each.done, each.more) for each in told] == [(6, True), (4, False)]


async def test_what_was_seen_and_is_bought_follows_from_orders(shop: World) -> None:
    await open_grocer(shop)
    seen = [(name, Feedback.SEEN) for name in ("own-1", "bread")]
    await tell(shop, given("c1", *seen))
    await tell(shop, given("c2", ("own-2", Feedback.SEEN)))
    soon, late = (later(shop, TODAY + timedelta(days=days)) for days in (1, 40))
    await buy(soon, "c1", -1, Line(product_id="own-1", quantity=1, unit_price=1))
    await buy(late, "c2", -40, Line(product_id="own-2", quantity=1, unit_price=1))
    await rescore(late)
    rows = await shop.rows(kept)
    bought = {row["product_id"]: row["bought_at"] for row in rows}
    assert bought == {
        "own-1": TODAY + timedelta(days=1),
        "bread": None,
        "own-2": None,
    }


async def test_it_is_heard_after_what_the_model_said_was_forgotten(shop: World) -> None:
    await open_grocer(shop)
    tomorrow = later(shop, TODAY + timedelta(days=1))
    await advise(tomorrow)

    async def forget(unit: Unit) -> None:
        store.forget_items(unit, 1)

    await shop.platform.perform(forget, shop.principal)
    bought = given("c1", ("own-1", Feedback.BOUGHT), ("nothing", Feedback.SEEN))
    assert await tell(tomorrow, bought) == 1


async def test_of_a_day_only_so_much_is_kept(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_grocer(shop)
    monkeypatch.setattr(hearing, "OF_DAY_MAX", 1)
    await tell(shop, given("c1", ("own-1", Feedback.SEEN)))
    with pytest.raises(TooMuchFeedback):
        await tell(shop, given("c1", ("own-2", Feedback.SEEN)))
    # What is said again is no more than there was.
    assert await tell(shop, given("c1", ("own-1", Feedback.CLICKED))) == 1


def listed(who: int) -> List:
    return List(
        tenant="t", customer_id=f"cus_{who}", slot=Slot.FOR_YOU, model=1, day=DAY
    )


def test_one_list_in_ten_draws_its_last_place() -> None:
    items = list(range(20))
    drawn = [exploration.explored(items, 5, listed(who)) for who in range(20_000)]
    assert drawn == [
        exploration.explored(items, 5, listed(who)) for who in range(20_000)
    ]
    lasts = np.bincount([best[-1] for best, _ in drawn], minlength=20)
    assert {place for _, place in drawn} == {4}
    assert all(best[:4] == items[:4] for best, _ in drawn)
    assert lasts[4] / 20_000 == pytest.approx(exploration.chance(0), abs=0.01)
    assert lasts[5:14] / 20_000 == pytest.approx(exploration.chance(1), abs=0.004)
    assert lasts[14:].sum() == 0
    # Too short, or shown to all alike.
    assert exploration.explored(items[:13], 5, listed(1)) == (items[:5], None)
    assert exploration.explored(items, 1, listed(1)) == ([0], None)


def test_what_is_drawn_tells_what_other_orders_would_bring() -> None:
    # Of what the model has first 3 in 10 are clicked, and of what follows 1 in 10; of
    # that, what goes together is clicked twice as often as what is popular.
    dice = np.random.default_rng(4)
    held = dict.fromkeys(Policy, 0)
    truth = {
        Policy.OWN_ORDER: 0.3,
        Policy.BY_CHANCE: (0.3 + 9 * 0.1) / 10,
        Policy.AGAIN: 0.3,
        Policy.TOGETHER: 0.16,
        Policy.POPULAR: 0.08,
    }
    for _ in range(200):
        rows = [
            Drawn(
                further=False,
                kind=ReasonKind.AGAIN,
                seen=9_100,
                clicked=2_730,
                customers=5_000,
            )
        ]
        for kind, rate, share in (
            (ReasonKind.TOGETHER, 0.16, 0.25),
            (ReasonKind.POPULAR, 0.08, 0.75),
        ):
            seen = int(dice.binomial(900, share))
            clicked = int(dice.binomial(seen, rate))
            rows.append(
                Drawn(
                    further=True, kind=kind, seen=seen, clicked=clicked, customers=seen
                )
            )
        for each in policies.worths(rows):
            if each.low is not None and each.high is not None:
                held[each.policy] += each.low <= truth[each.policy] <= each.high
    # Nothing of what was bought before was drawn further down, so it cannot be told.
    assert held.pop(Policy.AGAIN) == 0
    assert all(each >= 0.9 * 200 for each in held.values()), held


def test_little_tells_nothing() -> None:
    few = Drawn(further=True, kind=ReasonKind.AGAIN, seen=90, clicked=30, customers=60)
    assert {each.clicked for each in policies.worths([few])} == {None}
    assert {each.seen for each in policies.worths([])} == {None}


def test_what_few_people_do_much_is_not_told() -> None:
    nine = Drawn(further=True, kind=ReasonKind.AGAIN, seen=900, clicked=90, customers=9)
    told = policies.worths([nine, replace(nine, further=False)])
    assert {(each.seen, each.clicked) for each in told} == {(None, None)}
    (_, _, again, *_) = policies.worths([replace(nine, customers=10)])
    assert (again.seen, again.clicked) == (900, 0.1)
