"""Who is scored, how, and who is not."""

from datetime import date, timedelta

import pytest

from domain import consent, customers, scoring
from domain.consent import Basis, ConsentState
from domain.scoring import LifeCycle, NextBasis, ScoresNotFound
from domain.scoring.tables import customer_scores, scoring_models
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import (
    TODAY,
    agree,
    buy,
    buy_all,
    created,
    objects,
    profiling,
    rescore,
    scores,
)
from tests.world import World


async def test_nobody_is_scored_before_the_purpose_is_declared(shop: World) -> None:
    await buy(shop, "ann", 3)
    await rescore(shop)
    assert await shop.rows(customer_scores) == []
    with pytest.raises(ScoresNotFound):
        await scores(shop)
    await profiling(shop)
    await rescore(shop)
    assert (await scores(shop)).purpose == "profiling"


async def test_customers_are_compared_with_each_other(shop: World) -> None:
    await profiling(shop)
    history = {
        f"c{number}": [(5 - number) * 40 + time * 30 for time in range(number + 1)]
        for number in range(5)
    }
    await buy_all(shop, history)
    await rescore(shop)
    told = [await scores(shop, f"c{number}") for number in range(5)]
    assert [each.grades.recency for each in told] == [1, 2, 3, 4, 5]
    assert [each.grades.frequency for each in told] == [1, 2, 3, 4, 5]
    assert [each.grades.monetary for each in told] == [1, 2, 3, 4, 5]
    assert [each.life_cycle for each in told] == [
        LifeCycle.LOST,
        LifeCycle.SLEEPING,
        LifeCycle.NEEDS_ATTENTION,
        LifeCycle.LOYAL,
        LifeCycle.CHAMPION,
    ]
    assert [each.next_purchase.basis for each in told][2:] == [
        NextBasis.UNKNOWN,
        NextBasis.OWN,
        NextBasis.OWN,
    ]
    best = told[-1]
    assert (best.purchased.orders, best.purchased.last_day) == (5, date(2029, 11, 22))
    assert best.value is None  # Five customers are too few to foretell.
    assert best.why.en[0] == "Recency 5 of 5: the last purchase was on 2029-11-22."
    assert best.why.nl[1] == "Frequentie 5 van 5: er is op 5 dagen gekocht."


async def test_an_objection_takes_scores_away_in_the_same_transaction(
    shop: World,
) -> None:
    await profiling(shop)
    for who in ("ann", "bob"):
        await buy(shop, who, 3)
    await rescore(shop)
    assert len(await shop.rows(customer_scores)) == 2
    await objects(shop, "ann")
    assert len(await shop.rows(customer_scores)) == 1
    with pytest.raises(ScoresNotFound):
        await scores(shop, "ann")
    await buy(shop, "ann", 2)
    await rescore(later(shop, TODAY + timedelta(days=1)))
    assert len(await shop.rows(customer_scores)) == 1
    tomorrow = later(shop, TODAY + timedelta(days=1))
    await agree(tomorrow, "ann", ConsentState.GIVEN)
    await rescore(tomorrow)
    assert (await scores(tomorrow, "ann")).purchased.orders == 2


async def test_consent_must_be_given_where_it_is_the_ground(shop: World) -> None:
    await profiling(shop, Basis.CONSENT)
    for who in ("ann", "bob"):
        await buy(shop, who, 3)
    await agree(shop, "ann", ConsentState.GIVEN)
    await rescore(shop)
    assert len(await shop.rows(customer_scores)) == 1
    assert (await scores(shop, "ann")).grades.frequency == 1
    await agree(shop, "ann", ConsentState.WITHDRAWN)
    assert await shop.rows(customer_scores) == []


async def test_consent_to_what_is_no_longer_said_does_not_count(shop: World) -> None:
    await profiling(shop, Basis.CONSENT)
    await buy(shop, "ann", 3)
    await agree(shop, "ann", ConsentState.GIVEN)
    await rescore(shop)
    words = consent.Wording(nl="Meer", en="More")
    notice = consent.PublishNotice(
        purpose="profiling", text=words, change=consent.Change.MATERIAL
    )
    await shop.run(consent.publish_notice, notice)
    # It is not shown from now on, and forgotten with the next model.
    with pytest.raises(ScoresNotFound):
        await scores(shop)
    tomorrow = later(shop, TODAY + timedelta(days=1))
    await buy(tomorrow, "bob", 0)
    await rescore(tomorrow)
    assert await shop.rows(customer_scores) == []


