"""Identity: one person, one customer, whatever the caller knows of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from domain import customers
from domain.customers import Create, ExternalId, Identity, LinkVisitor
from domain.customers.tables import customers as table
from domain.customers.tables import email_addresses, external_ids, visitors
from domain.kernel import Unit
from domain.kernel.outbox import outbox
from tests.world import World

T = TypeVar("T")


async def perform(world: World, work: Callable[[Unit], Awaitable[T]]) -> T:
    return await world.platform.perform(work, world.principal)


async def identify(world: World, **given: Any) -> str | None:
    who = Identity(**given)
    return await perform(world, lambda unit: customers.identify(unit, "shop", who))


async def identify_many(world: World, *names: str) -> dict[str, str]:
    found = await perform(
        world, lambda unit: customers.identify_many(unit, "shop", names)
    )
    return dict(found)


async def resolve(world: World, ref: str) -> str:
    return await perform(world, lambda unit: customers.resolve(unit, ref))


@pytest.mark.parametrize(
    "given",
    [
        {"external_id": "1042"},
        {"email": "ann@example.com"},
        {"phone": "+31612345678"},
        {"external_id": "1042", "email": "ann@example.com", "phone": "+31612345678"},
    ],
    ids="+".join,
)
async def test_who_is_new_is_written_down_once(
    world: World, given: dict[str, str]
) -> None:
    first = await identify(world, **given)
    assert first is not None
    assert await identify(world, **given) == first
    assert await identify(world, id=first) == first
    assert [row["id"] for row in await world.rows(table)] == [first]
    assert [name for name, _ in await world.news()] == ["customer.created"]


@pytest.mark.parametrize(
    "given",
    [
        {"external_id": "1042"},
        {"email": "ann@example.com"},
        {"phone": "+31612345678"},
        {"external_id": "1042", "email": "ann@example.com"},
    ],
    ids="+".join,
)
async def test_eight_at_once_meet_one_customer(
    world: World, given: dict[str, str]
) -> None:
    met = await asyncio.gather(*(identify(world, **given) for _ in range(8)))
    assert len(set(met)) == 1
    assert [row["id"] for row in await world.rows(table)] == [met[0]]
    assert [name for name, _ in await world.news()] == ["customer.created"]


async def test_eight_at_once_by_different_names_leave_nobody_without_theirs(
    world: World,
) -> None:
    given = [
        {"external_id": "1042", "email": "ann@example.com"},
        {"external_id": "1042"},
        {"email": "ann@example.com"},
        {"external_id": "1043", "email": "ann@example.com"},
    ] * 2
    met = await asyncio.gather(*(identify(world, **each) for each in given))
    rows = {row["id"] for row in await world.rows(table)}
    assert rows == set(met)
    named = await world.rows(external_ids) + await world.rows(email_addresses)
    assert {row["customer_id"] for row in named} == rows


async def test_an_external_id_is_given_to_whom_the_address_names(world: World) -> None:
    guest = await identify(world, email="ann@example.com")
    assert await identify(world, email="ann@example.com", external_id="1042") == guest
    assert await identify(world, external_id="1042") == guest
    assert [row["version"] for row in await world.rows(table)] == [2]
    names = [name for name, _ in await world.news()]
    assert names == ["customer.created", "customer.updated"]


async def test_an_external_id_tells_more_than_an_address(world: World) -> None:
    ann = await identify(world, external_id="1", email="ann@example.com")
    bob = await identify(world, external_id="2", email="bob@example.com")
    assert await identify(world, external_id="1", email="bob@example.com") == ann
    assert await identify(world, email="bob@example.com") == bob


async def test_a_number_that_several_share_is_nobody_in_particular(
    world: World,
) -> None:
    for name in ("ann", "bob"):
        await world.run(
            customers.create,
            Create(phone="+31201234567", email=f"{name}@example.com"),
        )
    assert await identify(world, phone="+31201234567") is None


async def test_a_visitor_alone_is_nobody_until_linked(world: World) -> None:
    assert await identify(world, visitor_id="v1") is None
    assert await world.rows(table) == []
    ann = await identify(world, visitor_id="v1", email="ann@example.com")
    assert await identify(world, visitor_id="v1") == ann
    news = await world.news()
    assert news == [
        ("customer.created", {"customer_id": ann}),
        ("visitor.linked", {"customer_id": ann, "visitor_id": "v1"}),
    ]
    # Another customer in the same browser does not take the visitor over.
    bob = await identify(world, visitor_id="v1", email="bob@example.com")
    assert (await world.rows(visitors))[0]["customer_id"] == ann != bob


async def test_a_visitor_is_linked_once(world: World) -> None:
    ann = await world.run(customers.create, Create(visitor_id="v1"))
    bob = await world.run(customers.create, Create())
    again = LinkVisitor(customer_id=ann.id, visitor_id="v1")
    assert await world.run(customers.link_visitor, again) == ann
    with pytest.raises(customers.VisitorTaken) as refusal:
        await world.run(
            customers.link_visitor, LinkVisitor(customer_id=bob.id, visitor_id="v1")
        )
    assert refusal.value.details() == {"visitor_id": "v1", "customer_id": ann.id}
    names = [name for name, _ in await world.news()]
    assert names.count("visitor.linked") == 1


async def test_an_external_id_is_linked_once(world: World) -> None:
    ann = await world.run(customers.create, Create())
    bob = await world.run(customers.create, Create())
    links = [
        customers.LinkExternalId(customer_id=each.id, source="till", external_id="7")
        for each in (ann, bob)
    ] * 4
    outcomes = await asyncio.gather(
        *(world.run(customers.link_external_id, each) for each in links),
        return_exceptions=True,
    )
    kinds = [type(each) for each in outcomes]
    assert kinds.count(customers.Customer) == 4
    assert kinds.count(customers.ExternalIdTaken) == 4
    (row,) = await world.rows(external_ids)
    winner = await resolve(world, "external:till:7")
    assert row["customer_id"] == winner


async def test_references_name_customers(world: World) -> None:
    ids = (ExternalId(source="shop", id="a:b:1"),)
    ann = await world.run(customers.create, Create(external_ids=ids))
    assert await resolve(world, ann.id) == ann.id
    assert await resolve(world, "external:shop:a:b:1") == ann.id
    for ref in ("external:shop:a", "external:till:a:b:1", "cus_" + "f" * 32):
        with pytest.raises(customers.CustomerNotFound):
            await resolve(world, ref)


async def test_many_are_found_or_written_down(
    world: World, statements: list[str]
) -> None:
    first = await identify_many(world, "1", "2", "2")
    assert sorted(first) == ["1", "2"]
    statements.clear()
    both = await identify_many(world, "1", "2", "3")
    assert {name: both[name] for name in first} == first
    # Those of earning and tiers included, which look whether it matters to them.
    assert len(statements) == 14
    ids = [row["id"] for row in await world.rows(table)]
    assert sorted(ids) == sorted(both.values())
    news = await world.news()
    assert news == [
        ("customers.imported", {"customer_ids": [first["1"], first["2"]]}),
        ("customers.imported", {"customer_ids": [both["3"]]}),
    ]


async def test_eight_chunks_at_once_make_each_customer_once(world: World) -> None:
    names = [str(number) for number in range(400)]
    chunks = [
        names[start : start + 200] if forwards else names[start : start + 200][::-1]
        for start in (0, 50, 100, 200)
        for forwards in (True, False)
    ]
    answers = await asyncio.gather(*(identify_many(world, *each) for each in chunks))
    one: dict[str, str] = {}
    for answer in answers:
        for name, customer_id in answer.items():
            assert one.setdefault(name, customer_id) == customer_id
    assert len(set(one.values())) == 400
    assert {row["id"] for row in await world.rows(table)} == set(one.values())
    claims = {
        row["external_id"]: row["customer_id"] for row in await world.rows(external_ids)
    }
    assert claims == one
    told = [
        id_
        for row in await world.rows(outbox)
        for id_ in row["payload"]["customer_ids"]
    ]
    assert sorted(told) == sorted(one.values())


async def test_an_external_id_given_twice_is_given_once(world: World) -> None:
    twice = (ExternalId(source="shop", id="1"), ExternalId(source="shop", id="1"))
    ann = await world.run(customers.create, Create(external_ids=twice))
    assert ann.external_ids == twice[:1]


async def test_a_customer_has_so_many_names_and_no_more(world: World) -> None:
    ids = tuple(ExternalId(source="shop", id=str(number)) for number in range(100))
    ann = await world.run(customers.create, Create(external_ids=ids))
    one_more = customers.LinkExternalId(
        customer_id=ann.id, source="shop", external_id="100"
    )
    with pytest.raises(customers.TooMuchSaid) as refusal:
        await world.run(customers.link_external_id, one_more)
    assert refusal.value.details() == {"names_max": 100}
    assert len(await world.rows(external_ids)) == 100


async def test_addresses_are_looked_up_by_the_same_index(world: World) -> None:
    ann = await world.run(customers.create, Create(email="ann@example.com"))
    await world.run(customers.create, Create())

    async def look(unit: Unit) -> tuple[object, ...]:
        index, holder = await customers.whose_email(unit, "ANN@example.com")
        many = await customers.email_indexes_of(unit, [ann.id])
        return holder, many == {index: ann.id}

    assert await perform(world, look) == (ann.id, True)


async def lock(world: World, *ids: str) -> dict[str, str]:
    return dict(await perform(world, lambda unit: customers.lock(unit, ids)))


async def test_locks_tell_who_they_turned_out_to_be(world: World) -> None:
    ann, bob, ben = [await world.run(customers.create, Create()) for _ in range(3)]
    merge = customers.Merge(kept_id=ann.id, merged_id=ben.id)
    await world.run(customers.merge, merge)
    nobody = "cus_" + "f" * 32
    assert await lock(world, ben.id, bob.id, nobody) == {
        ben.id: ann.id,
        bob.id: bob.id,
    }


async def test_eight_who_lock_the_same_in_any_order_all_succeed(world: World) -> None:
    made = [await world.run(customers.create, Create()) for _ in range(5)]
    ids = [each.id for each in made]
    orders = [ids[turn:] + ids[:turn] for turn in range(4)] * 2
    held = await asyncio.gather(*(lock(world, *order) for order in orders))
    assert held == [{each: each for each in ids}] * 8


async def test_who_was_resolved_is_not_merged_before_the_unit_ends(
    world: World,
) -> None:
    ann, bob = [await world.run(customers.create, Create()) for _ in range(2)]
    merge = customers.Merge(kept_id=ann.id, merged_id=bob.id)
    async with world.platform.unit(world.principal) as unit:
        assert await customers.resolve(unit, bob.id) == bob.id
        merging = asyncio.create_task(world.run(customers.merge, merge))
        done, _ = await asyncio.wait({merging}, timeout=0.3)
        assert not done
    await merging
    assert await resolve(world, bob.id) == ann.id


async def test_who_waits_for_a_merge_finds_whom_it_made(world: World) -> None:
    ids = (ExternalId(source="shop", id="1"),)
    ann = await world.run(customers.create, Create())
    bob = await world.run(customers.create, Create(external_ids=ids))
    async with world.platform.unit(world.principal) as unit:
        merge = customers.Merge(kept_id=ann.id, merged_id=bob.id)
        await customers.merge(unit, merge)
        waiting = [
            asyncio.create_task(resolve(world, bob.id)),
            asyncio.create_task(resolve(world, "external:shop:1")),
            asyncio.create_task(identify(world, external_id="1")),
        ]
        done, _ = await asyncio.wait(waiting, timeout=0.3)
        assert not done
    assert await asyncio.gather(*waiting) == [ann.id] * 3
