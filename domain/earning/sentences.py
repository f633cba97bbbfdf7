"""Sentences: a trace as people read it, in Dutch or English.

Every sentence says what was found and what was asked. Numbers are written as the
language writes them, money with its currency (ISO 4217).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from domain.earning.conditions import (
    WEEKDAYS,
    AllOf,
    AnyOf,
    Condition,
    During,
    Not,
    Number,
    OneOf,
)
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.terms import (
    CapMeasure,
    CapPeriod,
    CapScope,
    Fixed,
    Issue,
    Multiply,
    PerAmount,
    PerQuantity,
    PerValue,
    Rounding,
    TierMultiplier,
)
from domain.earning.trace import CapStep, Leaf, Outcome, Trace
from domain.earning.words import EN, NL, Words
from domain.tenants import Language, Wording, day_in_words

PERCENT = 100
MONEY = frozenset(
    {
        *("order.amount", "order.shipping", "line.amount", "line.unit_price"),
        "line.discount",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells traces of a programme in the language of a locale."""

    locale: str
    words: Words
    wording: Wording

    def tell(self, trace: Trace, version: RuleVersion) -> tuple[str, ...]:
        """Return why a rule gave what it gave, a sentence for each step."""
        return tuple(self._sentences(trace, version))

    def tell_waiting(
        self, award: GivenAward, version: RuleVersion, now: datetime
    ) -> tuple[str, ...]:
        """Return until when an award waits, and what of it came free; often nothing."""
        if award.available_at <= now or not award.kept:
            return ()
        words, event = self.words, version.terms.pending_event
        waiting = words.waits if event is None else words.awaits
        told = waiting.format(
            day=self._day(award.available_at.astimezone(self.wording.zone).date()),
            event=event,
            amount=self._amount(award.kept - award.released, version),
        )
        if not award.released:
            return (told,)
        free = words.free.format(amount=self._amount(award.released, version))
        return (free, told)

    def tell_occasion(self, kind: str, at: datetime) -> str:
        """Return what came about, and on which day."""
        day = self._day(at.astimezone(self.wording.zone).date())
        return self.words.occasions[kind].format(day=day)

    def conditions(
        self, leaves: Iterable[Leaf], tree: Condition | None
    ) -> tuple[str, ...]:
        """Return what was found and asked by a tree that stands by itself."""
        trees = {"/conditions": tree}
        found = ((leaf, _at(trees, leaf.pointer)) for leaf in leaves)
        return tuple(
            self._condition(leaf, node) for leaf, node in found if node is not None
        )

    def number(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        return self.wording.number(value)

    def money(self, minor: int) -> str:
        """Return an amount in minor units as an amount of the currency."""
        return self.wording.money(minor)

    def _sentences(self, trace: Trace, version: RuleVersion) -> Iterator[str]:
        words, terms = self.words, version.terms
        trees = {"/conditions": terms.conditions}
        for leaf in trace.leaves:
            node = _at(trees, leaf.pointer)
            if node is not None:
                yield self._condition(leaf, node)
        match trace.outcome:
            case Outcome.CONDITION:
                yield words.not_held
                return
            case Outcome.UNDONE:
                yield words.undone
                return
            case Outcome.LATE:
                yield words.late
                return
            case _:
                pass
        yield self._effect(trace, version)
        match trace.outcome:
            case Outcome.OUTDONE:
                yield words.outdone.format(other=trace.other)
            case Outcome.EXCLUDED:
                yield words.excluded.format(other=trace.other)
            case _:
                for step in trace.caps:
                    yield self._cap(step, version)
        if trace.outcome in {Outcome.GAVE, Outcome.CAPPED}:
            yield words.result.format(given=self._amount(trace.given, version))

    def _amount(self, value: int, version: RuleVersion) -> str:
        """Return so many of what a rule gives: of a unit, or of a reward."""
        effect = version.terms.effect
        if isinstance(effect, Issue):
            return f"{self.number(value)} {effect.reward}"
        return self.wording.amount(value, version.terms.unit)

    def _effect(self, trace: Trace, version: RuleVersion) -> str:
        words, worth = self.words, self._amount(trace.worth, version)
        match version.terms.effect:
            case Fixed() | Issue():
                told = words.fixed if trace.worth else words.no_line
                return told.format(worth=worth)
            case PerAmount(step, points):
                return words.per_step.format(
                    basis=self.money(trace.basis),
                    step=self.money(step),
                    points=self._amount(points, version),
                    rounding=words.roundings[version.terms.rounding],
                    worth=worth,
                )
            case PerQuantity(step, points) | PerValue(_, step, points):
                return words.per_step.format(
                    basis=self.number(trace.basis),
                    step=self.number(step),
                    points=self._amount(points, version),
                    rounding=words.roundings[version.terms.rounding],
                    worth=worth,
                )
            case Multiply() | TierMultiplier():
                percent = PERCENT
                if trace.basis:
                    percent += trace.exact[0] // trace.basis
                return words.multiplied.format(
                    basis=self._amount(trace.basis, version),
                    percent=self.number(percent),
                    rounding=words.roundings[_whole(version.terms.rounding)],
                    worth=worth,
                )

    def _cap(self, step: CapStep, version: RuleVersion) -> str:
        words, cap = self.words, version.terms.caps[step.cap]
        per = words.scopes[cap.per]
        if cap.per is CapScope.BUDGET:
            per = f"{per} {cap.budget}"
        if cap.period is not CapPeriod.EVER:
            per = f"{per} {words.periods[cap.period]}"
        left = max(step.left, 0)
        if cap.measure is CapMeasure.TIMES:
            return words.cap_times.format(
                limit=self._often(cap.limit), per=per, left=self._often(left)
            )
        return words.cap.format(
            limit=self._amount(cap.limit, version),
            per=per,
            left=self._amount(left, version),
            wanted=self._amount(step.wanted, version),
        )

    def _often(self, value: int) -> str:
        return f"{self.number(value)} {self.words.times[value != 1]}"

    def _condition(self, leaf: Leaf, node: Condition) -> str:
        words = self.words
        verdict = words.held if leaf.holds else words.failed
        match node:
            case OneOf(field, values):
                wanted = ", ".join(map(str, values))
                asked = words.one_of.format(wanted=wanted)
            case Number(field):
                asked = self._bounds(node)
            case During():
                field, asked = "time", self._times(node)
            case AllOf() | AnyOf() | Not():
                field, asked = "", ""
        name = words.fields.get(field, field.removeprefix("event."))
        found = self._found(field, leaf.value)
        return words.condition.format(
            name=name, found=found, asked=asked, verdict=verdict
        )

    def _found(self, field: str, value: Any) -> str:
        words = self.words
        if value is None or (isinstance(value, list | tuple) and not value):
            return words.nothing
        if isinstance(value, list | tuple):
            members = cast("list[Any]", value)
            return ", ".join(self._found(field, each) for each in members)
        if isinstance(value, bool):
            return words.yes if value else words.no
        if isinstance(value, int):
            return self.money(value) if field in MONEY else self.number(value)
        if field == "time":
            return self._moment(datetime.fromisoformat(value))
        return str(value)

    def _bounds(self, node: Number) -> str:
        words = self.words
        show = self.money if node.field in MONEY else self.number
        parts: list[str] = []
        if node.at_least is not None and node.at_least == node.at_most:
            parts.append(words.exactly.format(number=show(node.at_least)))
        else:
            if node.at_least is not None:
                parts.append(words.at_least.format(number=show(node.at_least)))
            if node.at_most is not None:
                parts.append(words.at_most.format(number=show(node.at_most)))
        if node.multiple_of is not None:
            parts.append(words.multiple_of.format(number=show(node.multiple_of)))
        return words.and_.join(parts)

    def _times(self, node: During) -> str:
        words = self.words
        parts: list[str] = []
        if node.first_day is not None:
            parts.append(words.from_day.format(day=self._day(node.first_day)))
        if node.last_day is not None:
            parts.append(words.to_day.format(day=self._day(node.last_day)))
        if node.weekdays:
            names = (words.weekdays[WEEKDAYS.index(each)] for each in node.weekdays)
            parts.append(", ".join(names))
        if node.from_time is not None:
            parts.append(words.from_time.format(time=node.from_time))
        if node.to_time is not None:
            parts.append(words.to_time.format(time=node.to_time))
        return words.and_.join(parts)

    def _moment(self, moment: datetime) -> str:
        weekday = self.words.weekdays[moment.weekday()]
        return f"{weekday} {self._day(moment.date())} {moment:%H:%M}"

    def _day(self, day: date) -> str:
        return day_in_words(day, self.wording.language)


def teller(wording: Wording, locale: str) -> Teller:
    """Return who tells traces in the language of a wording, which is a locale's."""
    words = NL if wording.language is Language.NL else EN
    return Teller(locale=locale, words=words, wording=wording)


def _whole(rounding: Rounding) -> Rounding:
    return Rounding.DOWN if rounding is Rounding.WHOLE_STEPS else rounding


def _at(trees: Mapping[str, Condition | None], pointer: str) -> Condition | None:
    """Return what stands at a pointer in a tree."""
    _, root, *steps = pointer.split("/")
    node = trees.get(f"/{root}")
    for step in steps:
        match node:
            case Not(of):
                node = of
            case AllOf(of) | AnyOf(of) if step != "of":
                node = of[int(step)]
            case _:
                pass
    return node
