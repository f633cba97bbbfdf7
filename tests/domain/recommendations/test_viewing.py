"""What was looked at, what follows from it, what it costs, and that it is mixed."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import catalogue, events, orders, recommendations
from domain.customers import Identity
from domain.kernel import system
from domain.orders import Line
from domain.recommendations import ReasonKind, Slot, arranging
from domain.recommendations.store import Called, Chosen
from domain.recommendations.tables import product_facts
from tests.domain.orders.shop import line, order
from tests.domain.recommendations.shop import advise, open_grocer, shown
from tests.domain.scoring.shop import TODAY, buy, objects, profiling
from tests.world import World, apart


async def look(shop: World, who: str, ago: int, product: str) -> None:
    event = events.Record(
        external_id=f"{who}-{product}-{ago}",
        type="view",
        occurred_at=TODAY - timedelta(days=ago),
        customer=Identity(external_id=who),
        data={"product_id": product},
    )
    await shop.run(events.record, event)


async def note(shop: World) -> None:
    caller = system(shop.principal.tenant)
    command: Any = recommendations.NoteFacts()
    await shop.platform.run(recommendations.note_facts, command, caller)


def priced(product: str, price: int) -> Line:
    return Line(product_id=product, quantity=1, unit_price=price)


async def viewers(shop: World) -> None:
    """Have three look at tea and buy sugar, a kettle or an oven after it."""
    for who in ("c1", "c2", "c3"):
        await look(shop, who, 9, "tea")
        for product, price in (("sugar", 900), ("kettle", 4_000), ("oven", 50_000)):
            if (who, product) != ("c3", "kettle"):
                sold = priced(product, price)
                await buy(shop, who, 5, sold, number=price)
    await note(shop)


async def test_what_was_bought_after_a_look_is_told_of_enough_people(
    shop: World,
) -> None:
    await open_grocer(shop)
    await viewers(shop)
    asked = recommendations.AskViewed(product_id="tea")
    told = await shop.run(recommendations.viewed_also_bought, asked)
    # Two are too few for the kettle, and the oven costs fifty times as much.
    assert [each.product_id for each in told.items] == ["sugar"]
    assert told.items[0].reason.nl == "Gekocht door mensen die Tea bekeken."
    assert told.items[0].reason.purpose is None
    many = recommendations.AskViewedOfMany(products=("bread", "tea"))
    of_many = await shop.run(recommendations.viewed_of_many, many)
    assert [len(each.items) for each in of_many] == [0, 1]
    # Of what is called alike nobody is told to take the one because of the other.
    tea = catalogue.Put(source="web", external_id="sugar", name="Tea")
    await shop.run(catalogue.put, tea)
    assert (await shop.run(recommendations.viewed_also_bought, asked)).items == ()
    await shop.run(catalogue.put, replace(tea, name="Sugar"))
    away = recommendations.PutUnavailable(products=("sugar",))
    await shop.run(recommendations.put_unavailable, away)
    assert (await shop.run(recommendations.viewed_also_bought, asked)).items == ()


async def test_a_customer_is_shown_what_they_looked_at_and_what_follows(
    shop: World,
) -> None:
    await open_grocer(shop)
    await viewers(shop)
    for ago, product in ((3, "tea"), (1, "bread"), (0, "tea"), (40, "sugar")):
        await look(shop, "ann", ago, product)
    seen = await shown(shop, "ann", Slot.RECENTLY_VIEWED)
    assert [(each.product_id, each.reason.nl) for each in seen.items] == [
        ("tea", "Je bekeek dit vandaag."),
        ("bread", "Je bekeek dit gisteren."),
    ]
    assert seen.personal
    assert seen.items[0].reason.purpose == "profiling"
    after = await shown(shop, "ann", Slot.VIEWED_ALSO_BOUGHT)
    assert after.items[0].product_id == "sugar"
    assert after.items[0].reason.en == "Because you viewed Tea."
    assert {each.reason.kind for each in after.items[1:]} == {ReasonKind.POPULAR}
    # Nobody else is shown it, and nor is who says no.
    assert (await shown(shop, "c9", Slot.RECENTLY_VIEWED)).items == ()
    await objects(shop, "ann")
    assert (await shown(shop, "ann", Slot.RECENTLY_VIEWED)).items == ()
    assert not (await shown(shop, "ann", Slot.VIEWED_ALSO_BOUGHT)).personal


async def test_a_new_product_has_beside_it_what_is_popular_of_its_category(
    shop: World,
) -> None:
    await open_grocer(shop)
    for name, category in (("rye", ("Food", "Bakery")), ("hammer", ("Tools",))):
        put = catalogue.Put(
            source="web", external_id=name, name=name, category=category
        )
        await shop.run(catalogue.put, put)
    await buy(shop, "b1", 1, priced("hammer", 900))
    await advise(shop)
    products = ("rye", "hammer", "nothing")
    asked = recommendations.AskTogetherOfMany(products=products, limit=2)
    rye, hammer, nothing = await shop.run(recommendations.together_of_many, asked)
    assert rye.items[0].product_id == "bread"
    assert rye.items[0].reason.nl == "Veel gekocht in Food."
    assert hammer.items[0].reason.nl == "De laatste vier weken veel gekocht."
    assert nothing.items[0].reason == hammer.items[0].reason


async def test_what_costs_much_more_is_not_shown_beside_it(shop: World) -> None:
    await open_grocer(shop)
    tea = recommendations.AskTogether(product_id="tea")
    assert (await shop.run(recommendations.together, tea)).items[0].name == "Sugar"
    dear = line("sugar", price=9_000)
    rows = tuple(order(f"dear-{number}", dear) for number in range(90))
    await shop.run(orders.record_many, orders.RecordMany(orders=rows))
    await note(shop)
    beside = await shop.run(recommendations.together, tea)
    assert "sugar" not in {each.product_id for each in beside.items}
    visit = recommendations.AskSession(viewed=("tea",), limit=1)
    seen = (await shop.run(recommendations.in_session, visit)).items
    assert [each.product_id for each in seen] == ["bread"]
    fresh = await shown(shop, "ann", Slot.NEW_FOR_YOU)
    assert "sugar" not in {
        each.product_id for each in fresh.items if each.reason.kind == "together"
    }


def test_half_of_a_list_at_most_is_of_one_category_if_there_is_more() -> None:
    kinds = {"a": "red", "b": "red", "c": "red", "d": "blue", "e": "red", "f": "blue"}
    called = {
        each: Called(product_id=each, name=each, categories=[kind])
        for each, kind in kinds.items()
    }
    every = [Chosen(product_id=each, kind="popular") for each in (*kinds, "x")]

    def told(chosen: list[Chosen], limit: int) -> str:
        mixed = arranging.mixed(chosen, limit, called)
        assert sorted(map(id, mixed)) == sorted(map(id, chosen))
        return "".join(each.product_id for each in mixed)

    assert told(every, 4) == "abdfxce"
    assert told(every, 20) == "abcdefx"
    own = [Chosen(product_id=each, kind="again") for each in "abc"]
    assert told([*own, *every[3:]], 4) == "abcdfxe"


async def test_eight_who_note_at_once_note_the_same(shop: World) -> None:
    await profiling(shop)
    await buy(shop, "ann", 1)
    await asyncio.gather(*(note(apart(shop)) for _ in range(8)))
    assert [each["price"] for each in await shop.rows(product_facts)] == [1_000]
