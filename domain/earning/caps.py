"""Caps: how much of what a rule would give fits below its limits."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.earning.facts import EVERYBODY, CapKey
from domain.earning.fields import Case
from domain.earning.model import RuleVersion
from domain.earning.setting import Setting
from domain.earning.terms import Cap, CapMeasure, CapPeriod, CapReached, CapScope
from domain.earning.trace import CapStep

EVER = "ever"


def key_of(rule: str, cap: Cap, case: Case, zone: ZoneInfo) -> CapKey:
    """Return what counts how much of a cap is used when a case occurred."""
    name = f"{cap.per}:{cap.budget or rule}:{cap.measure}:{cap.period}"
    own = case.customer_id if cap.per is CapScope.CUSTOMER else None
    day = case.occurred_at.astimezone(zone).date()
    return CapKey(name, own or EVERYBODY, begin(cap.period, day))


@lru_cache(maxsize=10_000)
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


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps of one case, and what its own rules took of them so far."""

    case: Case
    setting: Setting
    taken: dict[CapKey, int] = field(default_factory=dict[CapKey, int])
    # Of a rule, by the places of its caps.
    keys: dict[tuple[str, int], CapKey] = field(
        default_factory=dict[tuple[str, int], CapKey]
    )

    def cut(
        self, version: RuleVersion, worth: int, steps: list[CapStep]
    ) -> tuple[int, int]:
        """Return what an award is worth by itself, and what all caps leave of it.

        A cap keeps from giving and never takes: what was given before stays, as far as
        the case is still worth it. And what is worth no more than before gets no more,
        so that a return gives nothing because others left some room meanwhile.
        """
        for place, cap in enumerate(version.terms.caps):
            if cap.per is CapScope.ORDER:
                steps.append(CapStep(place, worth, cap.limit))
                worth = fitting(cap, worth, cap.limit)
        held = self.setting.held.get(version.rule)
        kept = 0 if held is None else held.kept
        if held is not None and worth <= held.worth:
            amount = min(worth, kept)
        else:
            amount = max(self._left(version, worth, kept, steps), min(worth, kept))
        self._take(version, amount, kept)
        return worth, amount

    def _left(
        self, version: RuleVersion, amount: int, kept: int, steps: list[CapStep]
    ) -> int:
        for place, cap in enumerate(version.terms.caps):
            if cap.per is not CapScope.ORDER:
                key = self._key(version.rule, place, cap)
                free = self.setting.room(key, cap) - self.taken.get(key, 0)
                left = free + used(cap, kept)
                steps.append(CapStep(place, amount, left))
                amount = fitting(cap, amount, left)
        return amount

    def _take(self, version: RuleVersion, amount: int, kept: int) -> None:
        """Leave less to the other rules of this case, which may share a cap."""
        for place, cap in enumerate(version.terms.caps):
            if cap.per is not CapScope.ORDER:
                key = self._key(version.rule, place, cap)
                more = used(cap, amount) - used(cap, kept)
                self.taken[key] = self.taken.get(key, 0) + more

    def _key(self, rule: str, place: int, cap: Cap) -> CapKey:
        found = self.keys.get((rule, place))
        if found is None:
            found = key_of(rule, cap, self.case, self.setting.zone)
            self.keys[rule, place] = found
        return found
