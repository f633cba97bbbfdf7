"""Returns: what came back is taken from what was bought, never twice."""

import asyncio
from typing import Any

import pytest

from domain import orders
from domain.kernel import Malformed, validation
from domain.kernel.batches import Outcome
from domain.kernel.outbox import outbox
from domain.orders import Return, ReturnStatus, Unmatched
from domain.orders.tables import order_lines, return_lines
from domain.orders.tables import orders as order_table
from domain.orders.tables import returns as return_table
from tests.domain.orders.shop import line, order, record
from tests.world import World

Json = dict[str, Any]


def back(number: int, *lines: Json, **more: Any) -> Json:
    """Return a return, of the first order unless it says otherwise."""
    return {
        "external_id": f"return-{number}",
        "occurred_at": "2030-01-01T11:00:00Z",
        "order": "external:shop:order-1",
        "lines": list(lines),
        **more,
    }


async def give_back(world: World, number: int, *lines: Json, **more: Any) -> Return:
    given = back(number, *lines, **more)
    command = validation.command(given, orders.RecordReturn)
    return await world.run(orders.record_return, command)


async def give_back_many(world: World, *rows: Json) -> list[Outcome]:
    command = orders.RecordReturns(returns=rows)
    result = await world.run(orders.record_returns, command)
    return [row.outcome for row in result.rows]


async def standing(world: World) -> list[tuple[int, int, int]]:
    """Return how many of each line came back, and for how much."""
    rows = await world.rows(order_lines)
    rows.sort(key=lambda row: (row["order_id"], row["no"]))
    return [(r["no"], r["returned_quantity"], r["returned_amount"]) for r in rows]


async def returned_amounts(world: World) -> list[int]:
    rows = sorted(await world.rows(order_table), key=lambda row: row["external_id"])
    return [row["returned_amount"] for row in rows]


async def news(world: World, name: str) -> list[Json]:
    return [row["payload"] for row in await world.rows(outbox) if row["name"] == name]


async def test_parts_that_come_back_come_to_the_whole_to_the_cent(world: World) -> None:
    found = await world.run(orders.record, record(1, line("tea", 3, 500, discount=500)))
    amounts = [
        (await give_back(world, number, {"product_id": "tea", "quantity": 1})).amount
        for number in range(3)
    ]
    assert (amounts, sum(amounts)) == ([333, 333, 334], 1_000)
    assert await standing(world) == [(1, 3, 1_000)]
    assert await returned_amounts(world) == [1_000]
    told = await news(world, "returns.applied")
    assert [each["order_ids"] for each in told] == [[found.id]] * 3


async def test_a_return_tells_of_which_lines_it_is(world: World) -> None:
    lines = (line("tea", 2, 500), line("cup", 1, 900), line("tea", 2, 400))
    found = await world.run(orders.record, record(1, *lines))
    tea, cup = {"product_id": "tea", "quantity": 3}, {"line": 2, "quantity": 1}
    given = await give_back(world, 1, tea, cup)
    assert (given.status, given.amount) == (ReturnStatus.APPLIED, 1_000 + 400 + 900)
    assert (given.customer_id, given.unmatched) == (found.customer_id, ())
    told = [(each.line, each.quantity, each.amount) for each in given.lines]
    assert told == [(1, 2, 1_000), (3, 1, 400), (2, 1, 900)]
    assert {each.order_id for each in given.lines} == {found.id}
    again = await world.run(orders.find_return, orders.FindReturn(return_id=given.id))
    assert again == given
    theirs = orders.ReturnsOfCustomer(customer_id="external:shop:ann")
    assert (await world.run(orders.returns_of_customer, theirs)).items == (given,)


async def test_never_more_comes_back_than_was_bought(world: World) -> None:
    await world.run(orders.record, record(1, line("tea", 2, 500)))
    tea = {"product_id": "tea", "quantity": 3}
    first = await give_back(world, 1, tea, {"line": 9, "quantity": 1})
    assert [each.quantity for each in first.lines] == [2]
    assert first.unmatched == (
        Unmatched(place=0, line=None, product_id="tea", quantity=1, amount=None),
        Unmatched(place=1, line=9, product_id=None, quantity=1, amount=None),
    )
    second = await give_back(world, 2, tea)
    assert (second.status, second.lines) == (ReturnStatus.UNMATCHED, ())
    assert await standing(world) == [(1, 2, 1_000)]
    assert len(await news(world, "returns.applied")) == 1


