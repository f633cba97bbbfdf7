"""What customers give, donate and convert: it is exact, and keeps its terms."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain import ledger, tenants
from domain.ledger import (
    AccountFrozen,
    BalanceCapped,
    GivenToOneself,
    InsufficientPoints,
    NotConvertible,
    NotGiveable,
    OverCap,
    PotClosed,
    PotNotFound,
    RateNotFound,
    UnitUnknown,
)
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import (
    DAY,
    clawback,
    earn,
    held,
    post,
    refund,
    spend,
    verify,
)
from tests.domain.ledger.test_caring import somebody
from tests.domain.ledger.test_refunds import sides
from tests.world import NOON, TOMORROW, World

SOON, LATE = NOON + 2 * DAY, NOON + 90 * DAY
EIGHT = range(8)
NO_POT = "pot_" + "0" * 32


async def giveable(shop: World, **more: Any) -> None:
    policy = ledger.SetPolicy(unit="points", giveable=True, **more)
    await shop.run(ledger.set_policy, policy)


async def capped(shop: World, most: int, over: OverCap = OverCap.REDUCE) -> None:
    policy = ledger.SetPolicy(unit="points", balance_max=most, over=over)
    await shop.run(ledger.set_policy, policy)


async def lots(world: World, owner: str) -> list[tuple[int, Any]]:
    (row,) = [
        each
        for each in await world.rows(accounts)
        if (each["customer_id"], each["unit"]) == (owner, "points")
    ]
    return list(zip(row["lot_amounts"], row["lot_expires"], strict=True))


async def test_what_is_given_keeps_its_expiry(shop: World) -> None:
    await giveable(shop)
    ann, bob = await somebody(shop), await somebody(shop, "bob")
    await post(
        shop,
        earn(ann, 10, "a", expires_at=SOON),
        earn(ann, 10, "b", expires_at=LATE),
        earn(bob, 1, "c"),
    )
    give = ledger.Give(customer_id=ann, to=bob, amount=14)
    gift = await shop.run(ledger.give, give)
    assert (gift.customer_id, gift.to, gift.amount, gift.available) == (ann, bob, 14, 6)
    assert await lots(shop, ann) == [(6, LATE)]
    assert await lots(shop, bob) == [(10, SOON), (4, LATE), (1, None)]
    # Whoever gave away what a return takes back owes it.
    await post(shop, clawback(ann, 10, order="a"))
    assert await held(shop) == {ann: (0, 0, 4), bob: (15, 0, 0)}
    await verify(shop)


async def test_giving_needs_a_policy_enough_and_somebody_else(shop: World) -> None:
    ann, bob = await somebody(shop), await somebody(shop, "bob")
    await post(shop, earn(ann, 10))
    give = ledger.Give(customer_id=ann, to=bob, amount=4)
    with pytest.raises(NotGiveable):
        await shop.run(ledger.give, give)
    await giveable(shop, balance_max=3)
    with pytest.raises(BalanceCapped):
        await shop.run(ledger.give, give)
    await giveable(shop)
    with pytest.raises(GivenToOneself):
        await shop.run(
            ledger.give, ledger.Give(customer_id=ann, to="external:shop:ann", amount=4)
        )
    with pytest.raises(InsufficientPoints):
        await shop.run(ledger.give, ledger.Give(customer_id=ann, to=bob, amount=11))
    with pytest.raises(UnitUnknown):
        await shop.run(
            ledger.give, ledger.Give(customer_id=ann, to=bob, amount=1, unit="miles")
        )
    await shop.run(ledger.freeze, ledger.Freeze(customer_id=ann, reason="why"))
    with pytest.raises(AccountFrozen):
        await shop.run(ledger.give, give)
    assert await held(shop) == {ann: (10, 0, 0)}


async def test_eight_who_give_to_each_other_lose_and_make_nothing(
    shop: World,
) -> None:
    await giveable(shop)
    known = [await somebody(shop, f"c{n}") for n in range(3)]
    await post(shop, *(earn(each, 100, each, expires_at=LATE) for each in known))
    await asyncio.gather(
        *(
            shop.run(
                ledger.give,
                ledger.Give(customer_id=known[n % 3], to=known[(n + 1) % 3], amount=7),
            )
            for n in range(24)
        )
    )
    assert await held(shop) == dict.fromkeys(known, (100, 0, 0))
    assert await sides(shop) == {"issue": -300, "customer.available": 300}
    await verify(shop)


async def test_a_pot_holds_what_was_given_to_it(shop: World) -> None:
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    known = [await somebody(shop, f"c{n}") for n in range(4)]
    await post(shop, *(earn(each, 10, each) for each in known))
    answers = await asyncio.gather(
        *(
            shop.run(
                ledger.donate,
                ledger.Donate(customer_id=each, pot_id=pot.id, amount=6),
            )
            for each in (*known, *known)
        ),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, InsufficientPoints)]
    assert len(refused) == 4
    find = ledger.FindPot(pot_id=pot.id)
    assert (await shop.run(ledger.find_pot, find)).total == 24
    # A donation may be refunded as any spend is.
    rows = await shop.rows(transfers)
    given = next(each for each in rows if each["kind"] == "spend")
    source = ledger.Source("pot", pot.id, given["effect"])
    await post(shop, replace(refund(given["customer_id"], 2), spent=source))
    assert (await shop.run(ledger.find_pot, find)).total == 22
    listed = await shop.run(ledger.list_pots, ledger.ListPots())
    assert [(each.name, each.total) for each in listed.items] == [("Trees", 22)]
    await verify(shop)


async def test_nothing_is_given_to_a_pot_that_is_closed_or_is_not(shop: World) -> None:
    ann = await somebody(shop)
    await post(shop, earn(ann, 10))
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    closed = await shop.run(ledger.close_pot, ledger.ClosePot(pot_id=pot.id))
    assert closed.status == "closed"
    donation = ledger.Donate(customer_id=ann, pot_id=pot.id, amount=1)
    with pytest.raises(PotClosed):
        await shop.run(ledger.donate, donation)
    for use_case, command in (
        (ledger.donate, ledger.Donate(customer_id=ann, pot_id=NO_POT, amount=1)),
        (ledger.find_pot, ledger.FindPot(pot_id=NO_POT)),
        (ledger.close_pot, ledger.ClosePot(pot_id=NO_POT)),
    ):
        with pytest.raises(PotNotFound):
            await shop.run(use_case, command)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def test_one_unit_becomes_another_at_the_declared_rate(shop: World) -> None:
    ann = await somebody(shop)
    await shop.run(tenants.add_unit, tenants.AddUnit(code="cents", name="Cents"))
    await post(shop, earn(ann, 250, expires_at=SOON))
    convert = ledger.Convert(customer_id=ann, into="cents", amount=200)
    with pytest.raises(RateNotFound):
        await shop.run(ledger.convert, convert)
    rate = ledger.SetRate(unit="points", into="cents", takes=100, gives=75)
    await shop.run(ledger.set_rate, rate)
    made = await shop.run(ledger.convert, convert)
    assert (made.taken, made.given) == (200, 150)
    with pytest.raises(NotConvertible) as refusal:
        await shop.run(
            ledger.convert, ledger.Convert(customer_id=ann, into="cents", amount=50)
        )
    assert refusal.value.details() == {"multiple_of": 100}
    with pytest.raises(InsufficientPoints):
        await shop.run(
            ledger.convert, ledger.Convert(customer_id=ann, into="cents", amount=100)
        )
    rows = await shop.rows(accounts)
    found = {row["unit"]: (row["available"], row["lot_expires"]) for row in rows}
    assert found == {"points": (50, [SOON]), "cents": (150, [None])}
    await verify(shop)


async def test_eight_who_convert_at_once_convert_what_there_is(shop: World) -> None:
    ann = await somebody(shop)
    await shop.run(tenants.add_unit, tenants.AddUnit(code="cents", name="Cents"))
    rate = ledger.SetRate(unit="points", into="cents", takes=10, gives=1)
    await shop.run(ledger.set_rate, rate)
    await post(shop, earn(ann, 50))
    convert = ledger.Convert(customer_id=ann, into="cents", amount=10)
    answers = await asyncio.gather(
        *(shop.run(ledger.convert, convert) for _ in EIGHT), return_exceptions=True
    )
    assert sum(isinstance(each, InsufficientPoints) for each in answers) == 3
    rows = await shop.rows(accounts)
    assert {row["unit"]: row["available"] for row in rows} == {"points": 0, "cents": 5}
    await verify(shop)


async def test_a_cap_withholds_what_does_not_fit(shop: World) -> None:
    ann = await somebody(shop)
    await capped(shop, 100)
    await post(shop, earn(ann, 80, "a"))
    (posted,) = await post(shop, earn(ann, 50, "b", available_at=TOMORROW))
    assert (posted.amount, posted.available, posted.pending) == (20, 80, 20)
    (none,) = await post(shop, earn(ann, 5, "c"))
    assert (none.amount, none.available) == (0, 80)
    assert await post(shop, earn(ann, 5, "c")) == (none,)
    assert (await sides(shop))["withheld"] == 35
    await post(shop, spend(ann, 30))
    (more,) = await post(shop, earn(ann, 60, "d"))
    assert more.amount == 30
    with pytest.raises(BalanceCapped):
        await shop.run(
            ledger.adjust, ledger.Adjust(customer_id=ann, amount=1, reason="why not")
        )
    await verify(shop)


async def test_a_cap_may_reject_all_that_does_not_fit(shop: World) -> None:
    ann = await somebody(shop)
    await capped(shop, 100, OverCap.REJECT)
    await post(shop, earn(ann, 80, "a"))
    (none,) = await post(shop, earn(ann, 21, "b"))
    (some,) = await post(shop, earn(ann, 20, "c"))
    assert (none.amount, some.amount) == (0, 20)
    await verify(shop)


async def test_a_return_takes_back_first_what_was_withheld(shop: World) -> None:
    ann = await somebody(shop)
    await capped(shop, 100)
    await post(shop, earn(ann, 90, "a"), earn(ann, 40, "b"))
    (half,) = await post(shop, clawback(ann, 20, order="b", source_id="r1"))
    assert (half.amount, half.available) == (20, 100)
    (rest,) = await post(shop, clawback(ann, 20, order="b", source_id="r2"))
    assert (rest.amount, rest.available) == (20, 90)
    assert await sides(shop) == {"issue": -90, "customer.available": 90}
    await verify(shop)


async def test_of_what_was_all_withheld_nothing_is_taken_back(shop: World) -> None:
    ann = await somebody(shop)
    await capped(shop, 100)
    _, _, taken = await post(
        shop,
        earn(ann, 100, "a"),
        earn(ann, 40, "b"),
        clawback(ann, 40, order="b"),
    )
    assert (taken.amount, taken.available) == (40, 100)
    await verify(shop)


async def test_a_policy_is_what_was_said_last(shop: World) -> None:
    find = ledger.FindPolicy(unit="points")
    before = await shop.run(ledger.find_policy, find)
    assert (before.balance_max, before.giveable) == (None, False)
    await capped(shop, 7, OverCap.REJECT)
    await giveable(shop, balance_max=9)
    after = await shop.run(ledger.find_policy, find)
    assert (after.balance_max, after.over, after.giveable) == (9, "reduce", True)
    rate = ledger.SetRate(unit="points", into="points", takes=2, gives=1)
    await shop.run(ledger.set_rate, rate)
    asked = ledger.FindRate(unit="points", into="points")
    assert await shop.run(ledger.find_rate, asked) == ledger.Rate(
        unit="points", into="points", takes=2, gives=1
    )
