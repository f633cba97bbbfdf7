"""Adjustments, orders and a merger of their customers, all at once."""

import asyncio

from domain import customers, ledger
from domain.customers import AlreadyMerged, Create, ExternalId, Merge
from domain.kernel import system
from domain.ledger import Adjust, InsufficientPoints
from domain.ledger.tables import accounts, adjustments
from tests.world import World, open_shop

EIGHT = range(8)


async def somebody(world: World, name: str) -> str:
    names = (ExternalId(source="shop", id=name),)
    created = await world.run(customers.create, Create(external_ids=names))
    return created.id


def adjust(name: str, amount: int = 10) -> Adjust:
    return Adjust(customer_id=f"external:shop:{name}", amount=amount, reason="goodwill")


async def available(world: World) -> dict[str, int]:
    rows = await world.rows(accounts)
    return {row["customer_id"]: row["available"] for row in rows}


async def balanced(world: World) -> bool:
    caller = system(world.principal.tenant)
    return await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_eight_adjustments_at_once_all_count(world: World) -> None:
    await open_shop(world)
    ann = await somebody(world, "ann")
    await asyncio.gather(*(world.run(ledger.adjust, adjust("ann")) for _ in EIGHT))
    answers = await asyncio.gather(
        *(world.run(ledger.adjust, adjust("ann", -30)) for _ in EIGHT),
        return_exceptions=True,
    )
    assert sum(isinstance(each, InsufficientPoints) for each in answers) == 6
    assert await available(world) == {ann: 20}
    assert len(await world.rows(adjustments)) == 10


async def test_what_is_given_while_customers_merge_reaches_whom_is_kept(
    world: World,
) -> None:
    await open_shop(world)
    ann, bob = await somebody(world, "ann"), await somebody(world, "bob")
    await world.run(ledger.adjust, adjust("bob", 1))
    merge = Merge(kept_id=ann, merged_id=bob)
    answers = await asyncio.gather(
        *(world.run(ledger.adjust, adjust("bob")) for _ in EIGHT),
        *(world.run(ledger.adjust, adjust("ann")) for _ in EIGHT),
        *(world.run(customers.merge, merge) for _ in range(3)),
        return_exceptions=True,
    )
    failed = [each for each in answers if isinstance(each, BaseException)]
    assert all(isinstance(each, AlreadyMerged) for each in failed), failed
    assert await available(world) == {ann: 161, bob: 0}
    assert await balanced(world)
