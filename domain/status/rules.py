"""The decisions of status; pure, so that a test needs nothing but values."""

from collections.abc import Set as AbstractSet

from domain.ledger import UnitUnknown
from domain.status.model import Threshold, ThresholdTwice


def check(thresholds: tuple[Threshold, ...], units: AbstractSet[str]) -> None:
    """Refuse thresholds of unknown units, and two that are the same."""
    seen: set[tuple[str, int]] = set()
    for each in thresholds:
        if each.unit not in units:
            raise UnitUnknown(each.unit)
        if (each.unit, each.amount) in seen:
            raise ThresholdTwice(each.unit, each.amount)
        seen.add((each.unit, each.amount))
