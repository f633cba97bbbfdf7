"""Products: one for each name, said once or a thousand times."""

import asyncio

import pytest

from domain import catalogue
from domain.catalogue import (
    Find,
    FindMany,
    Imported,
    ImportRow,
    ListProducts,
    Outcome,
    Product,
    ProductNotFound,
    Put,
)
from domain.catalogue.tables import products
from domain.kernel.ids import encode, uuid7
from domain.kernel.outbox import outbox
from tests.world import NOON, World

SHOE = Put(
    source="shop",
    external_id="A-1",
    name="Brogue",
    category=("Shoes", "Men"),
    brand="Van Bommel",
)


async def load(world: World, *rows: ImportRow) -> tuple[Imported, ...]:
    return await world.platform.perform(
        lambda unit: catalogue.import_many(unit, "shop", rows), world.principal
    )


def row(external_id: str, name: str = "Brogue") -> ImportRow:
    return ImportRow(external_id=external_id, name=name)


async def test_a_product_is_what_was_said_of_it(world: World) -> None:
    put = await world.run(catalogue.put, SHOE)
    assert put == Product(
        id=put.id,
        source="shop",
        external_id="A-1",
        name="Brogue",
        category=("Shoes", "Men"),
        brand="Van Bommel",
        version=1,
        recorded_at=NOON,
    )
    for ref in (put.id, "external:shop:A-1"):
        assert await world.run(catalogue.find, Find(product_id=ref)) == put


async def test_to_say_the_same_again_changes_nothing(world: World) -> None:
    first = await world.run(catalogue.put, SHOE)
    assert await world.run(catalogue.put, SHOE) == first
    names = [each["name"] for each in await world.rows(outbox)]
    assert names == ["catalogue.changed"]


async def test_to_say_something_else_makes_another_version(world: World) -> None:
    first = await world.run(catalogue.put, SHOE)
    bare = Put(source="shop", external_id="A-1", name="Brogue")
    changed = await world.run(catalogue.put, bare)
    assert (changed.id, changed.version, changed.brand) == (first.id, 2, None)
    assert len(await world.rows(products)) == 1


async def test_what_nobody_named_is_not_there(world: World, neighbour: World) -> None:
    put = await neighbour.run(catalogue.put, SHOE)
    for ref in (put.id, "external:shop:A-1", encode("prd", uuid7())):
        with pytest.raises(ProductNotFound):
            await world.run(catalogue.find, Find(product_id=ref))
    many = FindMany(product_ids=(put.id,))
    assert await world.run(catalogue.find_many, many) == ()
    assert await neighbour.run(catalogue.find_many, many) == (put,)


async def test_products_come_newest_first_a_page_at_a_time(world: World) -> None:
    await load(world, *(row(f"{n}") for n in range(5)))
    first = await world.run(catalogue.list_products, ListProducts(limit=3))
    assert [each.external_id for each in first.items] == ["4", "3", "2"]
    rest = await world.run(catalogue.list_products, ListProducts(after=first.next))
    assert [each.external_id for each in rest.items] == ["1", "0"]
    assert rest.next is None


async def test_each_row_of_a_set_is_answered(world: World) -> None:
    await load(world, row("a"), row("b"))
    answers = await load(world, row("c"), row("a"), row("b", "Derby"))
    assert [each.outcome for each in answers] == [
        Outcome.CREATED,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
    ]
    assert len({each.product_id for each in answers}) == 3
    assert await load(world) == ()


async def test_of_rows_about_the_same_product_the_last_one_holds(
    world: World,
) -> None:
    first, last = await load(world, row("a", "Derby"), row("a", "Brogue"))
    assert first == last
    assert [each["name"] for each in await world.rows(products)] == ["Brogue"]


async def test_a_set_leaves_one_message(world: World) -> None:
    answers = await load(world, *(row(f"{n}") for n in range(30)))
    (message,) = await world.rows(outbox)
    changed = message["payload"]["product_ids"]
    assert sorted(changed) == sorted(each.product_id for each in answers)


async def test_eight_sets_at_once_make_each_product_once(world: World) -> None:
    rows = [row(f"{n}") for n in range(20)]
    answers = await asyncio.gather(
        *(load(world, *(rows if n % 2 else rows[::-1])) for n in range(8))
    )
    assert len({each.product_id for answer in answers for each in answer}) == 20
    created = [e for a in answers for e in a if e.outcome is Outcome.CREATED]
    assert len(created) == 20
