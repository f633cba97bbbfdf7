"""What is new to somebody: they never had it, nor anything that is called the same."""

from typing import Any

from domain import catalogue, orders, recommendations
from domain.recommendations import Slot
from domain.recommendations.histories import OWNED_MAX
from tests.domain.recommendations.shop import basket, open_grocer, shown
from tests.world import World


async def test_what_somebody_had_long_ago_is_not_new_to_them(shop: World) -> None:
    # So many things that tea and sugar are not among those by which is recommended.
    much = [f"thing-{number}" for number in range(OWNED_MAX)]
    rows: list[dict[str, Any]] = [
        basket("eve", 100, "sugar"),
        *(basket(who, 60, *much) for who in ("eve", "dan")),
        basket("eve", 20, "tea"),
        basket("dan", 20, "tea"),
    ]
    await shop.run(orders.record_many, orders.RecordMany(orders=tuple(rows)))
    await open_grocer(shop)
    new = {
        who: {each.product_id: each for each in (await fresh(shop, who)).items}
        for who in ("eve", "dan")
    }
    assert new["dan"]["sugar"].reason.en == "Because you bought Tea."
    assert "sugar" not in new["eve"]


async def test_of_what_is_called_alike_one_is_shown_and_not_because_of_another(
    shop: World,
) -> None:
    await open_grocer(shop)
    ann = [each.product_id for each in (await fresh(shop, "ann")).items]
    assert {"sugar", "bread"} <= set(ann)
    for product, name in (("bread", "Sugar"), ("own-1", "Sugar")):
        await call(shop, product, name)
    told = (await fresh(shop, "ann")).items
    assert [each.product_id for each in told if each.name == "Sugar"] == ["sugar"]
    (sugar,) = [each for each in told if each.name == "Sugar"]
    assert sugar.reason.uses == ("your orders", "all customers' orders")
    assert sugar.reason.uses_nl == (
        "je bestellingen",
        "de bestellingen van alle klanten",
    )

    await call(shop, "sugar", "Tea")
    assert "sugar" not in {each.product_id for each in (await fresh(shop, "ann")).items}
    session = recommendations.AskSession(cart=("tea",), limit=10)
    visit = await shop.run(recommendations.in_session, session)
    assert "sugar" not in {each.product_id for each in visit.items}
    beside = recommendations.AskTogether(product_id="tea")
    others = (await shop.run(recommendations.together, beside)).items
    assert "sugar" not in {each.product_id for each in others}


async def fresh(world: World, who: str) -> recommendations.Recommendations:
    return await shown(world, who, Slot.NEW_FOR_YOU)


async def call(world: World, product: str, name: str) -> None:
    put = catalogue.Put(
        source="web", external_id=product, name=name, category=("Food",)
    )
    await world.run(catalogue.put, put)
