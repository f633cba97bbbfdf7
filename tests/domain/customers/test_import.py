"""Customers by thousands: each row is answered, and what is known already is kept."""

import asyncio
from datetime import date, timedelta
from typing import Any

import msgspec

from domain import customers
from domain.customers import Create, CustomerRow, ExternalId, Find, Update
from domain.customers.tables import customers as table
from domain.customers.tables import email_addresses, external_ids
from domain.kernel import FieldError
from domain.kernel.batches import BatchResult, Outcome, Problem
from domain.kernel.keyring import customer_keys
from tests.world import NOON, World

DAY = timedelta(days=1)
RECORDED, UNCHANGED, REFUSED = Outcome.RECORDED, Outcome.UNCHANGED, Outcome.REFUSED


def row(external_id: str, **given: Any) -> CustomerRow:
    return CustomerRow(source="crm", external_id=external_id, **given)


async def take(world: World, *rows: CustomerRow) -> BatchResult:
    return await world.platform.perform(
        lambda unit: customers.import_many(unit, rows), world.principal
    )


def outcomes(result: BatchResult) -> list[Outcome]:
    return [each.outcome for each in result.rows]


async def find(world: World, ref: str) -> customers.Customer:
    return await world.run(customers.find, Find(customer_id=ref))


async def said(world: World, ref: str) -> dict[str, Any]:
    told = await world.run(customers.find_attributes, Find(customer_id=ref))
    return {each.name: each.value for each in told.attributes}


ROWS = (
    row(
        "1",
        email="Ann@example.com",
        phone="0612345678",
        given_name="Ann",
        birth_date=date(1990, 2, 28),
        address=customers.Address(lines=("Kade 1",), country="NL"),
        locale="nl",
        attributes={"segment": "gold", "likes": ("tea", "jam")},
        preferences={"size": 40},
        purpose="service",
    ),
    row("2", email="bob@example.com"),
    row("3", attributes={"segment": "tin"}, purpose="service"),
    row("4"),
)


async def test_rows_become_customers_and_a_second_time_nothing_changes(
    world: World,
) -> None:
    result = await take(world, *ROWS)
    assert outcomes(result) == [RECORDED] * 4
    ids = [each.id for each in result.rows]
    ann = await find(world, "external:crm:1")
    assert (ann.id, ann.email, ann.phone, ann.given_name, ann.version) == (
        ids[0],
        "ann@example.com",
        "+31612345678",
        "Ann",
        1,
    )
    assert (ann.birth_date, ann.address, ann.locale) == (
        date(1990, 2, 28),
        ROWS[0].address,
        "nl",
    )
    assert await said(world, "external:crm:1") == {
        "segment": "gold",
        "likes": ("tea", "jam"),
    }
    # A key is made for whom it is needed.
    assert len(await world.rows(customer_keys)) == 2
    assert await world.news() == [("customers.imported", {"customer_ids": ids})]
    again = await take(world, *ROWS)
    assert outcomes(again) == [UNCHANGED] * 4
    assert [each.id for each in again.rows] == ids
    assert len(await world.news()) == 1
    assert {each["version"] for each in await world.rows(table)} == {1}


async def test_what_a_row_does_not_say_stays(world: World) -> None:
    await take(world, *ROWS)
    result = await take(
        world,
        row("1", family_name="Smit", attributes={"segment": "tin"}, purpose="service"),
        row("2"),
        row("3", locale="en"),
    )
    assert outcomes(result) == [RECORDED, UNCHANGED, RECORDED]
    ann = await find(world, "external:crm:1")
    assert (ann.given_name, ann.family_name, ann.email) == (
        "Ann",
        "Smit",
        "ann@example.com",
    )
    assert (await said(world, ann.id))["segment"] == "tin"
    assert (await find(world, "external:crm:3")).locale == "en"
    ids = [result.rows[0].id, result.rows[2].id]
    assert (await world.news())[-1] == ("customers.updated", {"customer_ids": ids})


async def test_what_is_later_stays(world: World) -> None:
    def says(value: str, days: int) -> CustomerRow:
        at = NOON + days * DAY
        said = {"segment": value}
        return row("1", attributes=said, purpose="service", occurred_at=at)

    assert outcomes(await take(world, says("gold", -2))) == [RECORDED]
    assert outcomes(await take(world, says("old", -3))) == [UNCHANGED]
    assert outcomes(await take(world, says("gold", -2))) == [UNCHANGED]
    assert outcomes(await take(world, says("new", -1))) == [RECORDED]
    assert await said(world, "external:crm:1") == {"segment": "new"}


