"""A shop of which something can be recommended."""

from datetime import timedelta
from typing import Any

from domain import catalogue, orders, recommendations
from domain.kernel import system
from domain.recommendations import Slot
from tests.domain.orders.shop import line, order
from tests.domain.scoring.shop import TODAY, profiling, rescore
from tests.world import World

PEOPLE = 40


def basket(who: str, ago: int, *products: str) -> dict[str, Any]:
    """Return an order of so many days ago."""
    return order(
        f"{who}-{ago}",
        *(line(each) for each in products),
        customer={"external_id": who},
        occurred_at=(TODAY - timedelta(days=ago)).isoformat(),
    )


async def open_grocer(world: World) -> World:
    """Open a shop where all buy bread, half buy tea with sugar, and some buy it again.

    Everybody has something of their own that they come back for.
    """
    await profiling(world)
    for name in ("tea", "sugar", "bread"):
        put = catalogue.Put(
            source="web", external_id=name, name=name.title(), category=("Food",)
        )
        await world.run(catalogue.put, put)
    rows: list[dict[str, Any]] = []
    for number in range(PEOPLE):
        who, own = f"c{number}", f"own-{number}"
        for ago in (100, 79, 58, 37, 16):
            more = ("tea", "sugar") if number % 2 and ago > 70 else ()
            rows.append(basket(who, ago, own, *more))
    rows += [basket(f"b{number}", 10 + number, "bread") for number in range(12)]
    rows.append(basket("ann", 50, "tea"))
    told = await world.run(orders.record_many, orders.RecordMany(orders=tuple(rows)))
    assert len(told.rows) == len(rows)
    await advise(world)
    return world


async def advise(world: World) -> None:
    """Do all that recommendations wait for."""
    await learn(world)
    more = True
    while more:
        told = await world.platform.run(
            recommendations.advise,
            recommendations.Advise(),
            system(world.principal.tenant),
        )
        more = told.more
    await rescore(world)


async def learn(world: World) -> None:
    """Make a model, if one is due."""
    caller = system(world.principal.tenant)
    begin = recommendations.BeginModel()
    lesson = await world.platform.run(recommendations.begin_model, begin, caller)
    if lesson is not None:
        learnt = recommendations.learn_model(lesson)
        await world.platform.run(recommendations.publish_model, learnt, caller)


async def shown(
    world: World, who: str, slot: Slot = Slot.FOR_YOU
) -> recommendations.Recommendations:
    asked = recommendations.Recommend(customer_id=f"external:shop:{who}", slot=slot)
    return await world.run(recommendations.recommend, asked)
