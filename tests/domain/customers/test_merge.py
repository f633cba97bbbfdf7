"""Merging: two customers become one, and two again, and nothing is lost on the way."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import customers
from domain.customers import (
    Create,
    Customer,
    ExternalId,
    Find,
    FindMergers,
    Merge,
    Merger,
    Search,
    SetAttributes,
    SetPreferences,
    Unmerge,
    Update,
    tables,
)
from tests.world import NOON, World

ANN = Create(
    external_ids=(ExternalId(source="shop", id="1"),),
    visitor_id="v1",
    email="ann@example.com",
    given_name="Ann",
)
ANNA = Create(
    external_ids=(ExternalId(source="till", id="7"), ExternalId(source="shop", id="2")),
    visitor_id="v2",
    email="anna@example.com",
    phone="+31612345678",
    given_name="Anna",
    family_name="Smit",
    locale="nl",
)
NAMES = (tables.external_ids, tables.email_addresses, tables.visitors)


async def make(world: World, command: Create, **said: Any) -> Customer:
    customer = await world.run(customers.create, command)
    if said:
        await world.run(
            customers.set_attributes,
            SetAttributes(
                customer_id=customer.id, source="crm", purpose="x", attributes=said
            ),
        )
        await world.run(
            customers.set_preferences,
            SetPreferences(customer_id=customer.id, preferences=said),
        )
    return customer


async def two(world: World) -> tuple[Customer, Customer]:
    return (
        await make(world, ANN, size=40, colour="red"),
        await make(world, ANNA, size=42, tea=True),
    )


async def merge(world: World, kept: str, merged: str) -> Merger:
    return await world.run(customers.merge, Merge(kept_id=kept, merged_id=merged))


async def unmerge(world: World, merger: Merger) -> Merger:
    return await world.run(customers.unmerge, Unmerge(merger_id=merger.id))


async def find(world: World, ref: str) -> Customer:
    return await world.run(customers.find, Find(customer_id=ref))


async def said(world: World, ref: str) -> dict[str, Any]:
    told = await world.run(customers.find_attributes, Find(customer_id=ref))
    return {each.name: each.value for each in told.attributes}


async def everything(world: World) -> list[list[Mapping[str, Any]]]:
    """Return all that customers have, whatever its order on disk."""
    shown = (tables.attributes, tables.preferences, *NAMES)
    return [sorted(await world.rows(each), key=repr) for each in shown]


async def test_what_one_has_becomes_the_others(world: World) -> None:
    ann, anna = await two(world)
    merger = await merge(world, ann.id, anna.id)
    assert merger == Merger(
        id=merger.id,
        kept_id=ann.id,
        merged_id=anna.id,
        merged_at=NOON,
        undone_at=None,
    )
    both = replace(
        ann,
        external_ids=(ANN.external_ids[0], ANNA.external_ids[1], ANNA.external_ids[0]),
        phone="+31612345678",
        family_name="Smit",
        locale="nl",
        version=2,
    )
    for ref in (ann.id, anna.id, "external:till:7", "external:shop:1"):
        assert await find(world, ref) == both
    assert await said(world, anna.id) == {"size": 40, "colour": "red", "tea": True}
    for wanted in (
        Search(email="anna@example.com"),
        Search(phone="+31612345678"),
        Search(),
    ):
        page = await world.run(customers.search, wanted)
        assert page.items == (both,)
    told = {"merge_id": merger.id, "kept_id": ann.id, "merged_id": anna.id}
    assert ("customers.merged", told) in await world.news()
    found = await world.run(customers.find_mergers, FindMergers(customer_id=anna.id))
    assert found == (merger,)


async def test_unmerge_moves_back_exactly_what_moved(world: World) -> None:
    ann, anna = await two(world)
    before = await everything(world)
    merger = await merge(world, ann.id, anna.id)
    assert await everything(world) != before
    undone = await unmerge(world, merger)
    assert undone == replace(merger, undone_at=NOON)
    assert await everything(world) == before
    assert await find(world, ann.id) == replace(ann, version=3)
    assert await find(world, anna.id) == replace(anna, version=3)
    assert "customers.unmerged" in dict(await world.news())
    assert await unmerge(world, merger) == undone
    # And once more, as if it had never been.
    again = await merge(world, ann.id, anna.id)
    assert again.id != merger.id
    found = await world.run(customers.find_mergers, FindMergers(customer_id=ann.id))
    assert found == (again, undone)


async def test_what_came_after_the_merge_stays(world: World) -> None:
    ann, anna = await two(world)
    merger = await merge(world, ann.id, anna.id)
    change = Update(customer_id=ann.id, family_name="Bos")
    await world.run(customers.update, change)
    link = customers.LinkExternalId(customer_id=anna.id, source="app", external_id="9")
    await world.run(customers.link_external_id, link)
    await unmerge(world, merger)
    kept, other = await find(world, ann.id), await find(world, anna.id)
    assert (kept.family_name, kept.phone) == ("Bos", None)
    assert other.family_name == "Smit"
    assert [each.id for each in kept.external_ids] == ["9", "1"]


async def test_an_address_goes_back_to_whose_it_was(world: World) -> None:
    ann, anna = await two(world)
    merger = await merge(world, ann.id, anna.id)
    await world.run(
        customers.update, Update(customer_id=ann.id, email="anna@example.com")
    )
    await unmerge(world, merger)
    assert (await find(world, ann.id)).email is None
    assert (await find(world, anna.id)).email == "anna@example.com"


async def test_an_address_that_somebody_else_took_stands_in_the_way(
    world: World,
) -> None:
    ann = await make(world, Create())
    anna = await make(world, ANNA)
    merger = await merge(world, ann.id, anna.id)
    assert (await find(world, ann.id)).email == "anna@example.com"
    await world.run(customers.update, Update(customer_id=ann.id, email=None))
    third = await make(world, Create(email="anna@example.com"))
    with pytest.raises(customers.EmailTaken) as refusal:
        await unmerge(world, merger)
    assert refusal.value.details() == {"customer_id": third.id}
    await world.run(customers.update, Update(customer_id=third.id, email=None))
    await unmerge(world, merger)
    assert (await find(world, anna.id)).email == "anna@example.com"


async def test_nobody_is_merged_with_themselves(world: World) -> None:
    ann, anna = await two(world)
    with pytest.raises(customers.SameCustomer):
        await merge(world, ann.id, "external:shop:1")
    merger = await merge(world, ann.id, anna.id)
    # Round in a circle, by the old id or by a name that has moved.
    for kept, merged in (
        (anna.id, ann.id),
        (ann.id, "external:till:7"),
        (anna.id, anna.id),
    ):
        with pytest.raises(customers.SameCustomer) as refusal:
            await merge(world, kept, merged)
        assert refusal.value.details() == {"customer_id": ann.id}
    assert await merge(world, ann.id, anna.id) == merger
    with pytest.raises(customers.CustomerNotFound):
        await merge(world, ann.id, "cus_" + "9" * 32)


async def test_who_was_merged_is_not_merged_elsewhere(world: World) -> None:
    ann, anna = await two(world)
    ben = await make(world, Create())
    merger = await merge(world, ann.id, anna.id)
    with pytest.raises(customers.AlreadyMerged) as refusal:
        await merge(world, ben.id, anna.id)
    assert refusal.value.details() == {"merger_id": merger.id, "kept_id": ann.id}
    # To keep who was merged is to keep whom they turned out to be.
    second = await merge(world, anna.id, ben.id)
    assert (second.kept_id, second.merged_id) == (ann.id, ben.id)


async def test_chains_are_followed_and_undone_from_their_end(world: World) -> None:
    ann, anna = await two(world)
    ben = await make(world, Create())
    before = await everything(world)
    first = await merge(world, ann.id, anna.id)
    second = await merge(world, ben.id, ann.id)
    for old in (ann.id, anna.id):
        assert (await find(world, old)).id == ben.id
    assert (await find(world, "external:till:7")).email == "ann@example.com"
    with pytest.raises(customers.MergedSince) as refusal:
        await unmerge(world, first)
    assert refusal.value.details() == {"merger_id": second.id}
    await unmerge(world, second)
    assert (await find(world, anna.id)).id == ann.id
    await unmerge(world, first)
    assert await everything(world) == before
    assert (await find(world, ben.id)).email is None


async def test_after_thirty_days_it_stays(world: World) -> None:
    ann, anna = await two(world)
    merger = await merge(world, ann.id, anna.id)
    until = NOON + timedelta(days=30)

    def at(now: Any) -> World:
        platform = replace(world.platform, clock=lambda: now)
        return World(platform, world.principal)

    with pytest.raises(customers.TooLateToUnmerge) as refusal:
        await unmerge(at(until + timedelta(microseconds=1)), merger)
    assert refusal.value.details() == {"until": until}
    assert (await unmerge(at(until), merger)).undone_at == until


async def test_eight_merges_of_the_same_two_are_one(world: World) -> None:
    ann, anna = await two(world)
    mergers = await asyncio.gather(*(merge(world, ann.id, anna.id) for _ in range(8)))
    assert len(set(mergers)) == 1
    names = [name for name, _ in await world.news()]
    assert names.count("customers.merged") == 1
    undone = await asyncio.gather(*(unmerge(world, mergers[0]) for _ in range(8)))
    assert len(set(undone)) == 1
    names = [name for name, _ in await world.news()]
    assert names.count("customers.unmerged") == 1


async def test_eight_merges_both_ways_leave_one_customer(world: World) -> None:
    ann, anna = await two(world)
    pairs = [(ann.id, anna.id), (anna.id, ann.id)] * 4
    outcomes = await asyncio.gather(
        *(merge(world, *pair) for pair in pairs), return_exceptions=True
    )
    kinds = {type(each) for each in outcomes}
    assert kinds == {Merger, customers.SameCustomer}
    page = await world.run(customers.search, Search())
    assert len(page.items) == 1


async def test_what_is_said_while_two_are_merged_is_said_of_the_one(
    world: World,
) -> None:
    ann, anna = await two(world)

    async def say(number: int) -> None:
        await world.run(
            customers.set_attributes,
            SetAttributes(
                customer_id=anna.id,
                source="crm",
                purpose="x",
                attributes={f"a{number}": number},
            ),
        )

    work = [say(number) for number in range(8)]
    await asyncio.gather(*work[:4], merge(world, ann.id, anna.id), *work[4:])
    told = await said(world, ann.id)
    assert {f"a{number}" for number in range(8)} <= told.keys()
    left = {
        row["name"]
        for row in await world.rows(tables.attributes)
        if row["customer_id"] == anna.id
    }
    assert left == {"size"}


async def test_a_neighbour_merges_nobody(world: World, neighbour: World) -> None:
    ann, anna = await two(world)
    merger = await merge(world, ann.id, anna.id)
    with pytest.raises(customers.CustomerNotFound):
        await merge(neighbour, ann.id, anna.id)
    with pytest.raises(customers.MergerNotFound):
        await unmerge(neighbour, merger)
