"""What is on offer, and of whom it is a favourite."""

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from domain import recommendations
from domain.kernel import Malformed
from domain.recommendations import ProductOffer, Slot
from tests.domain.ledger.books import at as later
from tests.domain.recommendations.shop import open_grocer, shown
from tests.domain.scoring.shop import TODAY, objects
from tests.world import World

OWN = ProductOffer(product_id="own-1", price=300, before=450)
TEA = ProductOffer(
    product_id="tea",
    price=99,
    before=100,
    from_at=TODAY + timedelta(days=1),
    until_at=TODAY + timedelta(days=3),
)


async def offer(shop: World, *offers: ProductOffer) -> recommendations.ProductOffers:
    command = recommendations.PutProductOffers(offers=offers)
    return await shop.run(recommendations.put_offers, command)


async def favourites(shop: World, who: str) -> list[tuple[str, int]]:
    told = await shown(shop, who, Slot.FAVOURITES_ON_OFFER)
    return [(e.product_id, e.offer.price) for e in told.items if e.offer is not None]


async def test_who_bought_it_is_shown_what_is_on_offer_while_it_is(shop: World) -> None:
    await open_grocer(shop)
    everything = await offer(shop, TEA, OWN)
    assert everything.offers == (OWN, TEA)
    mine = await shown(shop, "c1", Slot.FAVOURITES_ON_OFFER)
    (only,) = mine.items
    assert only.offer == OWN
    assert only.reason.en == "You buy this about every 21 days, and it is on offer now."
    assert only.reason.nl.endswith("21 dagen, en het is nu in de aanbieding.")
    assert only.reason.uses == ("your orders", "the shop's offers")
    assert only.reason.purpose == "profiling"
    # It is nobody else's favourite, and the tea is not on offer yet.
    assert await favourites(shop, "ann") == []
    tomorrow = later(shop, TODAY + timedelta(days=2))
    assert await favourites(tomorrow, "ann") == [("tea", 99)]
    assert sorted(await favourites(tomorrow, "c1")) == [("own-1", 300), ("tea", 99)]
    over = later(shop, TODAY + timedelta(days=3))
    assert await favourites(over, "ann") == []
    left = await over.run(
        recommendations.find_offers, recommendations.FindProductOffers()
    )
    assert left.offers == (OWN,)
    # What is not there is not shown, and who says no is shown nothing of theirs.
    gone = recommendations.PutUnavailable(products=("own-1",))
    await shop.run(recommendations.put_unavailable, gone)
    assert await favourites(shop, "c1") == []
    await objects(shop, "ann")
    assert await favourites(tomorrow, "ann") == []


async def test_of_lists_that_come_at_once_one_is_left(shop: World) -> None:
    # As many as take a while to be written down.
    many = [f"p-{number:03}" for number in range(500)]
    lists = [
        tuple(replace(OWN, product_id=name, price=each) for name in many[each:])
        for each in range(8)
    ]
    await asyncio.gather(*(offer(shop, *each) for each in lists))
    asked = recommendations.FindProductOffers()
    assert (await shop.run(recommendations.find_offers, asked)).offers in lists
    kept = [tuple(many[each:]) for each in range(8)]
    commands = [recommendations.PutUnavailable(products=each) for each in kept]
    put = recommendations.put_unavailable
    await asyncio.gather(*(shop.run(put, each) for each in commands))
    away = recommendations.FindUnavailable()
    assert (await shop.run(recommendations.find_unavailable, away)).products in kept


async def test_what_is_no_offer_is_refused_field_by_field(shop: World) -> None:
    late = replace(TEA, from_at=TEA.until_at, until_at=TEA.from_at)
    with pytest.raises(Malformed) as told:
        await offer(shop, replace(OWN, price=450), late, late)
    assert [each["pointer"] for each in map(asdict, told.value.errors)] == [
        "/offers/0/price",
        "/offers/1/until_at",
        "/offers/2/until_at",
        "/offers/2/product_id",
    ]
