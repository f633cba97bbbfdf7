"""Products by the file: a row says all that is known of one."""

from typing import Any

import msgspec

from domain import imports
from domain.catalogue.tables import products
from domain.imports import ImportKind, Start, Take
from tests.world import World


async def take(world: World, name: str, *rows: Any) -> imports.Taken:
    start = Start(kind=ImportKind.PRODUCTS, name=name)
    begun = await world.run(imports.start, start)
    lines = tuple(map(msgspec.json.encode, rows))
    given = Take(import_id=begun.id, first=0, lines=lines)
    return await world.run(imports.take, given)


async def test_each_product_is_put_and_answered(world: World) -> None:
    rows = (
        {
            "external_id": "tea",
            "name": "Tea",
            "category": "Drinks / Hot/",
            "brand": "A",
        },
        {"external_id": "cup", "name": "Cup", "category": ["Kitchen", "Cups"]},
        {"external_id": "pot"},
        {"external_id": "pan", "name": "Pan", "category": "/".join("abcdefghi")},
        {"external_id": "pen", "name": "Pen", "source": "pos"},
    )
    taken = await take(world, "first", *rows)
    assert (taken.accepted, taken.rejected) == (3, 2)
    told = [(each.row, each.errors[0].pointer) for each in taken.errors]
    assert told == [(2, "/name"), (3, "/category")]
    found = {
        (row["source"], row["external_id"]): list(row["category"])
        for row in await world.rows(products)
    }
    assert found == {
        ("shop", "tea"): ["Drinks", "Hot"],
        ("shop", "cup"): ["Kitchen", "Cups"],
        ("pos", "pen"): [],
    }
    again = await take(world, "second", *rows)
    assert (again.accepted, again.unchanged, again.rejected) == (0, 3, 2)
