"""Needs: what has to be read to tell who enters a journey, and what ends it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.messages.journey import Condition, EntryKind, ExitKind, JourneyTerms


class Source(StrEnum):
    """Where facts come from."""

    STATUS = "status"
    SCORES = "scores"
    ORDERS = "orders"
    CART = "cart"
    REVIEW = "review"
    BIRTHDAY = "birthday"
    VOUCHER = "voucher"
    ARRIVALS = "arrivals"


ENTRIES: Mapping[EntryKind, tuple[Source, ...]] = {
    EntryKind.ORDERED: (Source.ORDERS,),
    EntryKind.SIGNED_UP: (),
    EntryKind.TIER_REACHED: (),
    EntryKind.NEAR_REWARD: (Source.STATUS,),
    EntryKind.POINTS_EXPIRING: (Source.STATUS,),
    EntryKind.OVERDUE: (Source.SCORES, Source.ORDERS),
    EntryKind.REPLENISH: (Source.SCORES,),
    EntryKind.CART: (Source.CART, Source.ORDERS),
    EntryKind.TIER_AT_RISK: (Source.STATUS,),
    EntryKind.BIRTHDAY: (Source.BIRTHDAY,),
    EntryKind.POOR_REVIEW: (Source.REVIEW,),
    EntryKind.APOLOGY: (),
    EntryKind.ARRIVALS: (Source.ARRIVALS, Source.SCORES),
    EntryKind.VOUCHER_EXPIRING: (Source.VOUCHER,),
    EntryKind.PRIVACY_ASKED: (),
    EntryKind.PRIVACY_DONE: (),
    EntryKind.NEWSLETTER: (),
}
EXITS: Mapping[ExitKind, tuple[Source, ...]] = {
    ExitKind.ORDERED: (Source.ORDERS,),
    ExitKind.REWARD_CHANGED: (Source.STATUS,),
    ExitKind.NOTHING_EXPIRES: (Source.STATUS,),
    ExitKind.NOT_OVERDUE: (Source.SCORES, Source.ORDERS),
    ExitKind.ORDER_GONE: (Source.ORDERS,),
    ExitKind.CART_CHANGED: (Source.CART, Source.ORDERS),
    ExitKind.TIER_KEPT: (Source.STATUS,),
    ExitKind.TIER_CHANGED: (Source.STATUS,),
    ExitKind.DAY_PASSED: (),
    ExitKind.REVIEW_GONE: (Source.REVIEW,),
    ExitKind.VOUCHER_GONE: (Source.VOUCHER,),
}


CONDITIONS: Mapping[Condition, tuple[Source, ...]] = {
    Condition.ORDERED: (Source.ORDERS,),
    Condition.NEAR_REWARD: (Source.STATUS,),
    Condition.HAS_TIER: (Source.STATUS,),
    Condition.REGULAR: (Source.SCORES,),
    Condition.CART_LEFT: (Source.CART, Source.ORDERS),
}


def of(journeys: Iterable[JourneyTerms]) -> frozenset[Source]:
    """Return what journeys have to read."""
    return frozenset(
        source
        for terms in journeys
        for asked in (
            ENTRIES[terms.entry],
            *(EXITS[each] for each in terms.exits),
            *(CONDITIONS[each.condition] for each in terms.steps if each.condition),
        )
        for source in asked
    )
