"""Who is in a segment, who comes and goes, and who never is."""

from datetime import timedelta
from typing import Any

import pytest

from domain import customers, earning, orders, segments
from domain.consent import ConsentState
from domain.kernel import Malformed, Unit, validation
from domain.segments import SegmentInUse, SegmentNotFound
from domain.segments.tables import segment_stays
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import (
    TODAY,
    agree,
    buy,
    buy_all,
    created,
    objects,
    profiling,
)
from tests.domain.segments.shop import meaning, moves, of, put, settle
from tests.world import World

OFTEN = {"type": "number", "field": "purchases.orders", "at_least": 2}
LATELY = {"type": "since", "field": "purchases.last_day", "at_most": 30}


async def test_customers_enter_by_what_they_buy_and_leave_by_the_clock(
    shop: World,
) -> None:
    await profiling(shop)
    await buy(shop, "ann", 40)
    await put(shop, "active", LATELY)
    await settle(shop)
    assert await of(shop) == []
    await buy(shop, "ann", 3)
    await settle(shop)
    assert await of(shop) == ["active"]
    await settle(later(shop, TODAY + timedelta(days=40)))
    assert await of(shop) == []
    assert await moves(shop) == [("active", True), ("active", False)]


async def test_somebody_can_come_back(shop: World) -> None:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await put(shop, "active", LATELY)
    await settle(shop)
    much_later = later(shop, TODAY + timedelta(days=60))
    await settle(much_later)
    await buy(much_later, "ann", -50)
    await settle(much_later)
    assert await of(shop) == ["active"]
    assert len(await shop.rows(segment_stays)) == 2


async def test_an_objection_takes_somebody_out_of_all_in_the_same_transaction(
    shop: World,
) -> None:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await buy(shop, "bob", 3)
    await put(shop, "active", LATELY)
    await settle(shop)
    await objects(shop, "ann")
    assert await of(shop, "ann") == []
    assert await of(shop, "bob") == ["active"]
    assert len(await shop.rows(segment_stays)) == 1
    assert (await moves(shop))[-1] == ("active", False)
    await settle(later(shop, TODAY + timedelta(days=1)))
    assert len(await shop.rows(segment_stays)) == 1


WHO: list[tuple[dict[str, Any], set[str]]] = [
    (OFTEN, {"ann"}),
    ({"type": "not", "of": OFTEN}, {"bob", "eve"}),
    ({"type": "all", "of": [OFTEN, LATELY]}, {"ann"}),
    ({"type": "any", "of": [{"type": "not", "of": LATELY}, OFTEN]}, {"ann", "eve"}),
    ({"type": "bought", "products": ["tea"]}, {"ann", "bob"}),
    ({"type": "bought", "products": ["cup"], "within_days": 10}, {"ann"}),
    ({"type": "bought", "at_least": 0, "at_most": 0}, {"eve"}),
    ({"type": "bought", "categories": ["china"]}, {"ann"}),
    ({"type": "not", "of": {"type": "bought", "products": ["'; --"]}}, {"*"}),
    ({"type": "one_of", "field": "customer.locale", "values": ["nl"]}, {"eve"}),
    ({"type": "one_of", "field": "preferences.tea", "values": ["green"]}, {"eve"}),
    ({"type": "number", "field": "preferences.shoe-size", "at_least": 42}, {"eve"}),
    ({"type": "number", "field": "preferences.tea", "at_least": 0}, set()),
    ({"type": "did", "event": "view", "at_least": 0, "at_most": 0}, {"*"}),
    ({"type": "agrees", "purpose": "profiling"}, {"*"}),
    ({"type": "agrees", "purpose": "nowhere"}, set()),
    ({"type": "number", "field": "scores.recency", "at_least": 1}, {"ann", "bob"}),
    ({"type": "since", "field": "customer.created_day", "at_most": 0}, {"*"}),
    ({"type": "one_of", "field": "customer.tier", "values": ["gold"]}, set()),
]


