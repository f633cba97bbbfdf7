"""Caps: how much of what a rule would give fits below its limits."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.earning.facts import CapKey
from domain.earning.fields import Case
from domain.earning.model import RuleVersion
from domain.earning.setting import Setting
from domain.earning.terms import Cap, CapMeasure, CapPeriod, CapReached, CapScope
from domain.earning.trace import CapStep

EVER = "ever"


def counters(version: RuleVersion, case: Case, zone: ZoneInfo) -> Iterator[CapKey]:
    """Return what counts how much of each cap is used; of one per order, nothing."""
    for cap in version.terms.caps:
        if cap.per is not CapScope.ORDER:
            yield key_of(version.rule, cap, case, zone)


def key_of(rule: str, cap: Cap, case: Case, zone: ZoneInfo) -> CapKey:
    """Return what counts how much of a cap is used when a case occurred."""
    name = f"{cap.per}:{cap.budget or rule}:{cap.measure}:{cap.period}"
    whose = (case.customer_id or "") if cap.per is CapScope.CUSTOMER else ""
    day = case.occurred_at.astimezone(zone).date()
    return CapKey(name, whose, begin(cap.period, day))


def begin(period: CapPeriod, day: date) -> str:
    """Return the day on which the period began that a day belongs to."""
    match period:
        case CapPeriod.EVER:
            return EVER
        case CapPeriod.DAY:
            return day.isoformat()
        case CapPeriod.WEEK:
            return (day - timedelta(days=day.weekday())).isoformat()
        case CapPeriod.MONTH:
            return day.replace(day=1).isoformat()
        case CapPeriod.YEAR:
            return day.replace(month=1, day=1).isoformat()


def fitting(cap: Cap, wanted: int, left: int) -> int:
    """Return what of an award fits into what a cap has left."""
    if cap.measure is CapMeasure.TIMES:
        return wanted if left > 0 else 0
    if wanted <= left:
        return wanted
    return max(left, 0) if cap.reached is CapReached.REDUCES else 0


def used(cap: Cap, amount: int) -> int:
    """Return how much of a cap an award uses."""
    if cap.measure is CapMeasure.TIMES:
        return 1 if amount else 0
    return amount


def of_order(caps: tuple[Cap, ...], worth: int, steps: list[CapStep]) -> int:
    """Return what is left of an award by the caps that ask for nothing but itself."""
    for place, cap in enumerate(caps):
        if cap.per is CapScope.ORDER:
            steps.append(CapStep(place, worth, cap.limit))
            worth = fitting(cap, worth, cap.limit)
    return worth


def of_all(
    version: RuleVersion,
    case: Case,
    setting: Setting,
    worth: int,
    steps: list[CapStep],
) -> int:
    """Return what is left of an award by the caps that others count in too.

    A cap keeps from giving and never takes: what was given before stays, as far as the
    case is still worth it. And what is worth no more than before gets no more, so that
    a return gives nothing because others left some room meanwhile.
    """
    held = setting.held.get(version.rule)
    if held is not None and worth <= held.worth:
        return min(worth, held.kept)
    kept = 0 if held is None else held.kept
    amount = worth
    for place, cap in enumerate(version.terms.caps):
        if cap.per is not CapScope.ORDER:
            key = key_of(version.rule, cap, case, setting.zone)
            left = setting.room(key, cap) + used(cap, kept)
            steps.append(CapStep(place, amount, left))
            amount = fitting(cap, amount, left)
    return max(amount, min(worth, kept))
