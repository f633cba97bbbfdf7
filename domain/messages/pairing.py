"""Pairing: which exits a journey can have, by what somebody enters it."""

from collections.abc import Iterator, Mapping

from domain.kernel import FieldError, Malformed
from domain.messages.journey import EntryKind, ExitKind, JourneyTerms, StepKind

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
    """Refuse exits of what nobody enters for, and steps that make no sense."""
    errors = tuple(
        FieldError(
            pointer=f"/terms/exits/{place}",
            detail=f"Only who enters by `{OF_ENTRY[each].value}` leaves by this.",
        )
        for place, each in enumerate(terms.exits)
        if OF_ENTRY.get(each, terms.entry) is not terms.entry
    )
    errors += tuple(_untimely(terms))
    errors += tuple(_lost(terms))
    errors += tuple(_twice(terms))
    if errors:
        raise Malformed(errors)


def _lost(terms: JourneyTerms) -> Iterator[FieldError]:
    """Tell of branches that ask nothing, or do not lead on."""
    for place, step in enumerate(terms.steps):
        if step.kind is not StepKind.BRANCH:
            continue
        if step.condition is None:
            pointer = f"/terms/steps/{place}/condition"
            yield FieldError(pointer=pointer, detail="A branch asks for something.")
        if step.otherwise is None or not place < step.otherwise <= len(terms.steps):
            pointer = f"/terms/steps/{place}/otherwise"
            yield FieldError(pointer=pointer, detail="A branch leads further on.")


def _untimely(terms: JourneyTerms) -> Iterator[FieldError]:
    """Tell of a newsletter that never begins, and of others that say what it says."""
    if terms.entry is EntryKind.NEWSLETTER:
        if terms.begins_at is None:
            detail = "A newsletter begins at an instant."
            yield FieldError(pointer="/terms/begins_at", detail=detail)
        return
    for name in ("segment", "begins_at"):
        if getattr(terms, name) is not None:
            detail = "Only a newsletter says this."
            yield FieldError(pointer=f"/terms/{name}", detail=detail)


def _twice(terms: JourneyTerms) -> Iterator[FieldError]:
    """Tell of steps that write twice by one channel."""
    for place, step in enumerate(terms.steps):
        if len(set(step.channels)) < len(step.channels):
            pointer = f"/terms/steps/{place}/channels"
            yield FieldError(pointer=pointer, detail="A channel is named twice.")
