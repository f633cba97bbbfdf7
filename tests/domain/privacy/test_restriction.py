"""Restriction: data is stored and nothing else, and what is theirs waits for them."""

from datetime import timedelta

import pytest

from domain import consent, customers, ledger, orders, privacy, tiers
from domain.customers import Create
from domain.customers.tables import suppressions
from domain.privacy import (
    FindRestriction,
    LiftRestriction,
    NotRestricted,
    RequestKind,
    RequestState,
    Restrict,
)
from domain.privacy.clocks import Stopped
from domain.tiers.tables import tier_memberships
from tests.anomaly.shop import ANN, BOB, furnished
from tests.domain.consent.purposes import declared, said, say
from tests.domain.ledger.books import at
from tests.domain.orders.shop import line, record
from tests.domain.privacy.asking import as_system, asked, verified
from tests.domain.privacy.erasing import erased
from tests.world import NOON, World

DAY = timedelta(days=1)
RESTRICT = Restrict(customer_id=BOB, reason="He disputes what is known.")
LIFT = LiftRestriction(customer_id=BOB)


async def available(shop: World) -> int:
    found = await shop.run(ledger.account, ledger.FindAccount(customer_id=BOB))
    return found.available


async def given(shop: World, days: int) -> None:
    gift = ledger.Adjust(
        customer_id=BOB, amount=7, reason="A gift.", expires_at=NOON + days * DAY
    )
    await shop.run(ledger.adjust, gift)


async def test_the_clock_of_points_stands_still_and_goes_on(world: World) -> None:
    shop = await furnished(world)
    await given(shop, 10)
    await at(shop, NOON + 4 * DAY).run(privacy.restrict, RESTRICT)
    await at(as_system(shop), NOON + 30 * DAY).run(ledger.sweep, ledger.Sweep())
    assert await available(at(shop, NOON + 30 * DAY)) == 180
    # Six days were left of ten.
    await at(shop, NOON + 34 * DAY).run(privacy.lift_restriction, LIFT)
    assert await available(at(shop, NOON + 40 * DAY - timedelta(seconds=1))) == 180
    assert await available(at(shop, NOON + 40 * DAY)) == 173
    platform = at(as_system(shop), NOON + 41 * DAY)
    await platform.run(ledger.sweep, ledger.Sweep())
    assert await platform.run(ledger.verify, ledger.Verify()) == ()
    with pytest.raises(NotRestricted):
        await shop.run(privacy.lift_restriction, LIFT)


async def test_what_is_earned_meanwhile_does_not_expire_either(world: World) -> None:
    shop = await furnished(world)
    await shop.run(privacy.restrict, RESTRICT)
    await given(shop, 10)
    # An hour later; what was stopped before stays as it is.
    for hours in (1, 2):
        hourly = at(as_system(shop), NOON + timedelta(hours=hours))
        told = await hourly.run(privacy.stop_clocks, privacy.StopClocks())
        assert told == Stopped(done=1, rest=None)
    await at(as_system(shop), NOON + 30 * DAY).run(ledger.sweep, ledger.Sweep())
    assert await available(at(shop, NOON + 30 * DAY)) == 180
    lifted = at(shop, NOON + 30 * DAY + timedelta(hours=1))
    await lifted.run(privacy.lift_restriction, LIFT)
    assert await available(at(shop, NOON + 40 * DAY - timedelta(seconds=1))) == 180
    assert await available(at(shop, NOON + 40 * DAY)) == 173
    platform = at(as_system(shop), NOON + 41 * DAY)
    assert await platform.run(ledger.verify, ledger.Verify()) == ()
    nobody = await hourly.run(privacy.stop_clocks, privacy.StopClocks())
    assert nobody == Stopped(done=0, rest=None)


async def test_a_tier_stays_as_it_is_meanwhile(world: World) -> None:
    shop = await furnished(world)
    bob = (await shop.run(customers.find, customers.Find(customer_id=BOB))).id

    async def tier() -> str | None:
        rows = await shop.rows(tier_memberships)
        return next(each["tier"] for each in rows if each["customer_id"] == bob)

    assert await tier() == "silver"
    await shop.run(privacy.restrict, RESTRICT)
    bought = record(41, line(price=99_900), customer={"external_id": "bob"})
    await shop.run(orders.record, bought)
    assert await tier() == "silver"
    await shop.run(privacy.lift_restriction, LIFT)
    assert await tier() == "gold"


async def test_who_is_in_no_tier_comes_into_none_meanwhile(world: World) -> None:
    shop = await furnished(world)
    eve = await shop.run(customers.create, Create(email="eve@example.com"))
    await shop.run(privacy.restrict, Restrict(customer_id=eve.id, reason="Disputed."))
    bought = record(41, line(price=99_900), customer={"email": "eve@example.com"})
    await shop.run(orders.record, bought)
    this = tiers.FindTier(customer_id=eve.id)
    assert (await shop.run(tiers.find, this)).tier is None
    await shop.run(privacy.lift_restriction, LiftRestriction(customer_id=eve.id))
    found = (await shop.run(tiers.find, this)).tier
    assert found is not None
    assert found.slug == "gold"


async def test_nobody_is_sent_anything_or_profiled_meanwhile(world: World) -> None:
    shop = await furnished(world)
    await declared(shop)
    asking = consent.AskPermitted(purpose="service", customer_ids=(BOB,))
    assert (await shop.run(consent.find_permitted, asking)).customer_ids == (BOB,)
    request = await asked(shop, BOB, RequestKind.RESTRICTION)
    done = await verified(shop, request)
    assert done.state is RequestState.CLOSED
    assert (await shop.run(consent.find_permitted, asking)).customer_ids == ()
    found = await shop.run(privacy.find_restriction, FindRestriction(customer_id=BOB))
    assert (found.restricted_at, found.reason) == (NOON, "The customer asked for it.")
    await shop.run(privacy.lift_restriction, LIFT)
    assert (await shop.run(consent.find_permitted, asking)).customer_ids == (BOB,)


async def test_who_came_back_after_an_erasure_is_sent_nothing_unasked(
    world: World,
) -> None:
    shop = await furnished(world)
    await declared(shop)
    await erased(shop, BOB)
    later = at(shop, NOON + DAY)
    again = Create(email="bob@example.com", registered_at=NOON + DAY)
    bob = await later.run(customers.create, again)
    suppressed = await later.rows(suppressions)
    assert [each["customer_id"] for each in suppressed] == [bob.id]
    await say(later, bob.id, said(consent.ConsentState.GIVEN))
    assert await later.rows(suppressions) == []
    assert bob.id != ANN