async def test_an_amount_is_given_back_of_a_line_or_spread_over_all(
    world: World,
) -> None:
    await world.run(orders.record, record(1, line("tea", 1, 999), line("cup", 1, 2)))
    spread = await give_back(world, 1, amount=100)
    assert [(each.line, each.amount) for each in spread.lines] == [(1, 99), (2, 1)]
    of_tea = await give_back(world, 2, {"product_id": "tea", "amount": 50})
    assert [(each.quantity, each.amount) for each in of_tea.lines] == [(0, 50)]
    too_much = await give_back(world, 3, {"line": 1, "quantity": 1, "amount": 10_000})
    assert [each.amount for each in too_much.lines] == [850]
    assert [each.amount for each in too_much.unmatched] == [9_150]
    rest = await give_back(world, 4, amount=500)
    assert (rest.amount, rest.unmatched[0].amount) == (1, 499)
    assert await standing(world) == [(1, 1, 999), (2, 0, 2)]


async def test_without_an_order_it_is_of_the_latest_earlier_purchases(
    world: World,
) -> None:
    for number, hour in enumerate(("06", "09", "08", "12")):
        at = f"2030-01-01T{hour}:00:00Z"
        await world.run(orders.record, record(number, occurred_at=at))
    ann = {"customer": {"external_id": "ann"}, "order": None}
    given = await give_back(world, 1, {"product_id": "tea", "quantity": 4}, **ann)
    names = {row["id"]: row["external_id"] for row in await world.rows(order_table)}
    told = [names[each.order_id] for each in given.lines]
    assert told == ["order-1", "order-2", "order-0"]
    assert [each.quantity for each in given.unmatched] == [1]
    bob = {"customer": {"external_id": "bob"}, "order": None}
    other = await give_back(world, 2, {"product_id": "tea", "quantity": 1}, **bob)
    assert other.status is ReturnStatus.UNMATCHED
    nobody = await give_back(world, 3, {"product_id": "tea", "quantity": 1}, order=None)
    assert (nobody.status, nobody.customer_id) == (ReturnStatus.UNMATCHED, None)


async def test_of_another_currency_or_a_cancelled_order_nothing_comes_back(
    world: World,
) -> None:
    await world.run(orders.record, record(1))
    tea = {"product_id": "tea", "quantity": 1}
    dollars = await give_back(world, 1, tea, currency="USD")
    assert dollars.status is ReturnStatus.UNMATCHED
    await world.run(orders.cancel, orders.Cancel(order_id="external:shop:order-1"))
    cancelled = await give_back(world, 2, tea)
    assert cancelled.status is ReturnStatus.UNMATCHED
    await world.run(orders.reopen, orders.Reopen(order_id="external:shop:order-1"))
    assert (await give_back(world, 3, tea)).status is ReturnStatus.APPLIED


@pytest.mark.parametrize("by_many", [True, False])
async def test_a_return_that_comes_first_waits_for_its_order(
    world: World, *, by_many: bool
) -> None:
    tea = {"product_id": "tea", "quantity": 1}
    waits = await give_back(world, 1, tea, {"line": 7, "quantity": 1})
    assert (waits.status, waits.lines, waits.amount) == (ReturnStatus.PARKED, (), 0)
    await world.run(orders.record, record(2))
    if by_many:
        rows = tuple(order(number, line("tea", 2, 500)) for number in range(70))
        await world.run(orders.record_many, orders.RecordMany(orders=rows))
    else:
        await world.run(orders.record, record(1, line("tea", 2, 500)))
    found = await world.run(orders.find_return, orders.FindReturn(return_id=waits.id))
    assert (found.status, found.amount) == (ReturnStatus.APPLIED, 500)
    assert [each.line for each in found.unmatched] == [7]
    its = await world.run(orders.find, orders.Find(order_id="external:shop:order-1"))
    assert (its.returned_amount, its.customer_id) == (500, found.customer_id)
    assert await give_back(world, 1, tea, {"line": 7, "quantity": 1}) == found


