"""Everybody is killed at random instants: nothing is lost, and nothing happens twice.

The database is as durable as `make up` has it. A control that is not shows that this
would be seen.
"""

import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from domain import earning, ledger, tenants
from domain.earning.tables import awards
from domain.imports.tables import imports
from domain.kernel import TenantId, system
from domain.kernel.ids import encode, uuid7
from domain.kernel.outbox import inbox, outbox
from domain.ledger.tables import accounts, adjustments, holds, transfers
from domain.orders import OrdersRecorded
from domain.orders.tables import order_lines, orders
from local.operating import operating
from local.servers import administer
from tests.storm.holder import Holder
from tests.storm.house import NAMES, House, house, storm, until
from tests.storm.shop import Shop
from tests.storm.subscribers import SUBSCRIPTIONS, Noted
from tests.storm.writer import Writer, mailbox, readers
from tests.world import NOON, World, issue_key, open_shop

LONG_AGO = NOON.replace(year=2020)
# What is acknowledged is not yet written; a killed server forgets it.
FORGETFUL = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A house, a tenant of it, and a shop that sends what it sells."""

    house: House
    world: World
    shop: Shop
    holder: Holder
    writer: Writer


@asynccontextmanager
async def scene(
    directory: Path, seed: int, durability: dict[str, str] | None = None
) -> AsyncGenerator[Scene]:
    async with mailbox() as (box, port), house(directory, port, durability) as made:
        key = made.settings["STAMGAST_MASTER_KEY"]
        async with operating(made.database_url, key) as opened:
            tenant = TenantId(uuid7())
            caller = tenants.operator(tenant)
            world = await open_shop(World(opened.platform, caller))
            await world.run(
                earning.publish_rule,
                earning.PublishRule(
                    rule="spend",
                    name="A point per euro",
                    terms=earning.Terms(),
                    valid_from=LONG_AGO,
                ),
            )
            secret = (await issue_key(world)).secret
            # Whatever it forgets, it knows the tenant.
            administer(made.database_url, "CHECKPOINT")
            async with httpx.AsyncClient(
                base_url=made.url,
                headers={"Authorization": f"Bearer {secret}"},
                timeout=30,
            ) as client:
                shop = Shop(client=client, chance=Random(seed))
                holder = Holder(world=world, chance=Random(seed), over=shop.over)
                writer = Writer(
                    world=world,
                    over=shop.over,
                    mailbox=box,
                    whose=await readers(world),
                )
                yield Scene(
                    house=made, world=world, shop=shop, holder=holder, writer=writer
                )


async def endure(
    scene: Scene,
    seed: int,
    kills: int,
    names: tuple[str, ...],
    *senders: Callable[[], Awaitable[None]],
) -> None:
    """Let a shop send all the while that everybody is killed, and to its end."""

    async def rage() -> None:
        try:
            await storm(scene.house, seed, names, kills)
        finally:
            scene.shop.over.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(rage())
        for sender in senders:
            group.create_task(_awaited(sender))
    await scene.house.calm()


async def check_orders(scene: Scene) -> None:
    """Check that each order that was sent is there once, and each that was told of."""
    shop, rows = scene.shop, await settled(scene, lambda: scene.world.rows(orders))
    assert Counter(row["external_id"] for row in rows) == Counter(shop.sent.keys())
    there = {row["external_id"]: row["id"] for row in rows}
    assert {name: there[name] for name in shop.told} == shop.told
    amounts = {name: _amount(order) for name, order in shop.sent.items()}
    assert {row["external_id"]: row["amount"] for row in rows} == amounts
    back = {name: shop.returned.get(name, 0) for name in shop.sent}
    assert {row["external_id"]: row["returned_amount"] for row in rows} == back
    lines = await scene.world.rows(order_lines)
    assert len(lines) == sum(len(order["lines"]) for order in shop.sent.values())


async def check_adjustments(scene: Scene) -> None:
    """Check that whatever was given or taken by hand, and not refused, was so once."""
    rows = await settled(scene, lambda: scene.world.rows(adjustments))
    assert len(rows) == len(scene.shop.adjusted)
    # What was said of each is sealed by its customer's key.
    given = sorted(row["amount"] for row in rows)
    assert given == sorted(scene.shop.adjusted.values())


async def check_holds(scene: Scene) -> None:
    """Check that each hold ended once, as was said."""
    rows = await settled(scene, lambda: scene.world.rows(holds))
    assert sorted(row["customer_id"] for row in rows) == sorted(scene.holder.left)
    assert {row["status"] for row in rows} <= {"confirmed", "released"}


async def check_points(scene: Scene) -> None:
    """Check that what was earned is what the rule gives, and that the books say so."""
    given: defaultdict[str, int] = defaultdict(int)
    rows = {row["id"]: row for row in await scene.world.rows(orders)}
    earned = {
        encode("ord", row["cause_id"]): row for row in await scene.world.rows(awards)
    }
    assert earned.keys() <= rows.keys()
    for order_id, order in rows.items():
        award = earned.get(order_id, {"earned": 0, "taken_back": 0})
        kept = award["earned"] - award["taken_back"]
        assert kept == (order["amount"] - order["returned_amount"]) // 100
        given[order["customer_id"]] += kept
    for row in await scene.world.rows(adjustments):
        given[row["customer_id"]] += row["amount"]
    given |= scene.holder.left
    held = {
        row["customer_id"]: row["available"] + row["pending"] - row["debt"]
        for row in await scene.world.rows(accounts)
    }
    there = {customer: points for customer, points in held.items() if points}
    assert there == {customer: points for customer, points in given.items() if points}
    caller = system(scene.world.principal.tenant)
    platform = scene.world.platform
    assert await platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def check_news(scene: Scene) -> None:
    """Check that all news was carried out, and acted upon once."""

    async def is_done() -> bool:
        return all(row["done_at"] for row in await scene.world.rows(outbox))

    await until(is_done)
    news = await scene.world.rows(outbox)
    assert [row["id"] for row in news if row["ring_at"] is not None] == []
    told = [_subject(row) for row in news if row["name"] == OrdersRecorded.name]
    noted = [_subject(row) for row in news if row["name"] == Noted.name]
    assert Counter(noted) == Counter(told)
    assert len(await scene.world.rows(inbox)) == len(told) * len(SUBSCRIPTIONS)
    ids = [row["id"] for row in await scene.world.rows(orders)]
    assert Counter(each for some in told for each in some) == Counter(ids)


async def check_import(scene: Scene) -> None:
    """Check that each row of an import counted once; a second one changes nothing."""
    (found,) = await scene.world.rows(imports)
    rows = len(scene.shop.imported)
    assert (found["rows_done"], found["accepted"], found["unchanged"]) == (
        *(rows, rows),
        0,
    )
    before = [await scene.world.rows(table) for table in (orders, awards, transfers)]
    again = await scene.shop.send_import("again")
    counted = (again["accepted"], again["unchanged"], again["rejected"])
    assert counted == (0, rows, 0)
    after = [await scene.world.rows(table) for table in (orders, awards, transfers)]
    assert after == before


async def weather(directory: Path, seed: int, kills: int) -> None:
    """Let a storm come over a shop, and look at what it left."""
    async with scene(directory, seed) as it:
        shop = it.shop
        senders = (shop.orders, shop.batches, shop.returns, shop.history)
        by_hand = (partial(shop.adjustments, str(number)) for number in range(4))
        lives = (it.holder.live, it.writer.live)
        await endure(it, seed, kills, NAMES, *senders, *by_hand, *lives)
        await check_orders(it)
        await check_adjustments(it)
        await check_holds(it)
        await check_points(it)
        await check_news(it)
        await check_import(it)
        await until(it.writer.is_over)
        said = await it.writer.check()
        counted = Counter(it.house.kills)
        sys.stderr.write(
            f"seed {seed}: {len(it.house.kills)} kills {dict(sorted(counted.items()))},"
            f" {len(shop.sent)} orders, {len(shop.returned)} returns,"
            f" {len(shop.adjusted)} adjustments, {shop.refused} refused,"
            f" {len(it.holder.left)} holds, {shop.repeated} requests sent again,"
            f" {said}\n"
        )


async def test_nothing_is_lost_or_done_twice_whoever_is_killed(tmp_path: Path) -> None:
    await weather(tmp_path, seed=1, kills=20)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 14))
async def test_nothing_is_lost_or_done_twice_in_long_storms(
    tmp_path: Path, seed: int
) -> None:
    await weather(tmp_path, seed, kills=50)


async def test_a_database_that_answers_before_it_wrote_is_found_out(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, 1, FORGETFUL) as it:
        await endure(it, 1, 3, ("postgres",), it.shop.orders)
        rows = await settled(it, lambda: it.world.rows(orders))
        there = {row["external_id"] for row in rows}
        lost = it.shop.told.keys() - there
        sys.stderr.write(f"{len(lost)} of {len(it.shop.told)} orders were lost\n")
        assert lost


async def settled(scene: Scene, read: Callable[[], Awaitable[list[Any]]]) -> list[Any]:
    """Read by connections of which the first may be those of a server that is gone."""
    await scene.world.platform.engine.dispose()
    return await read()


async def _awaited(sender: Callable[[], Awaitable[None]]) -> None:
    await sender()


def _amount(order: dict[str, Any]) -> int:
    return sum(line["quantity"] * line["unit_price"] for line in order["lines"])


def _subject(row: Any) -> tuple[str, ...]:
    return tuple(row["payload"]["order_ids"])
