"""Pairing: which exits a journey can have, by what somebody enters it."""

from collections.abc import Mapping

from domain.kernel import FieldError, Malformed
from domain.messages.journey import EntryKind, ExitKind, JourneyTerms

# These ask of the very thing for which somebody entered.
OF_ENTRY: Mapping[ExitKind, EntryKind] = {
    ExitKind.REWARD_CHANGED: EntryKind.NEAR_REWARD,
    ExitKind.NOTHING_EXPIRES: EntryKind.POINTS_EXPIRING,
    ExitKind.ORDER_GONE: EntryKind.ORDERED,
    ExitKind.CART_CHANGED: EntryKind.CART,
    ExitKind.TIER_KEPT: EntryKind.TIER_AT_RISK,
    ExitKind.TIER_CHANGED: EntryKind.TIER_REACHED,
    ExitKind.DAY_PASSED: EntryKind.BIRTHDAY,
    ExitKind.REVIEW_GONE: EntryKind.POOR_REVIEW,
    ExitKind.VOUCHER_GONE: EntryKind.VOUCHER_EXPIRING,
}


def check(terms: JourneyTerms) -> None:
    """Refuse an exit that asks of something for which nobody enters this journey."""
    errors = tuple(
        FieldError(
            pointer=f"/terms/exits/{place}",
            detail=f"Only who enters by `{OF_ENTRY[each].value}` leaves by this.",
        )
        for place, each in enumerate(terms.exits)
        if OF_ENTRY.get(each, terms.entry) is not terms.entry
    )
    if errors:
        raise Malformed(errors)