async def test_predicates_mean_what_they_say(shop: World) -> None:
    await profiling(shop)
    rows = {"ann": [5, 9], "bob": [20]}
    await buy_all(shop, rows)
    cup = {"product_id": "cup", "quantity": 1, "unit_price": 1, "category": "china"}
    told = validation.command(
        {
            "external_id": "cup",
            "customer": {"external_id": "ann"},
            "occurred_at": (TODAY - timedelta(days=4)).isoformat(),
            "currency": "EUR",
            "lines": [cup],
        },
        orders.Record,
    )
    await shop.run(orders.record, told)
    (eve,) = await created(shop, "eve")
    await shop.run(customers.set_preferences, _preferences(eve))
    await shop.run(customers.update, customers.Update(customer_id=eve, locale="nl"))
    for place, (predicate, _) in enumerate(WHO):
        await put(shop, f"s{place}", predicate)
    await settle(shop)
    await settle(shop)
    found = {who: set(await of(shop, who)) for who in ("ann", "bob", "eve")}
    for place, (predicate, expected) in enumerate(WHO):
        names = {who for who, inside in found.items() if f"s{place}" in inside}
        everybody = expected == {"*"}
        wanted = set(found) if everybody else expected
        assert names == wanted, predicate


async def test_names_of_fields_cannot_carry_sql(shop: World) -> None:
    evil = {"type": "one_of", "field": "attributes.x' OR 1=1", "values": ["a"]}
    with pytest.raises(Malformed):
        meaning("evil", evil)
    with pytest.raises(Malformed):
        await put(shop, "evil", {**OFTEN, "field": "purchases.password"})
    with pytest.raises(Malformed):
        await put(shop, "evil", {**OFTEN, "field": "purchases.last_day"})


async def test_trees_have_limits_and_no_cycles(shop: World) -> None:
    deep: dict[str, Any] = OFTEN
    for _ in range(8):
        deep = {"type": "not", "of": deep}
    with pytest.raises(Malformed):
        await put(shop, "deep", deep)
    wide = {"type": "all", "of": [{"type": "any", "of": [OFTEN] * 20}] * 4}
    with pytest.raises(Malformed):
        await put(shop, "wide", wide)
    await put(shop, "first", OFTEN)
    inside = {"type": "in_segment", "segment": "first"}
    await put(shop, "second", inside)
    with pytest.raises(Malformed):
        await put(shop, "first", {"type": "in_segment", "segment": "second"})
    with pytest.raises(Malformed):
        await put(shop, "third", {"type": "in_segment", "segment": "nowhere"})
    with pytest.raises(SegmentInUse):
        await shop.run(segments.retire, segments.RetireSegment(segment="first"))


async def test_who_is_in_a_segment_follows_from_another(shop: World) -> None:
    await profiling(shop)
    await buy_all(shop, {"ann": [3, 4], "bob": [3]})
    await put(shop, "often", OFTEN)
    others = {"type": "not", "of": {"type": "in_segment", "segment": "often"}}
    await put(shop, "others", others)
    await settle(shop)
    assert [await of(shop, who) for who in ("ann", "bob")] == [["often"], ["others"]]
    await shop.run(segments.retire, segments.RetireSegment(segment="others"))
    await settle(shop)
    assert await of(shop, "bob") == []


async def test_few_people_are_not_counted(shop: World) -> None:
    await profiling(shop)
    many = {f"c{number}": [number] for number in range(12)}
    await buy_all(shop, many | {"ann": [3, 4]})
    few = await shop.run(
        segments.preview,
        segments.PreviewSegment(predicate=meaning("x", OFTEN).predicate),
    )
    assert (few.customers, few.of, few.sample) == (None, 13, ())
    everybody = meaning("x", LATELY).predicate
    told = await shop.run(
        segments.preview, segments.PreviewSegment(predicate=everybody)
    )
    assert (told.customers, len(told.sample), told.uses_scores) == (13, 10, False)


