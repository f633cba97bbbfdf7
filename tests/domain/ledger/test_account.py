"""What can be asked of an account, and what can be done to it by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import customers, ledger
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, Malformed, NotAllowed, NotYours, system
from domain.kernel.audit import audit_entries
from domain.ledger import Adjust, FindAccount, ListEntries, Portion, TransferKind
from domain.ledger.tables import accounts, adjustments, dues
from tests.domain.ledger.books import DAY, at, customer, earn, post, spend
from tests.unsealed import unsealed
from tests.world import NOON, TOMORROW, World, open_shop


async def ann(world: World) -> str:
    """Return somebody of a programme with points."""
    await open_shop(world)
    ids = (customers.ExternalId(source="shop", id="1"),)
    created = await world.run(customers.create, customers.Create(external_ids=ids))
    return created.id


async def test_who_never_held_anything_holds_nothing(world: World) -> None:
    someone = await ann(world)
    held = await world.run(ledger.account, FindAccount(customer_id=someone))
    assert (held.customer_id, held.unit) == (someone, "points")
    assert (held.available, held.pending, held.debt) == (0, 0, 0)


async def test_an_account_is_found_by_the_shops_own_name(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone, 7))
    named = FindAccount(customer_id="external:shop:1")
    assert (await world.run(ledger.account, named)).available == 7


async def test_a_programme_has_no_other_units_than_its_own(world: World) -> None:
    someone = await ann(world)
    with pytest.raises(ledger.UnitUnknown):
        await world.run(ledger.account, FindAccount(customer_id=someone, unit="miles"))
    with pytest.raises(ledger.UnitUnknown):
        await world.run(
            ledger.adjust,
            Adjust(customer_id=someone, unit="miles", amount=1, reason="why not"),
        )


async def test_an_account_tells_what_becomes_of_it(world: World) -> None:
    someone, later = await ann(world), NOON + 30 * DAY
    await post(
        world,
        earn(someone, 1, "a", expires_at=later),
        earn(someone, 2, "b", expires_at=later),
        earn(someone, 4, "c"),
        earn(someone, 8, "d", available_at=TOMORROW, expires_at=later),
    )
    held = await world.run(ledger.account, FindAccount(customer_id=someone))
    assert (held.available, held.pending) == (7, 8)
    assert held.becoming == (Portion(at=TOMORROW, amount=8),)
    assert held.expiring == (Portion(at=later, amount=3),)


async def test_an_account_is_right_also_before_it_is_swept(world: World) -> None:
    someone = await ann(world)
    await post(
        world,
        earn(someone, 1, "a", expires_at=TOMORROW),
        earn(someone, 2, "b", available_at=TOMORROW),
    )
    late = at(world, TOMORROW)
    held = await late.run(ledger.account, FindAccount(customer_id=someone))
    assert (held.available, held.pending) == (2, 0)
    many = ledger.BalancesOfMany(customer_ids=(someone,))
    (balance,) = await late.run(ledger.balances_of_many, many)
    assert (balance.available, balance.pending, balance.debt) == (2, 0, 0)


async def test_entries_come_newest_first_a_page_at_a_time(world: World) -> None:
    someone = await ann(world)
    await post(world, *(earn(someone, 10, f"o{n}") for n in range(4)))
    await post(world, spend(someone, 25))
    first = await world.run(ledger.entries, ListEntries(customer_id=someone, limit=3))
    assert [(e.seq, e.kind, e.amount, e.available_after) for e in first.items] == [
        (5, TransferKind.SPEND, 25, 15),
        (4, TransferKind.EARN, 10, 40),
        (3, TransferKind.EARN, 10, 30),
    ]
    assert [part.amount for part in first.items[0].lots] == [10, 10, 5]
    assert first.next is not None
    rest = await world.run(
        ledger.entries, ListEntries(customer_id=someone, after=first.next)
    )
    assert [entry.seq for entry in rest.items] == [2, 1]
    assert rest.next is None
    with pytest.raises(BadCursor):
        await world.run(ledger.entries, ListEntries(customer_id=someone, after="x"))


async def test_customers_see_their_own_and_change_nothing(world: World) -> None:
    someone = await ann(world)
    await post(world, earn(someone))
    herself = World(world.platform, replace(world.principal, customer=someone))
    held = await herself.run(ledger.account, FindAccount(customer_id=someone))
    assert held.available == 100
    page = await herself.run(ledger.entries, ListEntries(customer_id=someone))
    assert len(page.items) == 1
    with pytest.raises(NotYours):
        await herself.run(ledger.account, FindAccount(customer_id=customer()))
    with pytest.raises(NotYours):
        await herself.run(ledger.entries, ListEntries(customer_id=customer()))
    with pytest.raises(NotAllowed):
        await herself.run(
            ledger.adjust, Adjust(customer_id=someone, amount=1, reason="please")
        )


async def test_another_tenants_customer_is_not_there(
    world: World, neighbour: World
) -> None:
    someone = await ann(world)
    await post(world, earn(someone))
    with pytest.raises(CustomerNotFound):
        await neighbour.run(ledger.account, FindAccount(customer_id=someone))
    with pytest.raises(CustomerNotFound):
        await neighbour.run(ledger.entries, ListEntries(customer_id=someone))
    many = ledger.BalancesOfMany(customer_ids=(someone,))
    assert await neighbour.run(ledger.balances_of_many, many) == ()


async def test_an_adjustment_says_who_and_why(world: World) -> None:
    someone = await ann(world)
    given = Adjust(customer_id=someone, amount=50, reason="A parcel came late")
    adjustment = await world.run(ledger.adjust, given)
    assert (adjustment.available, adjustment.author) == (50, "test")
    taken = Adjust(customer_id=someone, amount=-20, reason="Twice the same")
    assert (await world.run(ledger.adjust, taken)).available == 30
    rows = await world.rows(adjustments)
    said = await unsealed(world, adjustments.c.reason, rows)
    amounts = [row["amount"] for row in rows]
    assert set(zip(amounts, said, strict=True)) == {
        (50, "A parcel came late"),
        (-20, "Twice the same"),
    }
    assert b"parcel" not in b"".join(row["reason"] for row in rows)
    entries = await world.run(ledger.entries, ListEntries(customer_id=someone))
    assert [(e.debit, e.credit, e.source_id) for e in entries.items[1:]] == [
        ("adjusted", "customer.available", adjustment.id)
    ]
    audited = [row["object_id"] for row in await world.rows(audit_entries)]
    assert adjustment.id in audited


async def test_no_adjustment_takes_what_is_not_there_or_nothing(world: World) -> None:
    someone = await ann(world)
    with pytest.raises(ledger.InsufficientPoints):
        await world.run(
            ledger.adjust, Adjust(customer_id=someone, amount=-1, reason="greed")
        )
    with pytest.raises(Malformed):
        await world.run(
            ledger.adjust, Adjust(customer_id=someone, amount=0, reason="whim")
        )
    assert await world.rows(adjustments) == []


async def sweep(world: World, limit: int = 500) -> ledger.Swept:
    return await world.platform.run(
        ledger.sweep, ledger.Sweep(limit=limit), system(world.principal.tenant)
    )


async def test_a_sweep_writes_down_what_fell_due(world: World) -> None:
    known = [customer() for _ in range(5)]
    await post(
        world,
        *(
            earn(each, 10, each, available_at=TOMORROW, expires_at=TOMORROW + DAY)
            for each in known
        ),
    )
    assert (await sweep(world)).done == 0
    activated = at(world, TOMORROW)
    assert await sweep(activated, 3) == ledger.Swept(done=3, more=True)
    assert await sweep(activated, 3) == ledger.Swept(done=2, more=False)
    assert {row["available"] for row in await world.rows(accounts)} == {10}
    assert len(await world.rows(dues)) == 5
    assert (await sweep(at(world, TOMORROW + DAY - timedelta(seconds=1)))).done == 0
    assert (await sweep(at(world, TOMORROW + DAY))).done == 5
    assert {row["available"] for row in await world.rows(accounts)} == {0}
    assert await world.rows(dues) == []