async def test_who_is_known_by_address_gets_the_external_id(world: World) -> None:
    guest = await world.run(customers.create, Create(email="ann@example.com"))
    result = await take(world, *ROWS)
    assert result.rows[0].id == guest.id
    ann = await find(world, guest.id)
    assert ann.external_ids == (ExternalId(source="crm", id="1"),)
    assert (ann.given_name, ann.version) == ("Ann", 2)


async def test_a_row_that_is_wrong_spoils_no_other(world: World) -> None:
    await take(world, *ROWS)
    lines = [
        b'{"source": "crm", "external_id": "5", "email": "no", "phone": "12"}',
        b'{"source": "crm", "external_id": "6", "email": "bob@example.com"}',
        b'{"source": "crm", "external_id": "1", "email": "bob@example.com"}',
        b'{"source": "crm", "external_id": "7", "attributes": {"a": 1}}',
        b'{"source": "crm", "external_id": "8", "colour": "red"}',
        b"nonsense",
    ]
    read = [customers.read_row(line) for line in lines]
    result = await world.platform.perform(
        lambda unit: customers.take(unit, read), world.principal
    )
    assert outcomes(result) == [REFUSED, RECORDED, REFUSED, REFUSED, REFUSED, REFUSED]
    problems = [each.problem for each in result.rows]
    assert problems[0] is not None
    assert [each.pointer for each in problems[0].errors] == ["/email", "/phone"]
    assert problems[2] == Problem(
        code="email_taken", title="Another customer has this e-mail address."
    )
    assert problems[3] is not None
    assert problems[3].errors == (
        FieldError(pointer="/purpose", detail="Attributes have a purpose."),
    )
    assert len(await world.rows(table)) == 4


async def test_rows_of_one_customer_take_effect_in_their_order(world: World) -> None:
    result = await take(
        world,
        row("1", email="ann@example.com", given_name="Ann"),
        row("1", given_name="Anna"),
        row("2", email="ann@example.com", family_name="Smit"),
        row("1", email="anna@example.com"),
        row("3", email="ann@example.com"),
    )
    assert outcomes(result) == [RECORDED] * 5
    first, second, third, fourth, fifth = (each.id for each in result.rows)
    assert first == second == third == fourth != fifth
    ann = await find(world, "external:crm:2")
    assert (ann.id, ann.email, ann.given_name, ann.family_name) == (
        first,
        "anna@example.com",
        "Anna",
        "Smit",
    )
    assert [name for name, _ in await world.news()] == ["customers.imported"]


async def test_no_more_is_said_than_is_allowed(world: World) -> None:
    def says(start: int) -> CustomerRow:
        return row(
            "1",
            attributes={f"a{number}": 1 for number in range(start, start + 100)},
            purpose="service",
        )

    assert outcomes(await take(world, says(0), says(100))) == [RECORDED, RECORDED]
    (refused,) = (await take(world, says(101))).rows
    assert refused.problem is not None
    assert refused.problem.code == "too_much_said"


async def test_eight_chunks_at_once_make_each_customer_once(world: World) -> None:
    rows = [
        row(str(number), email=f"c{number}@example.com", given_name=f"C{number}")
        for number in range(60)
    ]
    chunks = [
        rows[start : start + 30] if forwards else rows[start : start + 30][::-1]
        for start in (0, 10, 20, 30)
        for forwards in (True, False)
    ]
    results = await asyncio.gather(*(take(world, *each) for each in chunks))
    told = [each for result in results for each in result.rows]
    assert {each.outcome for each in told} == {RECORDED, UNCHANGED}
    assert sum(each.outcome is RECORDED for each in told) == 60
    ids = {each.id for each in told if each.id is not None}
    assert {each["id"] for each in await world.rows(table)} == ids
    for names in (external_ids, email_addresses):
        owners = [each["customer_id"] for each in await world.rows(names)]
        assert (sorted(owners), len(owners)) == (sorted(ids), 60)


async def test_an_import_and_single_changes_at_once_lose_nothing(world: World) -> None:
    await take(world, *ROWS)
    change = Update(customer_id="external:crm:1", family_name="Smit")
    rows = [row("1", given_name=f"Ann{number}") for number in range(4)]
    await asyncio.gather(
        *(take(world, each) for each in rows),
        *(world.run(customers.update, change) for _ in range(4)),
    )
    ann = await find(world, "external:crm:1")
    assert (ann.family_name, ann.version) == ("Smit", 6)
    assert msgspec.to_builtins(ann)["given_name"].startswith("Ann")


async def test_a_neighbours_names_are_free(world: World, neighbour: World) -> None:
    await take(world, *ROWS)
    assert outcomes(await take(neighbour, *ROWS)) == [RECORDED] * 4
    assert len(await world.rows(table)) == len(await neighbour.rows(table)) == 4