async def test_the_same_return_again_changes_nothing_and_another_is_refused(
    world: World,
) -> None:
    await world.run(orders.record, record(1, line("tea", 2, 500)))
    tea = {"product_id": "tea", "quantity": 1}
    first = await give_back(world, 1, tea)
    assert await give_back(world, 1, tea) == first
    before = await world.rows(outbox)
    with pytest.raises(orders.ReturnConflict) as refusal:
        await give_back(world, 1, {"product_id": "tea", "quantity": 2})
    assert refusal.value.details() == {"return_id": first.id}
    rows = (back(1, tea), back(2, tea), back(2, tea), back(2, tea, amount=None, x=1))
    assert await give_back_many(world, *rows) == [
        *(Outcome.UNCHANGED, Outcome.RECORDED),
        *(Outcome.UNCHANGED, Outcome.REFUSED),
    ]
    assert await standing(world) == [(1, 2, 1_000)]
    assert len(await world.rows(return_table)) == 2
    assert len(await news(world, "returns.applied")) == 2
    assert len(before) < len(await world.rows(outbox))


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (back(1), "/lines"),
        (back(1, {"line": 1, "quantity": 1}, amount=5), "/lines"),
        (back(1, {"quantity": 1}), "/lines/0"),
        (back(1, {"line": 1, "product_id": "tea", "quantity": 1}), "/lines/0"),
        (back(1, {"line": 1}), "/lines/0/quantity"),
        (back(1, {"line": 1, "quantity": 1}, order=None), "/lines/0/line"),
        (back(1, amount=5, order=None), "/order"),
        (back(1, {"line": 1, "quantity": 1}, customer={}), "/customer"),
        (back(1, {"line": 1, "quantity": 0}), "/lines/0/quantity"),
        (
            back(1, {"line": 1, "quantity": 1}, occurred_at="2031-01-01T00:00:00Z"),
            "/occurred_at",
        ),
    ],
)
async def test_what_is_no_return_is_refused_without_a_trace(
    world: World, given: Json, pointer: str
) -> None:
    async def sent() -> None:
        command = validation.command(given, orders.RecordReturn)
        await world.run(orders.record_return, command)

    with pytest.raises(Malformed) as refusal:
        await sent()
    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert await give_back_many(world, given) == [Outcome.REFUSED]
    assert await world.rows(return_table) == []


async def test_a_return_of_an_order_of_ours_that_is_not_there_is_refused(
    world: World,
) -> None:
    nowhere = {"order": "ord_" + "0" * 32}
    with pytest.raises(orders.OrderNotFound):
        await give_back(world, 1, {"line": 1, "quantity": 1}, **nowhere)
    assert await world.rows(return_table) == []


async def test_of_two_returns_of_the_last_item_one_finds_it(world: World) -> None:
    await world.run(orders.record, record(1))
    tea = {"product_id": "tea", "quantity": 1}
    returns = (give_back(world, number, tea) for number in range(8))
    statuses = [each.status for each in await asyncio.gather(*returns)]
    assert statuses.count(ReturnStatus.APPLIED) == 1
    assert statuses.count(ReturnStatus.UNMATCHED) == 7
    assert await standing(world) == [(1, 1, 500)]
    assert len(await world.rows(return_lines)) == 1


async def test_eight_who_bring_the_same_return_apply_it_once(world: World) -> None:
    await world.run(orders.record, record(1, line("tea", 8, 500)))
    tea = {"product_id": "tea", "quantity": 1}
    told = await asyncio.gather(*(give_back(world, 1, tea) for _ in range(8)))
    assert [each for each in told if each != told[0]] == []
    assert await standing(world) == [(1, 1, 500)]


async def test_an_order_and_its_return_never_pass_each_other_unseen(
    world: World,
) -> None:
    tea = {"product_id": "tea", "quantity": 1}
    both = [
        each
        for number in range(8)
        for each in (
            world.run(orders.record, record(number)),
            give_back(world, number, tea, order=f"external:shop:order-{number}"),
        )
    ]
    await asyncio.gather(*both)
    assert {row["status"] for row in await world.rows(return_table)} == {
        ReturnStatus.APPLIED
    }
    assert await returned_amounts(world) == [500] * 8


async def test_many_returns_leave_the_same_as_one_by_one(
    world: World, neighbour: World
) -> None:
    rows = tuple(
        order(number, *(line(f"p{each}", 3, 333) for each in range(3)))
        for number in range(20)
    )
    returns = tuple(
        back(
            number,
            {"product_id": f"p{number % 4}", "quantity": number % 3 + 1},
            order=f"external:shop:order-{number % 25}" if number % 3 else None,
            customer=None if number % 3 else {"external_id": "ann"},
        )
        for number in range(60)
    )
    for each in (world, neighbour):
        command = orders.RecordMany(orders=rows)
        await each.run(orders.record_many, command)
    assert await give_back_many(world, *returns) == [Outcome.RECORDED] * 60
    for given in returns:
        command = validation.command(given, orders.RecordReturn)
        await neighbour.run(orders.record_return, command)
    assert await returned_amounts(world) == await returned_amounts(neighbour)
    assert await standing(world) == await standing(neighbour)
    assert await shown(world) == await shown(neighbour)


async def shown(world: World) -> list[Json]:
    hidden = {"id": "", "tenant_id": "", "fingerprint": "", "customer_id": ""}
    rows = [{**row, **hidden} for row in await world.rows(return_table)]
    return sorted(rows, key=lambda row: str(row["external_id"]))