async def test_only_who_changed_is_scored_again_until_the_day_is_over(
    shop: World,
) -> None:
    await profiling(shop)
    await buy(shop, "ann", 30)
    await buy(shop, "bob", 20)
    assert await rescore(shop) == 2
    await buy(shop, "ann", 3)
    assert await rescore(shop) == 1
    assert await rescore(shop) == 0
    assert await rescore(later(shop, TODAY + timedelta(days=1)), limit=1) == 2
    assert [row["number"] for row in await shop.rows(scoring_models)] == [1, 2]


async def test_all_are_compared_anew_when_much_more_is_known_of_them(
    shop: World,
) -> None:
    await profiling(shop)
    await buy_all(shop, {f"c{number}": [200] for number in range(20)})
    await rescore(shop)
    # As when a history comes in from its beginning: as many customers, more days.
    await buy_all(shop, {f"c{number}": [100] for number in range(11)})
    assert await rescore(shop) == 11
    await buy_all(shop, {"c11": [100]})
    assert await rescore(shop) == 20
    assert [row["number"] for row in await shop.rows(scoring_models)] == [1, 2]


async def test_moves_in_the_life_cycle_are_told(shop: World) -> None:
    await profiling(shop)
    await buy(shop, "ann", 30)
    await rescore(shop)
    told = [payload for name, payload in await shop.news() if name.startswith("life")]
    assert [
        (move["previous"], move["life_cycle"])
        for payload in told
        for move in payload["moves"]
    ] == [(None, "lost")]


async def test_settings_name_places_and_have_everybody_scored_anew(
    shop: World,
) -> None:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await rescore(shop)
    everywhere = ((LifeCycle.LOYAL,) * 5,) * 5
    said = scoring.Settings(grid=everywhere, margin_percent=40)
    moment = later(shop, TODAY + timedelta(minutes=1))
    await moment.run(scoring.put_settings, said)
    assert await shop.run(scoring.find_settings, scoring.FindSettings()) == said
    await rescore(moment)
    assert (await scores(shop)).life_cycle is LifeCycle.LOYAL


async def test_a_shop_that_many_come_back_to_says_what_they_are_worth(
    shop: World,
) -> None:
    await profiling(shop)
    history = {
        f"c{number}": [210 - 2 * number - 20 * time for time in range(times)]
        for number in range(60)
        for times in (1 + number % 3 + (number > 8),)
    }
    await buy_all(shop, history)
    await rescore(shop)
    (model,) = (await shop.run(scoring.list_models, scoring.ListModels())).models
    assert model.customers == 60
    assert model.purchases is not None
    told = await scores(shop, "c59")
    assert told.value is not None
    assert told.value.low <= told.value.amount <= told.value.high
    assert told.value.orders > 0
    heat = await shop.run(scoring.heat_map, scoring.AskHeatMap())
    counted = sum(each.customers for each in heat.cells)
    assert counted + (heat.left_out or 0) == 60
    assert all(each.customers >= 10 for each in heat.cells)


async def test_a_merge_leaves_nothing_inferred_of_who_is_no_longer(
    shop: World,
) -> None:
    await profiling(shop)
    ann, bob = [(await buy(shop, who, 9)).customer_id for who in ("ann", "bob")]
    assert ann
    assert bob
    await rescore(shop)
    await shop.run(customers.merge, customers.Merge(kept_id=ann, merged_id=bob))
    assert await shop.rows(customer_scores) == []
    await rescore(shop)
    assert [row["customer_id"] for row in await shop.rows(customer_scores)] == [ann]


async def test_who_never_bought_has_no_scores(shop: World) -> None:
    await profiling(shop)
    await created(shop, "ann")
    await rescore(shop)
    with pytest.raises(ScoresNotFound):
        await scores(shop)


async def test_many_are_told_at_once_in_the_order_asked(shop: World) -> None:
    await profiling(shop)
    ids = [(await buy(shop, who, 9)).customer_id or "" for who in ("ann", "bob")]
    await rescore(shop)
    asked = scoring.ScoresOfMany(customer_ids=(ids[1], ids[0]))
    told = await shop.run(scoring.scores_of_many, asked)
    assert [each.customer_id for each in told] == [ids[1], ids[0]]
