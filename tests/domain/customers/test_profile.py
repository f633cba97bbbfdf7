"""Profiles: what is known of a customer, sealed at rest, found by exact names."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import customers
from domain.customers import Create, Customer, Find, Search, Update
from domain.customers.tables import customers as table
from domain.customers.tables import email_addresses, external_ids
from domain.kernel import FieldError, Malformed, keyring
from domain.kernel.keyring import customer_keys
from domain.kernel.outbox import outbox
from tests.world import NOON, World

ANN = Create(
    external_ids=(customers.ExternalId(source="shop", id="1042"),),
    email="Ann.Smit@Example.com",
    phone="06 12345678",
    given_name="Ann",
    family_name="Smit",
    birth_date=date(1990, 2, 28),
    address=customers.Address(
        lines=("Kade 1",), postal_code="1011 AB", city="Amsterdam", country="NL"
    ),
    locale="nl",
)


async def create(world: World, **given: Any) -> Customer:
    return await world.run(customers.create, Create(**given))


async def test_what_is_written_down_is_read_back_in_its_normal_form(
    world: World,
) -> None:
    ann = await world.run(customers.create, ANN)
    assert ann == Customer(
        id=ann.id,
        external_ids=ANN.external_ids,
        email="ann.smit@example.com",
        phone="+31612345678",
        given_name="Ann",
        family_name="Smit",
        birth_date=date(1990, 2, 28),
        address=ANN.address,
        locale="nl",
        created_at=NOON,
        updated_at=NOON,
        version=1,
    )
    for ref in (ann.id, "external:shop:1042"):
        assert await world.run(customers.find, Find(customer_id=ref)) == ann
    many = customers.FindMany(customer_ids=(ann.id, "cus_" + "9" * 32))
    assert await world.run(customers.find_many, many) == (ann,)


async def test_news_names_nobody(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    assert await world.news() == [("customer.created", {"customer_id": ann.id})]


async def test_nothing_at_rest_can_be_read(world: World) -> None:
    await world.run(customers.create, ANN)
    stored = [await world.rows(each) for each in (table, email_addresses, outbox)]
    seen = repr(stored).lower()
    for word in ("smit", "example", "12345678", "1990", "kade", "amsterdam"):
        assert word not in seen


async def test_the_same_text_is_sealed_differently_each_time(world: World) -> None:
    await create(world, given_name="Ann")
    await create(world, given_name="Ann")
    first, second = await world.rows(table)
    assert first["given_name"] != second["given_name"]


async def test_who_is_known_by_an_external_id_alone_costs_no_key(world: World) -> None:
    await create(world, external_ids=ANN.external_ids, locale="nl")
    assert await world.rows(customer_keys) == []
    assert len(await world.rows(external_ids)) == 1


async def test_without_its_key_nothing_is_left_of_a_profile(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    async with world.platform.unit(world.principal) as unit:
        keyring.destroy(unit, [ann.id])
    left = await world.run(customers.find, Find(customer_id=ann.id))
    gone = dict.fromkeys(
        ("email", "phone", "given_name", "family_name", "birth_date", "address")
    )
    assert left == replace(ann, **gone)
    # A new key does not open what the old one sealed.
    bob = Update(customer_id=ann.id, given_name="Bob")
    assert await world.run(customers.update, bob) == replace(
        left, given_name="Bob", version=2
    )


async def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    with pytest.raises(Malformed) as refusal:
        await create(
            world, email="nobody@", phone="0612345678", birth_date=date(2030, 1, 2)
        )
    assert refusal.value.errors == (
        FieldError(pointer="/email", detail="Not an e-mail address."),
        FieldError(
            pointer="/phone",
            detail="Not a telephone number, or one that lacks its country's code.",
        ),
        FieldError(pointer="/birth_date", detail="Nobody's birth date."),
    )
    assert await world.rows(table) == []


async def test_what_is_given_changes_and_null_takes_away(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    change = Update(customer_id="external:shop:1042", family_name="Bos", phone=None)
    changed = await world.run(customers.update, change)
    assert changed == replace(ann, family_name="Bos", phone=None, version=2)
    found = await world.run(customers.find, Find(customer_id=ann.id))
    assert found == changed
    names = [name for name, _ in await world.news()]
    assert names == ["customer.created", "customer.updated"]


async def test_what_changes_nothing_is_no_news(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    same = Update(customer_id=ann.id, email="ANN.SMIT@example.com", locale="nl")
    assert await world.run(customers.update, same) == ann
    assert len(await world.news()) == 1


async def test_an_old_version_changes_nothing(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    first = Update(customer_id=ann.id, version=1, given_name="Anna")
    await world.run(customers.update, first)
    late = Update(customer_id=ann.id, version=1, given_name="Annie")
    with pytest.raises(customers.StaleVersion) as refusal:
        await world.run(customers.update, late)
    assert refusal.value.details() == {"version": 2}


async def test_an_address_and_an_external_id_belong_to_one(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    with pytest.raises(customers.EmailTaken) as email:
        await create(world, email="ANN.smit@EXAMPLE.com")
    assert email.value.details() == {"customer_id": ann.id}
    with pytest.raises(customers.ExternalIdTaken) as external_id:
        await create(world, external_ids=ANN.external_ids)
    assert external_id.value.details() == {
        "source": "shop",
        "external_id": "1042",
        "customer_id": ann.id,
    }
    bob = await create(world, email="bob@example.com")
    with pytest.raises(customers.EmailTaken):
        await world.run(
            customers.update, Update(customer_id=bob.id, email="ann.smit@example.com")
        )
    assert len(await world.rows(table)) == 2


async def test_an_address_that_was_given_up_is_free(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    await world.run(
        customers.update, Update(customer_id=ann.id, email="ann@example.com")
    )
    bob = await create(world, email="ann.smit@example.com")
    assert bob.email == "ann.smit@example.com"


async def search(world: World, **given: Any) -> list[str]:
    page = await world.run(customers.search, Search(**given))
    return [each.id for each in page.items]


async def test_search_finds_by_exact_names(world: World) -> None:
    ann = await world.run(customers.create, ANN)
    ben = await create(world, phone="+31612345678", email="ben@example.com")
    assert await search(world, email=" ANN.smit@example.com") == [ann.id]
    assert await search(world, phone="0612345678", country="NL") == [ben.id, ann.id]
    assert await search(world, source="shop", external_id="1042") == [ann.id]
    both = {"phone": "+31612345678", "email": "ben@example.com"}
    assert await search(world, **both) == [ben.id]
    assert await search(world, email="smit@example.com") == []
    assert await search(world, source="till", external_id="1042") == []
    with pytest.raises(Malformed) as refusal:
        await search(world, external_id="1042")
    assert [each.pointer for each in refusal.value.errors] == ["/source"]


async def test_pages_hold_everybody_once_newest_first(world: World) -> None:
    made = [(await create(world)).id for _ in range(5)]
    first = await world.run(customers.search, Search(limit=2))
    second = await world.run(customers.search, Search(limit=2, after=first.next))
    third = await world.run(customers.search, Search(limit=2, after=second.next))
    told = [each.id for page in (first, second, third) for each in page.items]
    assert (told, third.next) == (made[::-1], None)


async def test_a_neighbour_sees_nobody(world: World, neighbour: World) -> None:
    await create(world)  # Ids count in each world: the neighbour has the first too.
    ann = await world.run(customers.create, ANN)
    await create(neighbour, email="other@example.com")
    for ref in (ann.id, "external:shop:1042"):
        with pytest.raises(customers.CustomerNotFound):
            await neighbour.run(customers.find, Find(customer_id=ref))
    assert await search(neighbour, email="ann.smit@example.com") == []
    assert await search(neighbour, phone="+31612345678") == []
    # Neither tenant keeps the other from the same names.
    theirs = await neighbour.run(customers.create, ANN)
    assert theirs.email == ann.email
