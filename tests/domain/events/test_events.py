"""Events: what somebody did is written down once, if it fits its type."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain import customers, events, imports
from domain.customers import Create, LinkVisitor, Merge, Unmerge
from domain.events.rules import DATA_BYTES_MAX, TYPES_MAX
from domain.events.tables import event_moves
from domain.events.tables import events as table
from domain.imports import ImportKind, Start, Take
from domain.kernel import Malformed, Unit, validation
from domain.kernel.batches import Outcome
from domain.kernel.outbox import outbox
from tests.world import NOON, World

Json = dict[str, Any]
HOUR = timedelta(hours=1)


def event(number: int = 1, **more: Any) -> Json:
    return {
        "external_id": f"event-{number}",
        "type": "view",
        "occurred_at": "2030-01-01T10:00:00Z",
        "customer": {"external_id": "ann"},
        "data": {"product_id": "tea"},
        **more,
    }


async def record(world: World, number: int = 1, **more: Any) -> events.Behaviour:
    command = validation.command(event(number, **more), events.Record)
    return await world.run(events.record, command)


async def record_many(world: World, *rows: Json) -> list[Outcome]:
    result = await world.run(events.record_many, events.RecordMany(events=rows))
    return [row.outcome for row in result.rows]


async def put_type(world: World, name: str, schema: Json) -> events.EventType:
    command = events.PutType(name=name, schema=schema)
    return await world.run(events.put_type, command)


KNOWN: list[tuple[str, Json]] = [
    ("view", {"product_id": "tea", "category": "drinks"}),
    ("cart", {"lines": [{"product_id": "tea", "quantity": 2, "unit_price": 450}]}),
    ("cart", {"lines": []}),
    ("review", {"product_id": "tea", "rating": 5, "text": "Good\nvery"}),
    ("share", {"network": "mastodon", "product_id": "tea"}),
]


@pytest.mark.parametrize(("type_", "data"), KNOWN)
async def test_what_somebody_did_is_written_down_with_its_news(
    world: World, type_: str, data: Json
) -> None:
    found = await record(world, type=type_, data=data)
    assert (found.type, found.data) == (type_, data)
    assert await world.run(events.find, events.Find(event_id=found.id)) == found
    told = [row for row in await world.rows(outbox) if row["name"] == "events.recorded"]
    assert [row["payload"] for row in told] == [{"event_ids": [found.id]}]
    theirs = events.OfCustomer(customer_id="external:shop:ann", type=type_)
    assert (await world.run(events.of_customer, theirs)).items == (found,)
    none = events.OfCustomer(customer_id="external:shop:ann", type="other")
    assert (await world.run(events.of_customer, none)).items == ()


UNFIT: list[tuple[Json, str]] = [
    ({"type": "dance", "data": {}}, "/type"),
    ({"data": {}}, "/data/product_id"),
    ({"data": {"product_id": "tea", "colour": "red"}}, "/data/colour"),
    ({"type": "review", "data": {"product_id": "a", "rating": 6}}, "/data/rating"),
    ({"type": "cart", "data": {"lines": [{}]}}, "/data/lines/0/product_id"),
    ({"data": {"product_id": "x" * DATA_BYTES_MAX}}, "/data"),
    ({"type": "score", "data": {"points": "many"}}, "/data/points"),
    ({"type": "score", "data": {"points": 1, "note": "a\x00b"}}, "/data"),
    ({"customer": {}}, "/customer"),
    ({"customer": {"email": "none"}}, "/customer/email"),
    ({"occurred_at": "2030-01-03T10:00:00Z"}, "/occurred_at"),
    ({"occurred_at": "1969-01-03T10:00:00Z"}, "/occurred_at"),
]


@pytest.mark.parametrize(("other", "pointer"), UNFIT, ids=str)
async def test_what_does_not_fit_is_refused_by_its_field_without_a_trace(
    world: World, other: Json, pointer: str
) -> None:
    points = {"type": "integer", "minimum": 0}
    await put_type(world, "score", {"properties": {"points": points}})
    with pytest.raises(Malformed) as refusal:
        await record(world, **other)
    pointers = [error.pointer for error in refusal.value.errors]
    assert pointers[0] == pointer
    assert "many" not in str(refusal.value.errors)
    assert await record_many(world, event(**other)) == [Outcome.REFUSED]
    assert await world.rows(table) == []


async def test_a_tenant_names_types_of_its_own(world: World, neighbour: World) -> None:
    schema = {
        "type": "object",
        "required": ["pattern"],
        "properties": {"pattern": {"enum": ["stripes", "dots"]}},
        "additionalProperties": False,
    }
    named = await put_type(world, "paint", schema)
    assert await world.run(events.list_types, events.ListTypes()) == (named,)
    assert (await record(world, type="paint", data={"pattern": "dots"})).type == "paint"
    with pytest.raises(Malformed):
        await record(world, 2, type="paint", data={"pattern": "plain"})
    with pytest.raises(Malformed):
        await record(neighbour, type="paint", data={"pattern": "dots"})
    with pytest.raises(events.TypeReserved):
        await put_type(world, "view", {})


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "thing"},
        {"$ref": "https://example.org/schema"},
        {"properties": {"a": {"$ref": "#"}}},
        {"properties": {"a": {"pattern": "(a+)+$"}}},
        {"patternProperties": {"(a+)+$": {}}},
        {"description": "x" * 20_000},
    ],
    ids=lambda schema: str(schema)[:40],
)
async def test_a_schema_that_cannot_be_relied_upon_is_refused(
    world: World, schema: Json
) -> None:
    with pytest.raises(Malformed):
        await put_type(world, "own", schema)
    assert await world.run(events.list_types, events.ListTypes()) == ()


async def test_types_are_not_endless(world: World) -> None:
    for number in range(TYPES_MAX):
        await put_type(world, f"type-{number}", {})
    await put_type(world, "type-1", {"type": "object"})
    with pytest.raises(events.TooManyTypes):
        await put_type(world, "one-more", {})


async def test_the_same_event_again_changes_nothing_and_another_is_refused(
    world: World,
) -> None:
    first = await record(world)
    assert await record(world, occurred_at="2030-01-01T11:00:00+01:00") == first
    with pytest.raises(events.EventConflict) as refusal:
        await record(world, data={"product_id": "cup"})
    assert refusal.value.details() == {"event_id": first.id}
    rows: tuple[Json, ...] = (
        event(),
        event(data={"product_id": "cup"}),
        event(2),
        event(2),
        {},
    )
    assert await record_many(world, *rows) == [
        *(Outcome.UNCHANGED, Outcome.REFUSED),
        *(Outcome.RECORDED, Outcome.UNCHANGED, Outcome.REFUSED),
    ]
    assert len(await world.rows(table)) == 2


async def test_eight_who_bring_the_same_events_write_each_down_once(
    world: World,
) -> None:
    rows = tuple(event(number) for number in range(40))
    takes = (record_many(world, *rows[::-1], *rows) for _ in range(8))
    told = [outcome for each in await asyncio.gather(*takes) for outcome in each]
    assert told.count(Outcome.RECORDED) == 40
    assert len(await world.rows(table)) == 40


async def test_what_a_visitor_did_is_whose_the_visitor_turns_out_to_be(
    world: World,
) -> None:
    visitor = {"customer": {"visitor_id": "v1"}}
    rows = (event(1, **visitor), event(2, customer=None), event(3, **visitor))
    assert await record_many(world, *rows) == [Outcome.RECORDED] * 3
    ann = (await world.run(customers.create, Create())).id
    link = LinkVisitor(customer_id=ann, visitor_id="v1")
    await world.run(customers.link_visitor, link)
    later = await record(world, 4, **visitor)
    assert (later.customer_id, later.visitor_id) == (ann, None)
    found = await world.rows(table)
    found.sort(key=lambda row: row["external_id"])
    assert [row["customer_id"] for row in found] == [ann, None, ann, ann]


async def test_a_merge_moves_events_and_its_undoing_just_those(world: World) -> None:
    bob = await record(world, 1, customer={"external_id": "bob"})
    ann = await record(world, 2)
    merge = Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await world.run(customers.merge, merge)
    assert {row["customer_id"] for row in await world.rows(table)} == {ann.customer_id}
    await world.run(customers.unmerge, Unmerge(merger_id=merger.id))
    for each in (ann, bob):
        assert await world.run(events.find, events.Find(event_id=each.id)) == each
    assert await world.rows(event_moves) == []


async def test_the_last_that_stands_is_what_somebody_did_last(world: World) -> None:
    first = await record(world, occurred_at="2030-01-01T08:00:00Z")
    second = await record(world, 2, occurred_at="2030-01-01T09:00:00Z")
    await record(world, 3, type="share", data={"network": "mastodon"})
    ann = first.customer_id or ""

    async def last(since: datetime) -> list[str]:
        async def read(unit: Unit) -> dict[str, events.Behaviour]:
            return await events.latest_of(unit, [ann], "view", since)

        found = await world.platform.perform(read, world.principal)
        return [each.id for each in found.values()]

    assert await last(NOON - 9 * HOUR) == [second.id]
    await world.run(events.remove, events.Remove(event_id=second.id))
    assert await last(NOON - 4 * HOUR) == [first.id]
    assert await last(NOON - 3 * HOUR) == []


async def test_events_come_by_imports_too(world: World) -> None:
    start = Start(kind=ImportKind.EVENTS, name="clicks")
    begun = await world.run(imports.start, start)
    rows = (event(number) for number in range(300))
    lines = tuple(map(msgspec.json.encode, rows))
    taken = await world.run(
        imports.take, Take(import_id=begun.id, first=0, lines=(*lines, b"{}"))
    )
    assert (taken.accepted, taken.rejected) == (300, 1)
    page = events.OfCustomer(customer_id="external:shop:ann", limit=100)
    seen: list[str] = []
    while True:
        found = await world.run(events.of_customer, page)
        seen += [each.id for each in found.items]
        if found.next is None:
            break
        page = replace(page, after=found.next)
    assert len(set(seen)) == len(seen) == 300


async def test_another_tenants_events_are_not_there(
    world: World, neighbour: World
) -> None:
    await record(world)
    mine = await record(world, 2)
    with pytest.raises(events.EventNotFound):
        await neighbour.run(events.find, events.Find(event_id=mine.id))
