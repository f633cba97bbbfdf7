"""Erasure: from asking to the certificate, and what is left of somebody."""

from datetime import timedelta
from hashlib import sha256

import pytest

from domain import customers, ledger, orders, privacy, proofs
from domain.customers import CustomerNotFound
from domain.customers.tables import customers as people
from domain.customers.tables import email_addresses, external_ids
from domain.kernel.keyring import customer_keys
from domain.ledger.tables import accounts
from domain.orders.tables import order_lines
from domain.orders.tables import orders as order_rows
from domain.privacy import (
    CancelRequest,
    Certificate,
    FindCertificate,
    FindErasure,
    FindRequest,
    NotCertified,
    RequestState,
    Treatment,
    certifying,
)
from tests.anomaly.shop import ANN, BOB, PAID, furnished
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import answered, as_system, asked, verified
from tests.domain.privacy.erasing import (
    COOLED,
    at_once,
    destroyed,
    erased,
    swept,
    wanted,
)
from tests.world import NOON, World


async def state_of(shop: World, request_id: str) -> RequestState:
    found = await shop.run(privacy.find_request, FindRequest(request_id=request_id))
    return found.state


async def id_of(shop: World, ref: str) -> str:
    return (await shop.run(customers.find, customers.Find(customer_id=ref))).id


async def certificate(shop: World, request_id: str) -> Certificate:
    return await shop.run(
        privacy.find_certificate, FindCertificate(request_id=request_id)
    )


async def test_an_erasure_cools_off_for_three_days_and_can_be_called_off(
    world: World,
) -> None:
    shop = await furnished(world)
    request = await wanted(shop, BOB)
    assert request.state is RequestState.COOLING_OFF
    found = await shop.run(privacy.find_erasure, FindErasure(request_id=request.id))
    assert found.erase_at == COOLED
    assert await destroyed(at(shop, COOLED - timedelta(seconds=1))) == 0
    await shop.run(privacy.cancel, CancelRequest(request_id=request.id))
    assert await destroyed(at(shop, COOLED)) == 0
    assert (await id_of(shop, BOB)).startswith("cus_")


async def test_who_is_erased_is_nobody_and_the_books_stay_exact(world: World) -> None:
    shop = await furnished(world)
    bob = await id_of(shop, BOB)
    before = await shop.rows(accounts)
    request = await wanted(shop, BOB)
    later = at(shop, COOLED)
    assert await destroyed(later) == 1
    assert await state_of(shop, request.id) is RequestState.KEY_DESTROYED
    for ref in (BOB, bob):
        with pytest.raises(CustomerNotFound):
            await shop.run(customers.find, customers.Find(customer_id=ref))
    with pytest.raises(NotCertified):
        await certificate(shop, request.id)
    await swept(later)
    assert await state_of(shop, request.id) is RequestState.CERTIFIED
    (row,) = [each for each in await shop.rows(people) if each["id"] == bob]
    assert {row[name] for name in ("email", "phone", "given_name", "locale")} == {None}
    keys = {each["customer_id"] for each in await shop.rows(customer_keys)}
    assert bob not in keys
    theirs = [
        each
        for table in (email_addresses, external_ids)
        for each in await shop.rows(table)
        if each["customer_id"] == bob
    ]
    assert theirs == []
    # What he held went back to the shop, by entries that balance; others hold on.
    held = {(e["customer_id"], e["unit"]): e for e in await shop.rows(accounts)}
    own = held[bob, "points"]
    assert (own["available"], own["pending"], own["held"], own["debt"]) == (0, 0, 0, 0)
    others = [each for each in before if each["customer_id"] != bob]
    assert others == [each for each in held.values() if each["customer_id"] != bob]
    platform = as_system(shop)
    assert await platform.run(ledger.verify, ledger.Verify()) == ()
    news = [name for name, _ in await shop.news()]
    assert news.count("customer.erased") == 1


async def test_orders_stay_for_the_books_without_what_was_bought(world: World) -> None:
    shop = await furnished(world)
    bob = await id_of(shop, BOB)
    await erased(shop, BOB)
    (order,) = [e for e in await shop.rows(order_rows) if e["customer_id"] == bob]
    assert (order["amount"], order["external_id"]) == (12_345, "order-3")
    lines = [e for e in await shop.rows(order_lines) if e["order_id"] == order["id"]]
    assert {(e["product_id"], e["name"], e["category"]) for e in lines} == {
        ("-", None, None)
    }
    # Somebody else's lines still say what they were.
    assert any(e["product_id"] == "tea" for e in await shop.rows(order_lines))


async def test_a_seal_over_the_books_holds_after_an_erasure(world: World) -> None:
    shop = await furnished(world)
    platform = as_system(shop)
    later = at(platform, NOON + timedelta(hours=1))
    await later.run(proofs.seal, proofs.SealSome())
    await erased(shop, BOB)
    await at(platform, NOON + timedelta(hours=2)).run(proofs.seal, proofs.SealSome())
    told = await platform.run(proofs.verify_some, proofs.VerifySome())
    assert told.findings == ()
    assert told.transfers > 0


