"""The journal: who was erased does not come back unasked, by whichever way in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import consent, customers, events, imports, orders, privacy
from domain.customers import (
    Create,
    CustomerNotFound,
    ErasedEarlier,
    ExternalId,
    Identity,
    Update,
)
from domain.customers.tables import customers as people
from domain.customers.tables import erased_names
from domain.events import PersonErased
from domain.events.tables import events as event_rows
from domain.imports import ImportKind
from domain.kernel.keyring import customer_keys
from domain.orders.tables import orders as order_rows
from domain.privacy.tables import privacy_requests
from tests.anomaly.shop import ANN, BOB, furnished
from tests.domain.ledger.books import at
from tests.domain.orders.shop import record
from tests.domain.privacy.asking import as_system
from tests.domain.privacy.erasing import erased, swept
from tests.world import NOON, World
from workers.journal import JournalFiles

MAIL = "bob@example.com"
LATER = NOON + timedelta(days=1)


@pytest.fixture
async def without_bob(world: World) -> World:
    """Return a shop that had a customer called Bob."""
    shop = await furnished(world)
    await erased(shop, BOB)
    return at(shop, LATER)


@pytest.mark.parametrize(
    "command",
    [
        Create(email=MAIL),
        Create(external_ids=(ExternalId(source="shop", id="bob"),)),
        Create(email=MAIL, registered_at=NOON - timedelta(days=9)),
    ],
)
async def test_who_was_erased_is_not_written_down_again(
    without_bob: World, command: Create
) -> None:
    before = await without_bob.rows(people)
    with pytest.raises(ErasedEarlier) as refused:
        await without_bob.run(customers.create, command)
    assert refused.value.erased_at == NOON
    assert await without_bob.rows(people) == before


async def test_who_registers_again_is_somebody_new(without_bob: World) -> None:
    again = Create(
        email=MAIL,
        external_ids=(ExternalId(source="shop", id="bob"),),
        registered_at=LATER,
    )
    bob = await without_bob.run(customers.create, again)
    listed = await without_bob.run(
        orders.of_customer, orders.OfCustomer(customer_id=bob.id)
    )
    assert listed.items == ()
    # From then on the names are theirs, and what comes by them is.
    placed = await without_bob.run(
        orders.record, record(31, customer={"external_id": "bob"})
    )
    assert placed.customer_id == bob.id


async def test_nobody_takes_an_address_that_was_erased(without_bob: World) -> None:
    taking = Update(customer_id=ANN, email=MAIL)
    with pytest.raises(ErasedEarlier):
        await without_bob.run(customers.update, taking)
    linking = customers.LinkExternalId(
        customer_id=ANN, source="shop", external_id="bob"
    )
    with pytest.raises(ErasedEarlier):
        await without_bob.run(customers.link_external_id, linking)


@pytest.mark.parametrize(
    "who",
    [
        {"customer": {"external_id": "bob"}},
        {"customer": {"email": MAIL}},
        {"customer": {"email": MAIL, "external_id": "another"}},
        {"customer": None, "guest_email": MAIL},
    ],
)
async def test_an_order_of_who_was_erased_is_a_guests(
    without_bob: World, who: dict[str, Any]
) -> None:
    before = await without_bob.rows(people)
    placed = await without_bob.run(orders.record, record(31, **who))
    assert placed.customer_id is None
    assert await without_bob.rows(people) == before
    (row,) = [
        each for each in await without_bob.rows(order_rows) if each["id"] == placed.id
    ]
    assert (row["visitor_id"], row["guest_email_index"]) == (None, None)


async def test_an_order_that_names_the_id_of_who_was_erased_is_a_guests(
    world: World,
) -> None:
    shop = await furnished(world)
    bob = await shop.run(customers.find, customers.Find(customer_id=BOB))
    await erased(shop, BOB)
    placed = await shop.run(orders.record, record(31, customer={"id": bob.id}))
    assert placed.customer_id is None


async def test_rows_of_who_was_erased_are_refused_with_the_reason(
    without_bob: World,
) -> None:
    rows = (
        b'{"source": "shop", "external_id": "bob", "given_name": "Bob"}',
        b'{"source": "crm", "external_id": "7", "email": "bob@example.com"}',
        b'{"source": "crm", "external_id": "8", "given_name": "Eve"}',
    )
    begun = await without_bob.run(
        imports.start, imports.Start(kind=ImportKind.CUSTOMERS, name="crm")
    )
    taken = await without_bob.run(
        imports.take, imports.Take(import_id=begun.id, first=0, lines=rows)
    )
    assert (taken.accepted, taken.rejected) == (1, 2)
    assert [(e.row, e.code) for e in taken.errors] == [
        (0, "erased_earlier"),
        (1, "erased_earlier"),
    ]
    again = rows[0][:-1] + b', "registered_at": "2030-01-02T08:00:00Z"}'
    taken = await without_bob.run(
        imports.take, imports.Take(import_id=begun.id, first=3, lines=(again,))
    )
    assert taken.accepted == 1


async def test_what_who_was_erased_does_and_says_is_not_written_down(
    without_bob: World,
) -> None:
    did = events.Record(
        external_id="e9",
        type="view",
        occurred_at=NOON,
        customer=Identity(external_id="bob"),
        data={"product_id": "tea"},
    )
    before = await without_bob.rows(event_rows)
    with pytest.raises(PersonErased):
        await without_bob.run(events.record, did)
    assert await without_bob.rows(event_rows) == before
    with pytest.raises(CustomerNotFound):
        await without_bob.run(
            consent.object_to,
            consent.Object(customer_id=BOB, objection=consent.Objection.MARKETING),
        )


async def test_an_address_that_who_was_erased_had_lately_does_not_come_back_either(
    world: World,
) -> None:
    shop = await furnished(world)
    for email in ("bob@example.org", "bob@example.net"):
        await shop.run(customers.update, Update(customer_id=BOB, email=email))
    await erased(shop, BOB)
    later = at(shop, LATER)
    with pytest.raises(ErasedEarlier):
        await later.run(customers.create, Create(email=MAIL))


async def test_an_address_that_somebody_else_took_over_stays_theirs(
    world: World,
) -> None:
    shop = await furnished(world)
    move = Update(customer_id=BOB, email="bob@example.org")
    await shop.run(customers.update, move)
    await shop.run(customers.update, Update(customer_id=ANN, email=MAIL))
    await erased(shop, BOB)
    found = await at(shop, LATER).run(
        customers.update, Update(customer_id=ANN, email=MAIL, given_name="Ann")
    )
    assert found.email == MAIL


async def test_a_visitor_of_who_was_erased_is_nobodys(world: World) -> None:
    shop = await furnished(world)
    link = customers.LinkVisitor(customer_id=BOB, visitor_id="v7")
    await shop.run(customers.link_visitor, link)
    await erased(shop, BOB)
    placed = await shop.run(
        orders.record, record(31, customer={"visitor_id": "v7", "email": "ann@x.nl"})
    )
    assert placed.customer_id is not None
    guest = await shop.run(orders.record, record(32, customer={"visitor_id": "v7"}))
    rows = {each["id"]: each for each in await shop.rows(order_rows)}
    assert rows[guest.id]["visitor_id"] is None


async def test_a_journal_of_names_alone_tells_nothing(without_bob: World) -> None:
    (mail, shop_id) = await without_bob.rows(erased_names)
    for each in (mail, shop_id):
        assert len(each["name_index"]) == 32
        assert b"bob" not in each["name_index"]


async def test_a_restored_backup_is_told_again_who_was_erased(
    world: World, neighbour: World, tmp_path: Path
) -> None:
    shop = await furnished(world)
    files = JournalFiles(tmp_path / "erasures")
    tenant = shop.principal.tenant
    bob = await shop.run(customers.find, customers.Find(customer_id=BOB))
    await erased(shop, BOB)
    assert await files.keep_up(shop.platform, tenant) == 3
    assert await files.keep_up(shop.platform, tenant) == 0
    (written,) = files.path.iterdir()
    assert b"bob" not in written.read_bytes()

    # Another database, which is as the first was before.
    back = await furnished(neighbour)
    of_backup = back.principal.tenant
    written.rename(written.with_name(f"{of_backup}.ndjson"))
    there = await back.run(customers.find, customers.Find(customer_id=BOB))
    assert there.id == bob.id
    assert await files.play_back(back.platform, of_backup) == 1
    with pytest.raises(CustomerNotFound):
        await back.run(customers.find, customers.Find(customer_id=BOB))
    keys = {each["customer_id"] for each in await back.rows(customer_keys)}
    assert bob.id not in keys
    with pytest.raises(ErasedEarlier):
        await back.run(customers.create, Create(email=MAIL))
    await swept(back)
    assert await files.play_back(back.platform, of_backup) == 0
    (state,) = [each["state"] for each in await back.rows(privacy_requests)]
    assert state is privacy.RequestState.CERTIFIED
    assert as_system(back).principal.tenant == of_backup