async def test_why_somebody_is_in_a_segment_is_told_part_by_part(shop: World) -> None:
    await profiling(shop)
    await buy(shop, "ann", 3)
    both = {"type": "all", "of": [LATELY, OFTEN]}
    await put(shop, "both", both)
    asked = segments.ExplainSegment(segment="both", customer_id="external:shop:ann")
    told = await shop.run(segments.explain, asked)
    assert (told.profiled, told.holds) == (True, False)
    assert [(each.at, each.says.en, each.holds) for each in told.conditions] == [
        ("/predicate", "All of these hold.", False),
        ("/predicate/of/0", "The last purchase, days ago: at most 30.", True),
        ("/predicate/of/1", "Orders: at least 2.", False),
    ]
    assert told.conditions[2].says.nl == "Het aantal bestellingen: minstens 2."
    await objects(shop, "ann")
    assert not (await shop.run(segments.explain, asked)).profiled
    nowhere = segments.FindSegment(segment="nowhere")
    with pytest.raises(SegmentNotFound):
        await shop.run(segments.find, nowhere)


async def test_no_score_decides_what_anybody_earns(shop: World) -> None:
    await profiling(shop)
    order = await buy(shop, "ann", 3)
    await put(shop, "often", {**OFTEN, "at_least": 1})
    recent = {"type": "number", "field": "scores.recency", "at_least": 1}
    assert (await put(shop, "recent", recent)).uses_scores
    inner = {"type": "in_segment", "segment": "recent"}
    assert (await put(shop, "inner", inner)).uses_scores
    await settle(shop)
    await settle(shop)
    assert await of(shop) == ["inner", "often", "recent"]
    assert order.customer_id is not None
    when = [(order.customer_id, TODAY + timedelta(seconds=each)) for each in (0, -1)]

    async def ask(unit: Unit) -> list[tuple[str, ...]]:
        return await segments.segments_at(unit, when)

    told = await shop.platform.perform(ask, shop.principal)
    assert told == [("often",), ()]

    # Nor who is still in it by a score, though it asks for none any longer.
    never = {**OFTEN, "at_least": 99}
    assert (await put(shop, "recent", never)).uses_scores
    await shop.run(segments.retire, segments.RetireSegment(segment="inner"))
    await shop.run(segments.retire, segments.RetireSegment(segment="recent"))
    await put(shop, "other", never)
    assert await shop.platform.perform(ask, shop.principal) == told


async def test_points_can_depend_on_a_segment(shop: World) -> None:
    await profiling(shop)
    await buy(shop, "ann", 30)
    await buy(shop, "bob", 1)
    await put(shop, "early", {**LATELY, "at_most": None, "at_least": 10})
    await settle(shop)
    condition = {"type": "one_of", "field": "customer.segments", "values": ["early"]}
    rule = {
        "rule": "early",
        "name": "Early",
        "valid_from": "2020-01-01T00:00:00Z",
        "terms": {"conditions": condition},
    }
    await shop.run(earning.publish_rule, validation.command(rule, earning.PublishRule))
    tomorrow = later(shop, TODAY + timedelta(hours=1))
    got = [await _points(tomorrow, who) for who in ("ann", "bob")]
    assert got == [10, 0]


async def test_members_are_listed_page_by_page(shop: World) -> None:
    await profiling(shop)
    await buy_all(shop, {f"c{number}": [1] for number in range(12)})
    await put(shop, "all", LATELY)
    await settle(shop, limit=5)
    first = await shop.run(
        segments.list_members, segments.ListMembers(segment="all", limit=8)
    )
    rest = await shop.run(
        segments.list_members,
        segments.ListMembers(segment="all", limit=8, after=first.next),
    )
    assert (len(first.items), len(rest.items), rest.next) == (8, 4, None)
    (told,) = (await shop.run(segments.list_segments, segments.ListSegments())).segments
    assert told.members == 12
    assert told.applied_at is not None
    await agree(shop, "c0", ConsentState.REFUSED)
    found = await shop.run(segments.find, segments.FindSegment(segment="all"))
    assert found.members == 11


def _preferences(customer_id: str) -> Any:
    given: Any = {"tea": ["black", "green"], "shoe-size": 43}
    return customers.SetPreferences(customer_id=customer_id, preferences=given)


async def _points(world: World, who: str) -> int:
    order = await buy(world, who, 0, number=7)
    told = await world.run(
        earning.awards_of_order, earning.AwardsOfOrder(order_id=order.id)
    )
    return sum(each.earned for each in told.awards)
