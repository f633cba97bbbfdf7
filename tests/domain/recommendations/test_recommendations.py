"""What is shown to whom, with which reason, and what is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import recommendations
from domain.kernel import Unit
from domain.orders import Line
from domain.recommendations import (
    NoModelKept,
    ReasonKind,
    RecommenderNotFound,
    Slot,
    store,
)
from domain.recommendations.tables import recommendations as chosen
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import advise, open_grocer, shown
from tests.domain.scoring.shop import TODAY, buy, objects, profiling
from tests.world import World


async def test_a_shop_recommends_with_reasons_that_are_so(shop: World) -> None:
    await open_grocer(shop)
    mine = await shown(shop, "c1")
    first = mine.items[0]
    assert (mine.personal, first.product_id) == (True, "own-1")
    assert first.reason.en == "You buy this about every 21 days."
    assert first.reason.nl == "Je koopt dit ongeveer elke 21 dagen."
    assert first.reason.purpose == "profiling"
    assert mine.stop.endswith("/objections")
    again = await shown(shop, "c1", Slot.REPLENISH)
    assert [each.product_id for each in again.items] == ["own-1"]
    fresh = await shown(shop, "ann", Slot.NEW_FOR_YOU)
    assert (fresh.items[0].product_id, fresh.items[0].name) == ("sugar", "Sugar")
    assert fresh.items[0].reason.nl == "Omdat je Tea kocht."

    # Of anybody and of nobody.
    asked = recommendations.AskPopular(category="Food")
    everybodys = await shop.run(recommendations.popular, asked)
    assert [each.product_id for each in everybodys.items] == ["bread"]
    together = recommendations.AskTogether(product_id="tea")
    goes = await shop.run(recommendations.together, together)
    assert goes.items[0].product_id == "sugar"
    assert goes.items[0].reason.en == "Often bought together with Tea."
    unknown = recommendations.AskTogether(product_id="nothing")
    cold = await shop.run(recommendations.together, unknown)
    assert cold.items[0].reason.kind is ReasonKind.POPULAR

    # In a visit, of whoever it is: what is in the cart or was seen is not shown again.
    visit = recommendations.AskSession(viewed=("tea", "nothing"), limit=2)
    seen = await shop.run(recommendations.in_session, visit)
    assert [each.product_id for each in seen.items] == ["sugar", "bread"]
    assert seen.items[0].reason.nl == "Omdat je Tea bekeek."
    assert seen.items[0].reason.purpose is None
    filled = recommendations.AskSession(viewed=("bread",), cart=("sugar",), limit=1)
    (goes_too,) = (await shop.run(recommendations.in_session, filled)).items
    assert (goes_too.product_id, goes_too.reason.kind) == ("tea", ReasonKind.CART)
    assert goes_too.reason.en == "Goes with Sugar in your cart."
    empty = await shop.run(recommendations.in_session, recommendations.AskSession())
    assert empty.items[0].product_id == "bread"

    # What is not there is not shown.
    gone = recommendations.PutUnavailable(products=("sugar", "own-1"))
    await shop.run(recommendations.put_unavailable, gone)
    assert (await shown(shop, "c1")).items[0].product_id != "own-1"
    assert (await shown(shop, "c1", Slot.REPLENISH)).items == ()
    told = await shop.run(
        recommendations.find_unavailable, recommendations.FindUnavailable()
    )
    assert told.products == ("own-1", "sugar")

    # Who says no is shown what everybody is, from that moment.
    before = len(await shop.rows(chosen))
    await objects(shop, "c1")
    assert len(await shop.rows(chosen)) == before - 1
    refused = await shown(shop, "c1")
    assert not refused.personal
    assert {each.reason.kind for each in refused.items} == {ReasonKind.POPULAR}

    # What is bought now is known within minutes.
    await buy(shop, "ann", 0)
    await advise(shop)
    assert (await shown(shop, "ann")).items[0].reason.en == "You bought this 2 times."


async def test_who_has_long_stopped_is_not_told_that_they_go_on(shop: World) -> None:
    await open_grocer(shop)
    late = later(shop, TODAY + timedelta(days=80))
    await advise(late)
    (own,) = [
        each for each in (await shown(late, "c1")).items if each.product_id == "own-1"
    ]
    assert own.reason.nl == "Je kocht dit 5 keer."
    assert (await shown(late, "c1", Slot.REPLENISH)).items == ()


async def test_a_model_says_how_good_it_is(shop: World) -> None:
    await open_grocer(shop)
    asked = recommendations.ListRecommenders()
    (model,) = (await shop.run(recommendations.list_models, asked)).models
    quality = {each.ranker: each.ndcg for each in model.quality}
    assert model.judged >= 40
    assert quality["stamgast"] > quality["popularity"]
    assert model.personal

    baskets = await shop.platform.perform(recommendations.bought, shop.principal)
    assert recommendations.compare(baskets, ()).customers == model.judged
    tomorrow = later(shop, TODAY + timedelta(days=1))
    await advise(tomorrow)
    numbers = (await shop.run(recommendations.list_models, asked)).models
    assert [each.version for each in numbers] == [2, 1]


async def test_a_model_of_before_is_kept_until_it_is_released(shop: World) -> None:
    await open_grocer(shop)
    await buy(shop, "ann", 0, Line(product_id="scarf", quantity=1, unit_price=1_000))
    tomorrow = later(shop, TODAY + timedelta(days=1))
    await advise(tomorrow)
    assert (await shown(tomorrow, "ann")).model == 2

    keep = recommendations.KeepModel(model=1)
    told = await tomorrow.run(recommendations.keep_model, keep)
    assert (told.version, told.in_use) == (1, True)
    assert told.kept_at == TODAY + timedelta(days=1)
    assert (await shown(tomorrow, "ann")).model == 1

    async def forget(unit: Unit) -> None:
        store.forget_items(unit, 1)

    # As by who was making a newer one, and ends only now.
    await shop.platform.perform(forget, shop.principal)
    assert (await shown(tomorrow, "ann", Slot.POPULAR)).items != ()
    # By it everybody is looked at, and none is made meanwhile.
    much_later = later(shop, TODAY + timedelta(days=9))
    await advise(much_later)
    asked = recommendations.ListRecommenders()
    models = (await much_later.run(recommendations.list_models, asked)).models
    assert [(each.version, each.in_use) for each in models] == [(2, False), (1, True)]
    assert {each["model"] for each in await shop.rows(chosen)} == {1}

    release = recommendations.ReleaseModel()
    told = await much_later.run(recommendations.release_model, release)
    assert (told.version, told.kept_at) == (2, None)
    await advise(much_later)
    assert (await shown(much_later, "ann")).model == 3
    with pytest.raises(NoModelKept):
        await much_later.run(recommendations.release_model, release)
    with pytest.raises(RecommenderNotFound):
        await shop.run(recommendations.keep_model, replace(keep, model=7))


async def test_nothing_is_learnt_before_the_purpose_is_declared(shop: World) -> None:
    await buy(shop, "ann", 3)
    await advise(shop)
    nothing = await shown(shop, "ann")
    assert (nothing.model, nothing.items) == (None, ())
    asked = recommendations.AskPopular()
    assert (await shop.run(recommendations.popular, asked)).items == ()


async def test_a_model_that_is_not_better_is_not_asked(shop: World) -> None:
    # Too few to judge by: what everybody buys is what there is.
    await profiling(shop)
    await buy(shop, "ann", 3)
    await advise(shop)
    asked = recommendations.ListRecommenders()
    (model,) = (await shop.run(recommendations.list_models, asked)).models
    assert (model.personal, model.quality) == (False, ())
    assert not (await shown(shop, "ann")).personal
