"""Showing: which of what was chosen a slot shows, in which order, and by what name."""

from collections.abc import Mapping, Sequence

from domain.recommendations import sentences
from domain.recommendations.model import Reason, ReasonKind, Recommendation, Slot
from domain.recommendations.offer_model import ProductOffer
from domain.recommendations.store import Called, Chosen, Personal, Row

# Where nothing stands but what follows from what they did.
OWN = frozenset({Slot.REPLENISH, Slot.RECENTLY_VIEWED, Slot.FAVOURITES_ON_OFFER})
NO_OFFERS: Mapping[str, ProductOffer] = {}


def picked(
    personal: Personal | None,
    row: Row | None,
    slot: Slot,
    best: Sequence[str],
    away: frozenset[str],
) -> list[Chosen]:
    """Return what a slot shows: what is their own first, then what is popular."""
    own: list[Chosen] = []
    if personal is not None:
        own = [
            each
            for each in personal.items
            if _fits(each, slot) and each.product_id not in away
        ]
    if slot in OWN:
        return own
    if slot is Slot.FOR_YOU and (row is None or not row.personal):
        # The model was no better than what everybody buys, and so it is not asked.
        own = []
    bought = {
        each.product_id
        for each in (personal.items if personal else ())
        if each.kind == ReasonKind.AGAIN
    }
    there = {each.product_id for each in own}
    more = [
        Chosen(product_id=each, kind=ReasonKind.POPULAR)
        for each in best
        if each not in there and not (slot is Slot.NEW_FOR_YOU and each in bought)
    ]
    return own + more


def _fits(chosen: Chosen, slot: Slot) -> bool:
    """Tell whether what was chosen for somebody is for this slot."""
    match slot:
        case Slot.FOR_YOU | Slot.FAVOURITES_ON_OFFER:
            return True
        case Slot.REPLENISH:
            return chosen.every_days is not None
        case Slot.NEW_FOR_YOU:
            return chosen.kind in {ReasonKind.TOGETHER, ReasonKind.POPULAR}
        case Slot.RECENTLY_VIEWED | Slot.VIEWED_ALSO_BOUGHT:
            return chosen.kind == ReasonKind.VIEWED
        case Slot.POPULAR:
            return False


def shown(
    chosen: Sequence[Chosen],
    called: dict[str, Called],
    drawn: int | None = None,
    offers: Mapping[str, ProductOffer] = NO_OFFERS,
) -> tuple[Recommendation, ...]:
    """Show what was chosen, each with its name and reason; a place may be drawn."""
    return tuple(
        Recommendation(
            product_id=each.product_id,
            name=name(each.product_id, called),
            reason=_reason(each, called, offers),
            drawn=place == drawn,
            offer=offers.get(each.product_id),
        )
        for place, each in enumerate(chosen)
    )


def _reason(
    chosen: Chosen, called: dict[str, Called], offers: Mapping[str, ProductOffer]
) -> Reason:
    why = sentences.reason(chosen, called)
    return sentences.on_offer(why) if chosen.product_id in offers else why


def name(product_id: str, called: dict[str, Called]) -> str | None:
    """Return what the catalogue calls a product, if it does."""
    return called[product_id].name if product_id in called else None
