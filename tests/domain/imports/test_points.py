"""Points by the file: what customers held in an older system, once."""

import asyncio
from datetime import timedelta
from typing import Any

from domain import ledger
from domain.imports import ImportKind
from domain.kernel import system
from domain.ledger.tables import transfers
from tests.domain.imports.rows import known, later, send, told
from tests.world import NOON, World, apart

POINTS = ImportKind.POINTS
ANN = "external:shop:ann"


def row(name: str, amount: int = 100, **more: Any) -> Any:
    given = {"external_id": name, "customer_id": ANN, "amount": amount}
    return given | {"source": "old", "occurred_at": "2029-05-01T00:00:00Z"} | more


async def account(shop: World) -> ledger.Holding:
    found = ledger.FindAccount(customer_id=ANN, unit="points")
    return await shop.run(ledger.account, found)


async def test_what_was_held_elsewhere_is_held_here_until_it_expires(
    shop: World,
) -> None:
    await known(shop, "ann")
    soon = NOON + timedelta(days=30)
    rows = (row("a-1"), row("a-2", 40, expires_at=soon.isoformat()))
    assert told(await send(shop, POINTS, *rows)) == (2, 0, [])
    held = await account(shop)
    assert held.available == 140
    assert [(each.at, each.amount) for each in held.expiring] == [(soon, 40)]
    listed = ledger.ListEntries(customer_id=ANN, unit="points")
    entries = (await shop.run(ledger.entries, listed)).items
    assert [(each.kind, each.debit, each.source_type) for each in entries] == [
        ("adjust", "adjusted", "import")
    ] * 2
    # The books outlast whom the shop's own name may tell of.
    assert not any("a-1" in each.source_id for each in entries)
    caller = system(shop.principal.tenant)
    assert await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_whatever_comes_again_counts_once(shop: World) -> None:
    await known(shop, "ann")
    expiring = row("a-2", expires_at="2030-02-01T00:00:00Z")
    rows = (row("a-1"), expiring, row("a-1"), row("a-1", 99))
    conflict = [(3, "source_already_used")]
    assert told(await send(shop, POINTS, *rows)) == (2, 1, conflict)
    assert (await account(shop)).available == 200
    again = await send(later(shop, days=60), POINTS, *rows, name="again")
    assert told(again) == (0, 3, conflict)
    assert (await account(later(shop, days=60))).available == 100


async def test_what_cannot_be_given_is_refused_row_by_row(shop: World) -> None:
    await known(shop, "ann")
    policy = ledger.SetPolicy(unit="points", balance_max=150)
    await shop.run(ledger.set_policy, policy)
    taken = await send(
        shop,
        POINTS,
        row("a-1"),
        row("a-2"),
        row("a-3", 0),
        row("a-4", unit="stamps"),
        row("a-5", customer_id="external:shop:eve"),
        row("a-6", expires_at="2029-12-31T00:00:00Z"),
        row("a-7", occurred_at="2030-01-01T12:00:01Z"),
        row("ann@example.com"),
    )
    assert told(taken) == (
        *(1, 0),
        [
            (1, "balance_capped"),
            (2, "malformed"),
            (3, "unit_unknown"),
            (4, "customer_not_found"),
            (5, "instant_passed"),
            (6, "malformed"),
            (7, "malformed"),
        ],
    )
    assert (await account(shop)).available == 100


async def test_eight_files_with_the_same_points_give_them_once(shop: World) -> None:
    await known(shop, "ann")
    rows = [row(f"a-{number}") for number in range(10)]
    sent = (
        send(apart(shop), POINTS, *rows, name=f"file {number}") for number in range(8)
    )
    accepted = [each.accepted for each in await asyncio.gather(*sent)]
    assert sorted(accepted) == [0] * 7 + [10]
    assert len(await shop.rows(transfers)) == 10
