"""Why an order earned what it did, as people read it, in Dutch and English."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import earning, events, orders, tenants
from domain.earning import (
    Cap,
    CapMeasure,
    CapPeriod,
    CapScope,
    During,
    Fixed,
    Multiply,
    Number,
    OneOf,
    OnEvent,
    PerAmount,
    Stacking,
    Weekday,
    WhyOfEvent,
    WhyOfOrder,
)
from tests.domain.earning.shop import bought, publish, returned, told
from tests.world import World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


async def why(
    shop: World, order: orders.Order, locale: str | None = "en"
) -> dict[str, tuple[str, ...]]:
    asked = WhyOfOrder(order_id=order.id, locale=locale)
    found = await shop.run(earning.why_of_order, asked)
    return {each.rule: each.reasons for each in found.decisions}


async def test_an_award_is_explained_from_its_basis_to_its_result(shop: World) -> None:
    await publish(shop, effect=PerAmount(points=2))
    order = await bought(shop, "1", 1_234_567)
    assert await why(shop, order) == {
        "spend": (
            (
                "EUR 12,345.67 counted; every EUR 1.00 gives 2 points, whole steps"
                " only: 24,690 points."
            ),
            "That makes 24,690 points.",
        )
    }
    assert await why(shop, order, "nl") == {
        "spend": (
            (
                "EUR 12.345,67 telde mee; elke EUR 1,00 geeft 2 punten, alleen hele"
                " stappen: 24.690 punten."
            ),
            "Dat maakt 24.690 punten.",
        )
    }


async def test_a_refusal_is_explained_by_its_conditions(shop: World) -> None:
    tree = earning.AllOf(
        of=(
            OneOf(field="order.channel", values=("app", "shop")),
            Number(field="order.amount", at_least=5_000),
            Number(field="customer.order_count", multiple_of=5),
            During(
                first_day=date(2029, 12, 31),
                last_day=date(2030, 1, 6),
                weekdays=(Weekday.TUESDAY,),
            ),
        )
    )
    await publish(shop, conditions=tree)
    order = await bought(shop, "1", 4_999)
    assert await why(shop, order) == {
        "spend": (
            "The channel was web; asked was one of app, shop: that does not fit.",
            (
                "The amount of the order was EUR 49.99; asked was at least EUR 50.00:"
                " that does not fit."
            ),
            (
                "The number of orders so far was 1; asked was a multiple of 5: that"
                " does not fit."
            ),
            (
                "The time was Tuesday 1 January 2030 13:00; asked was from 31 December"
                " 2029 on and up to and including 6 January 2030 and Tuesday: that"
                " fits."
            ),
            "So the conditions of the rule did not hold.",
        )
    }
    dutch = (await why(shop, order, "nl-NL"))["spend"]
    assert dutch[1] == (
        "Het bedrag van de bestelling was EUR 49,99; gevraagd was ten minste EUR 50,00:"
        " dat klopt niet."
    )
    assert dutch[3].startswith("Het tijdstip was dinsdag 1 januari 2030 13:00;")


async def test_caps_multipliers_and_rivals_are_explained(shop: World) -> None:
    cap = Cap(per=CapScope.CUSTOMER, limit=50, period=CapPeriod.MONTH)
    await publish(shop, caps=(cap,))
    await publish(shop, "week", effect=Multiply(percent=250))
    group: dict[str, Any] = {"stacking": Stacking.BEST_OF, "group": "gift"}
    await publish(shop, "big", effect=Fixed(20), **group)
    await publish(shop, "small", effect=Fixed(10), **group)
    order = await bought(shop, "1", 8_000)
    assert await why(shop, order) == {
        "big": ("The rule gives 20 points.", "That makes 20 points."),
        "small": (
            "The rule gives 10 points.",
            "The rule big gave more, and of the two only the better one gives.",
        ),
        "spend": (
            (
                "EUR 80.00 counted; every EUR 1.00 gives 1 point, whole steps only: 80"
                " points."
            ),
            (
                "The cap is 50 points per customer a month; left of it: 50 points,"
                " wanted: 80 points."
            ),
            "That makes 50 points.",
        ),
        "week": (
            (
                "Other rules gave 70 points, which become 250 %; the difference is,"
                " rounded down: 105 points."
            ),
            "That makes 105 points.",
        ),
    }


async def test_one_is_told_as_one(shop: World) -> None:
    once = Cap(per=CapScope.CUSTOMER, limit=1, measure=CapMeasure.TIMES)
    await publish(shop, effect=Fixed(1), caps=(once,))
    first, second = await bought(shop, "1"), await bought(shop, "2")
    assert await why(shop, first) == {
        "spend": (
            "The rule gives 1 point.",
            "The cap is 1 time per customer; left of it: 1 time.",
            "That makes 1 point.",
        )
    }
    assert await why(shop, second, "nl") == {
        "spend": (
            "De regel geeft 1 punt.",
            "Het maximum is 1 keer per klant; daarvan over: 0 keer.",
            "Dat maakt 0 punten.",
        )
    }


async def test_money_is_told_with_the_decimals_of_its_currency(world: World) -> None:
    await open_shop(world)
    await world.run(tenants.update_programme, tenants.UpdateProgramme(currency="JPY"))
    unit = tenants.AddUnit(
        code="store-credit", name="Credit", kind=tenants.UnitKind.MONEY, exponent=2
    )
    await world.run(tenants.add_unit, unit)
    await publish(world, unit="store-credit", effect=PerAmount(step=50, points=25))
    order = await bought(world, "1", 12_345, currency="JPY")
    assert await why(world, order) == {
        "spend": (
            (
                "JPY 12,345 counted; every JPY 50 gives 0.25 Credit, whole steps only:"
                " 61.50 Credit."
            ),
            "That makes 61.50 Credit.",
        )
    }


async def test_what_a_shop_calls_its_own_unit_is_one_or_several(shop: World) -> None:
    stars = tenants.AddUnit(code="stars", name="Stars", singular="Star")
    await shop.run(tenants.add_unit, stars)
    await publish(shop, unit="stars", effect=PerAmount(step=500, points=1))
    order = await bought(shop, "1", 1_000)
    assert await why(shop, order) == {
        "spend": (
            (
                "EUR 10.00 counted; every EUR 5.00 gives 1 Star, whole steps only:"
                " 2 Stars."
            ),
            "That makes 2 Stars.",
        )
    }


async def test_what_came_back_is_explained(shop: World) -> None:
    await publish(shop)
    order = await bought(shop, "1", 8_000)
    await returned(shop, order, 8_000)
    assert await why(shop, order) == {
        "spend": ("Nothing is left of it: it was returned, cancelled or removed.",)
    }


async def test_why_nothing_was_tried_is_explained(shop: World) -> None:
    early = await bought(shop, "0")
    await publish(shop)
    guest = await bought(shop, "1", who=None)
    foreign = await bought(shop, "2", currency="USD")
    remarks = {}
    for order in (early, guest, foreign):
        asked = WhyOfOrder(order_id=order.id)
        found = await shop.run(earning.why_of_order, asked)
        assert found.decisions == ()
        remarks[order.external_id] = found.remarks
    assert remarks == {
        "0": (
            "Er is geen regel geprobeerd: het kwam voor er regels waren, of te laat.",
        ),
        "1": ("Het is van een gast: er is niemand bekend die ermee kan sparen.",),
        "2": ("Er is betaald in USD, en alleen EUR telt mee.",),
    }


async def test_an_event_is_explained_too(shop: World) -> None:
    await publish(
        shop,
        "review",
        on=OnEvent(event="review"),
        effect=Fixed(25),
        conditions=Number(field="event.rating", at_least=4),
    )
    event = await told(shop, "1", "review", product_id="tea", rating=3)
    asked = WhyOfEvent(event_id=event.id, locale="en")
    (decision,) = (await shop.run(earning.why_of_event, asked)).decisions
    assert decision.outcome is earning.Outcome.CONDITION
    assert decision.reasons == (
        "rating was 3; asked was at least 4: that does not fit.",
        "So the conditions of the rule did not hold.",
    )
    unknown = replace(asked, event_id="evt_" + "0" * 32)
    with pytest.raises(events.EventNotFound):
        await shop.run(earning.why_of_event, unknown)


async def test_an_order_that_is_not_there_is_not_explained(shop: World) -> None:
    with pytest.raises(orders.OrderNotFound):
        await shop.run(earning.why_of_order, WhyOfOrder(order_id="ord_" + "0" * 32))
