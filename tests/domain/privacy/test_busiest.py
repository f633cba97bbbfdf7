"""The answer to the busiest customer of the demo, as CDNOW's history has them.

That history is shipped with the demo, so this needs nothing else.
"""

import json
from collections import defaultdict
from csv import DictReader
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import msgspec
from jsonschema import Draft202012Validator

from demo.orders import orders
from demo.rows import Order
from demo.tenants import CDNOW
from domain import earning, imports, privacy
from domain.imports import ImportKind
from domain.kernel.validation import command
from local.demo import RULE
from tests.domain.privacy.asking import as_system, asked, verified
from tests.world import World, open_shop

TODAY = date(2029, 12, 31)
BUSIEST, ORDERS = "14048", 217


def history() -> tuple[list[Order], list[Order]]:
    """Return the orders of the busiest customer, and as many of somebody else."""
    bought: defaultdict[str, list[Order]] = defaultdict(list)
    for each in orders(CDNOW, TODAY):
        bought[str(each["customer"])].append(each)
    busiest, other = sorted(bought.values(), key=len)[:-3:-1]
    assert busiest[0]["customer"] == {"external_id": BUSIEST}
    assert len(busiest) == ORDERS
    return busiest, other


async def imported(shop: World, rows: list[Order]) -> None:
    """Import orders as `stamgast` imports those of its demo."""
    start = imports.Start(kind=ImportKind.ORDERS, name=rows[0]["external_id"])
    begun = await shop.run(imports.start, start)
    lines = tuple(map(msgspec.json.encode, rows))
    take = imports.Take(import_id=begun.id, first=0, lines=lines)
    assert (await shop.run(imports.take, take)).accepted == len(rows)


async def begun(shop: World) -> privacy.CollectAnswer:
    """Begin the answer that is waited for longest."""
    found = await as_system(shop).run(privacy.begin_answer, privacy.BeginAnswer())
    assert found is not None
    return found


async def test_the_busiest_customers_answer_holds_to_its_own_schema_and_manifest(
    world: World,
) -> None:
    shop = await open_shop(world)
    await shop.run(earning.publish_rule, command(RULE, earning.PublishRule))
    busiest, other = history()
    await imported(shop, busiest)
    request = await asked(shop, f"external:shop:{BUSIEST}")
    await verified(shop, request)
    collect = await begun(shop)
    platform = as_system(shop)
    first = await platform.run(privacy.collect_answer, collect)
    # What others do meanwhile changes no byte of it.
    await imported(shop, other)
    assert await platform.run(privacy.collect_answer, collect) == first

    assert first.content is not None
    with ZipFile(BytesIO(first.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["sha256"] == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }
    told: dict[str, Any] = {
        name: json.loads(content)
        for name, content in files.items()
        if name.startswith("data/") and name.endswith(".json")
    }
    validator: Any = Draft202012Validator(json.loads(files["schema.json"]))
    validator.validate(told)
    assert {each["external_id"] for each in told["data/orders.json"]} == {
        each["external_id"] for each in busiest
    }
    for name, rows in told.items():
        table = files[f"{name.removesuffix('.json')}.csv"].decode()
        assert len(list(DictReader(StringIO(table, newline="")))) == len(rows), name