async def test_a_certificate_says_what_went_and_what_stays_and_is_signed(
    world: World,
) -> None:
    shop = await furnished(world)
    bob = await id_of(shop, BOB)
    (row,) = [each for each in await shop.rows(people) if each["id"] == bob]
    request = await erased(shop, BOB)
    told = await certificate(shop, request.id)
    assert told.customer_id == bob
    parts = {(each.place, each.treatment): each for each in told.parts}
    shredded = parts["customers", Treatment.SHREDDED]
    assert shredded.digests == (sha256(row["email"]).hexdigest(),)
    kept = parts["orders", Treatment.KEPT]
    assert (kept.rows, kept.until) == (1, "2037-01-01")
    assert kept.basis is not None
    assert "invoices" in kept.basis
    assert parts["order_lines", Treatment.GENERALISED].rows == 1
    assert proofs.root([proofs.leaf(certifying.said(e)) for e in told.parts]).hex() == (
        told.root
    )


async def test_an_erasure_waits_an_hour_for_an_answer_and_then_no_longer(
    world: World,
) -> None:
    shop = await furnished(world)
    access = await verified(shop, await asked(shop, BOB))
    request = await wanted(shop, BOB)
    assert await destroyed(at(shop, COOLED)) == 0
    await as_system(shop).run(privacy.begin_answer, privacy.BeginAnswer())
    assert await state_of(shop, access.id) is RequestState.RUNNING
    assert await destroyed(at(shop, COOLED + timedelta(minutes=59))) == 0
    assert await destroyed(at(shop, COOLED + timedelta(hours=1))) == 1
    assert await state_of(shop, request.id) is RequestState.KEY_DESTROYED
    assert await state_of(shop, access.id) is RequestState.CANCELLED
    assert not await answered(shop)


async def test_an_answer_is_gone_with_the_erasure(world: World) -> None:
    shop = await furnished(world)
    access = await verified(shop, await asked(shop, BOB))
    assert await answered(shop)
    link = await shop.run(privacy.link, FindRequest(request_id=access.id))
    await at_once(shop, BOB)
    assert await destroyed(shop) == 1
    with pytest.raises(privacy.ExportGone):
        await shop.platform.perform(
            lambda unit: privacy.fetch(unit, link.token), privacy.holder(link.token)
        )


async def test_a_legal_hold_keeps_an_erasure_back_until_it_is_released(
    world: World,
) -> None:
    shop = await furnished(world)
    hold = await shop.run(
        privacy.set_legal_hold,
        privacy.SetLegalHold(
            customer_id=BOB, basis="art. 17(3)(e)", until=COOLED + timedelta(days=30)
        ),
    )
    request = await wanted(shop, BOB)
    assert await destroyed(at(shop, COOLED)) == 0
    found = await shop.run(privacy.find_erasure, FindErasure(request_id=request.id))
    assert (found.erase_at, found.held_until) == (hold.until, hold.until)
    release = privacy.ReleaseLegalHold(legal_hold_id=hold.id)
    await at(shop, COOLED).run(privacy.release_legal_hold, release)
    assert await destroyed(at(shop, COOLED)) == 1


async def test_what_is_at_stake_is_shown_and_can_be_left_to_a_pot(
    world: World,
) -> None:
    shop = await furnished(world)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    request = await at_once(shop, BOB, donate_to=pot.id)
    found = await shop.run(privacy.find_erasure, FindErasure(request_id=request.id))
    (stake,) = found.at_stake
    assert (stake.unit, stake.available, stake.pending) == ("points", 50, 123)
    await destroyed(shop)
    told = await shop.run(ledger.find_pot, ledger.FindPot(pot_id=pot.id))
    assert told.total == 50


async def test_who_was_merged_goes_as_a_whole(world: World) -> None:
    shop = await furnished(world)
    ids = [await id_of(shop, ref) for ref in (ANN, BOB)]
    merge = customers.Merge(kept_id=ANN, merged_id=BOB)
    merger = await shop.run(customers.merge, merge)
    await erased(shop, BOB)
    for each in ids:
        with pytest.raises(CustomerNotFound):
            await shop.run(customers.find, customers.Find(customer_id=each))
    with pytest.raises(customers.MergerNotFound):
        await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))


async def test_what_comes_back_or_is_called_off_later_moves_no_points(
    world: World,
) -> None:
    shop = await furnished(world)
    await erased(shop, ANN)
    before = await shop.rows(accounts)
    back = orders.RecordReturn(
        external_id="r9", order=PAID, occurred_at=NOON, amount=5_000
    )
    later = at(shop, NOON + timedelta(days=1))
    await later.run(orders.record_return, back)
    await later.run(orders.cancel, orders.Cancel(order_id=PAID))
    assert await shop.rows(accounts) == before
