"""Offering: what is on offer, and which of it customers bought before.

An offer is the same for everybody: who it is shown to follows from what they bought,
and what it costs does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.consent import Gate
from domain.kernel import CustomerId, FieldError, Malformed, Unit, reads, writes
from domain.recommendations import offer_store, store
from domain.recommendations.model import ReasonKind, Slot
from domain.recommendations.offer_model import (
    FindProductOffers,
    ProductOffer,
    ProductOffers,
    PutProductOffers,
)
from domain.recommendations.store import Chosen, Personal


@reads("recommendations:read")
async def find_offers(unit: Unit, command: FindProductOffers) -> ProductOffers:
    """Tell what is on offer, and what will be."""
    del command
    return ProductOffers(offers=await offer_store.every(unit))


@writes("recommendations:write", refusals=(Malformed,))
async def put_offers(unit: Unit, command: PutProductOffers) -> ProductOffers:
    """Say what is on offer from now on, and nothing else."""
    errors = tuple(_errors(command.offers))
    if errors:
        raise Malformed(errors)
    ordered = sorted(command.offers, key=lambda each: each.product_id)
    await offer_store.put(unit, ordered)
    return ProductOffers(offers=tuple(ordered))


async def favourites(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Personal]:
    """Return what those bought before whom the gate admits, of what is on offer now."""
    chosen = await store.chosen(unit, gate, customer_ids)
    own = {
        who: tuple(each for each in theirs.items if each.kind == ReasonKind.AGAIN)
        for who, theirs in chosen.items()
    }
    names = [each.product_id for items in own.values() for each in items]
    offers = await offer_store.on_now(unit, names)
    return {
        who: replace(
            chosen[who], items=tuple(e for e in items if e.product_id in offers)
        )
        for who, items in own.items()
    }


async def told_of(
    unit: Unit, slot: Slot, lists: Iterable[Sequence[Chosen]]
) -> Mapping[str, ProductOffer]:
    """Return the offers that are told of with what a slot shows."""
    if slot is not Slot.FAVOURITES_ON_OFFER:
        return {}
    names = [each.product_id for theirs in lists for each in theirs]
    return await offer_store.on_now(unit, names)


def _errors(offers: Sequence[ProductOffer]) -> Iterator[FieldError]:
    """Tell of what is no offer, and of products that have two."""
    there = set[str]()
    for place, each in enumerate(offers):
        if each.price >= each.before:
            detail = "An offer is for less than before."
            yield FieldError(pointer=f"/offers/{place}/price", detail=detail)
        if each.from_at and each.until_at and each.until_at <= each.from_at:
            detail = "An offer ends after it begins."
            yield FieldError(pointer=f"/offers/{place}/until_at", detail=detail)
        if each.product_id in there:
            detail = "There is one offer of a product."
            yield FieldError(pointer=f"/offers/{place}/product_id", detail=detail)
        there.add(each.product_id)
