"""Usage: how much of the caps is used, while cases are judged one after the other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.earning import caps
from domain.earning.compilation import Rule
from domain.earning.facts import CapKey
from domain.earning.fields import Case
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.rules import Change
from domain.earning.terms import Cap, CapScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The counters of caps, held until the unit ends, and which of them changed."""

    used: dict[CapKey, int]
    changed: set[CapKey] = field(default_factory=set[CapKey])

    def room(self, key: CapKey, cap: Cap) -> int:
        """Return how much a cap has left."""
        return cap.limit - self.used.get(key, 0)

    def follow(self, case: Case, change: Change, rule: Rule, zone: ZoneInfo) -> None:
        """Count an award as it is now, and no longer as it was."""
        was, now = change.was, change.now
        for cap in rule.terms.caps:
            if cap.per is not CapScope.ORDER:
                self._add(_whose(case, was), rule, cap, zone, -caps.used(cap, was.kept))
                self._add(_whose(case, now), rule, cap, zone, caps.used(cap, now.kept))

    def _add(
        self, case: Case, rule: Rule, cap: Cap, zone: ZoneInfo, amount: int
    ) -> None:
        if amount:
            key = caps.key_of(rule.version.rule, cap, case, zone)
            self.used[key] = self.used.get(key, 0) + amount
            self.changed.add(key)


def needed(
    case: Case,
    ruled: Iterable[Rule],
    held: Mapping[str, GivenAward],
    zone: ZoneInfo,
) -> Iterator[CapKey]:
    """Return the counters that a case may change, also those of who had it before."""
    for rule in ruled:
        was = held.get(rule.version.rule)
        for whose in (case,) if was is None else (case, _whose(case, was)):
            yield from counters(rule.version, whose, zone)


def counters(version: RuleVersion, case: Case, zone: ZoneInfo) -> Iterator[CapKey]:
    """Return what counts how much of each cap is used; of one per order, nothing."""
    for cap in version.terms.caps:
        if cap.per is not CapScope.ORDER:
            yield caps.key_of(version.rule, cap, case, zone)


def _whose(case: Case, award: GivenAward) -> Case:
    """Return a case as that of whose an award is."""
    return replace(case, customer_id=award.customer_id)
