"""What came about by itself is listed and explained, as orders and events are."""

from datetime import date, timedelta

import pytest

from domain import earning, ledger, tenants
from domain.earning import (
    Fixed,
    Number,
    OccasionsOfCustomer,
    OnBalance,
    OnBirthday,
    OnSignUp,
    WhyOfAward,
    WhyOfOccasion,
)
from domain.kernel import BadCursor, pages
from domain.tenants import UnitKind
from tests.domain.earning.shop import bought, publish, returned
from tests.domain.earning.test_occasions import at, celebrate, join
from tests.world import NOON, World, open_shop

ANN = "external:shop:ann"


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


async def came(shop: World) -> tuple[earning.ArisenOccasion, ...]:
    asked = OccasionsOfCustomer(customer_id=ANN)
    return (await shop.run(earning.occasions_of_customer, asked)).items


async def test_a_birthday_is_explained(shop: World) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    await join(at(shop, NOON - timedelta(days=200)), birth_date=date(1990, 1, 1))
    await celebrate(shop)
    (occasion,) = await came(shop)
    (award,) = occasion.awards
    assert (occasion.kind, award.rule, award.kept) == ("birthday", "birthday", 50)
    asked = WhyOfOccasion(occasion_id=occasion.id, locale="en")
    told = await shop.run(earning.why_of_occasion, asked)
    assert told.remarks == ("It was the customer's birthday on 1 January 2030.",)
    (decision,) = told.decisions
    assert decision.reasons == ("The rule gives 50 points.", "That makes 50 points.")


async def test_what_a_sign_up_did_not_earn_is_explained(shop: World) -> None:
    since = Number(field="customer.member_days", at_least=1)
    await publish(shop, "welcome", on=OnSignUp(), effect=Fixed(100), conditions=since)
    await join(shop)
    (occasion,) = await came(shop)
    assert occasion.awards == ()
    asked = WhyOfOccasion(occasion_id=occasion.id, locale="nl")
    told = await shop.run(earning.why_of_occasion, asked)
    assert told.remarks == ("De klant meldde zich aan op 1 januari 2030.",)
    (decision,) = told.decisions
    assert decision.reasons == (
        "Het aantal dagen als klant was 0; gevraagd was ten minste 1: dat klopt niet.",
        "Daarom gold de regel niet.",
    )
    unknown = WhyOfOccasion(occasion_id="occ_" + "0" * 32)
    with pytest.raises(earning.OccasionNotFound):
        await shop.run(earning.why_of_occasion, unknown)


async def test_whatever_an_entry_names_as_its_award_is_explained(shop: World) -> None:
    stamps = tenants.AddUnit(code="stamps", name="Stamps", kind=UnitKind.STAMPS)
    await shop.run(tenants.add_unit, stamps)
    await publish(shop, "stamp", unit="stamps", effect=Fixed(1))
    card = OnBalance(unit="stamps", amount=2)
    await publish(shop, "card", on=card, effect=Fixed(250))
    await bought(shop, "1")
    second = await bought(shop, "2")
    listed = ledger.ListEntries(customer_id=ANN)
    (entry,) = (await shop.run(ledger.entries, listed)).items
    assert entry.source_type == "award"
    asked = WhyOfAward(customer_id=ANN, award_id=entry.source_id, locale="en")
    told = await shop.run(earning.why_of_award, asked)
    assert told.remarks == (
        "On 1 January 2030 a balance was full, and what that takes was taken.",
    )
    (decision,) = told.decisions
    assert decision.reasons == ("The rule gives 250 points.", "That makes 250 points.")
    await returned(shop, second, 1_000)
    (occasion,) = await came(shop)
    assert (occasion.undone_at, occasion.awards[0].kept) == (NOON, 0)
    (undone,) = (await shop.run(earning.why_of_award, asked)).decisions
    assert undone.reasons == (
        "Nothing is left of it: it was returned, cancelled or removed.",
    )
    stamped = ledger.ListEntries(customer_id=ANN, unit="stamps")
    first = (await shop.run(ledger.entries, stamped)).items[-1]
    asked = WhyOfAward(customer_id=ANN, award_id=first.source_id, locale="nl")
    of_order = await shop.run(earning.why_of_award, asked)
    assert of_order.cause_id.startswith("ord_")
    (given,) = of_order.decisions
    assert given.reasons == ("De regel geeft 1 stempel.", "Dat maakt 1 stempel.")
    await bought(shop, "3", who="bob")
    with pytest.raises(earning.AwardNotFound):
        await shop.run(
            earning.why_of_award,
            WhyOfAward(customer_id="external:shop:bob", award_id=first.source_id),
        )


async def test_occasions_come_a_page_at_a_time(shop: World) -> None:
    card = OnBalance(unit="points", amount=10)
    await publish(shop, effect=Fixed(30))
    await publish(shop, "card", on=card, effect=earning.Issue(reward="coffee"))
    await bought(shop, "1")
    asked = OccasionsOfCustomer(customer_id=ANN, limit=2)
    first = await shop.run(earning.occasions_of_customer, asked)
    asked = OccasionsOfCustomer(customer_id=ANN, limit=2, after=first.next)
    second = await shop.run(earning.occasions_of_customer, asked)
    ids = [each.id for each in (*first.items, *second.items)]
    assert (len(first.items), len(second.items), second.next) == (2, 1, None)
    assert ids == sorted(ids, reverse=True)
    asked = OccasionsOfCustomer(customer_id=ANN, after=pages.cursor(("sign_up",)))
    with pytest.raises(BadCursor):
        await shop.run(earning.occasions_of_customer, asked)
