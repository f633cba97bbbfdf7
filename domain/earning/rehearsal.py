"""Rehearsal: orders and events judged as if nobody had, and nothing written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.earning import fields, gathering, occasions, rules
from domain.earning.compilation import Rule
from domain.earning.evaluation import Evaluation, judge
from domain.earning.facts import PLAIN, CapKey, Facts, Sources
from domain.earning.fields import Case
from domain.earning.model import RuleVersion
from domain.earning.occasion_history import TRIED
from domain.earning.rules import Timeline, by_event
from domain.earning.setting import Setting
from domain.earning.terms import OnOrder
from domain.earning.usage import Usage
from domain.kernel import Unit
from domain.orders import OrderCase

EXPIRIES_MAX = 100_000


@dataclass(slots=True)
class Rehearsal:
    """Rules, and how much of their caps the cases so far have used.

    Cases are judged in the order in which they come. `used` may be kept between two
    rehearsals that are one.
    """

    versions: Sequence[RuleVersion]
    zone: ZoneInfo
    sources: Sources
    used: dict[CapKey, int] = field(default_factory=dict[CapKey, int])
    timeline: Timeline = field(init=False)
    by_event: dict[str, Timeline] = field(init=False)
    by_occasion: dict[str, Timeline] = field(init=False)
    plain: Setting = field(init=False)
    _expiries: dict[tuple[str, date], datetime | None] = field(
        default_factory=dict[tuple[str, date], datetime | None]
    )

    def __post_init__(self) -> None:
        ours = (each for each in self.versions if isinstance(each.terms.on, OnOrder))
        self.timeline = Timeline(ours, self.zone)
        ruled = by_event(self.versions)
        self.by_event = {
            type_: Timeline(theirs, self.zone) for type_, theirs in ruled.items()
        }
        self.by_occasion = {
            kind: Timeline(occasions.asked_for(self.versions, kind), self.zone)
            for kind in TRIED
        }
        # The same for all orders of which no rule asks who the customer is.
        self.plain = Setting(zone=self.zone, room=Usage(used=self.used).room)

    def ruled(self, case: Case) -> tuple[Rule, ...]:
        """Return the rules that are tried for a case, in their order."""
        if isinstance(case, OrderCase):
            return self.timeline.at(case.occurred_at)
        came = self.by_occasion if case.event_id.startswith("occ_") else self.by_event
        timeline = came.get(case.type)
        return () if timeline is None else timeline.at(case.occurred_at)

    async def facts(self, unit: Unit, cases: Sequence[Case]) -> dict[str, Facts]:
        """Return what rules ask of customers, by the ids of causes; often nothing."""
        apart = (*self.by_event.values(), *self.by_occasion.values())
        known = (self.timeline, *apart)
        if not any(
            rule.asks for each in known for ruled in each.ruled for rule in ruled
        ):
            return {}
        asking = [
            (case, asks) for case in cases if (asks := gathering.asks(self.ruled(case)))
        ]
        if not asking:
            return {}
        found = await gathering.gather(unit, asking, self.sources, self.zone)
        known = await gathering.standings(unit, asking, self.sources)
        for case, asks in asking:
            if asks & fields.STANDING:
                cause = fields.cause_of(case)
                found[cause] = gathering.stood(found[cause], known, case)
        return found

    def judge(self, case: Case, facts: Facts = PLAIN) -> Evaluation:
        """Return what a case is worth, and count it in the caps of its rules."""
        setting = self.plain
        if facts is not PLAIN:
            room = Usage(used=self.used).room
            setting = Setting(zone=self.zone, facts=facts, room=room)
        found = judge(case, self.ruled(case), setting)
        for earned in found.awards[:1]:
            # Of caps, what all awards of a case took is counted together.
            for key, more in earned.limits.taken.items():
                self.used[key] = self.used.get(key, 0) + more
        return found

    def expires_at(
        self, version: RuleVersion, case: Case, day: date
    ) -> datetime | None:
        """Return when what a rule gives for a case of a day expires.

        It is the same for all cases of that day.
        """
        key = version.id + version.rule, day
        if key not in self._expiries:
            if len(self._expiries) > EXPIRIES_MAX:
                self._expiries.clear()
            _, ends = rules.dated(version.terms, case.occurred_at, self.zone)
            self._expiries[key] = ends
        return self._expiries[key]
