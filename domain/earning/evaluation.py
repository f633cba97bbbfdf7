"""Evaluation: what an order or event is worth under the rules that held then.

It is pure: the case, the rules, what held of the customer, and how much room caps have
left. First every rule that does not multiply is tried, in the order of priority; of
those that would give, stacking says which do; caps cut; and only then multipliers look
at what was given, and are chosen and cut in the same way. What an award was before its
caps is rounded once. What does not stand any more is worth nothing under any rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from domain.earning import arithmetic, fields, stacking
from domain.earning.arithmetic import Counted
from domain.earning.caps import Limits
from domain.earning.compilation import WHOLE, Rule, compiled
from domain.earning.facts import EventCase, Facts
from domain.earning.fields import Case
from domain.earning.model import RuleVersion
from domain.earning.setting import Setting
from domain.earning.stacking import Reason, Try
from domain.earning.terms import Issue
from domain.earning.trace import CapStep, Leaf, LineShare, Outcome, Trace
from domain.kernel.types import AMOUNT_MAX
from domain.orders import OrderCase


@dataclass(slots=True)
class Earned:
    """What a rule gives for a case: `worth` before shared caps, `amount` after.

    How it came to that is written when first somebody asks: a back-test never does.
    """

    rule: Rule
    worth: int
    amount: int
    tried: Try
    steps: tuple[CapStep, ...]
    limits: Limits = field(repr=False, compare=False)
    _trace: Trace | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def basis(self) -> int:
        """Return what counted."""
        return self.tried.basis

    @property
    def lines(self) -> tuple[LineShare, ...]:
        """Return what each line gave."""
        return self.trace.lines

    @property
    def trace(self) -> Trace:
        """Return how the rule was tried."""
        if self._trace is None:
            self._trace = _traced(self.tried, self.amount, self.steps, self.limits)
        return self._trace


@dataclass(slots=True, kw_only=True)
class Evaluation:
    """What a case is worth: what rules gave, and why others gave nothing.

    Why is written when first somebody asks: a back-test never does.
    """

    awards: tuple[Earned, ...]
    reasons: Sequence[Reason] = field(repr=False)
    _refused: tuple[Trace, ...] | None = field(default=None, init=False, repr=False)

    @property
    def refused(self) -> tuple[Trace, ...]:
        """Return how the rules were tried that gave nothing."""
        if self._refused is None:
            self._refused = tuple([tell() for tell in self.reasons])
        return self._refused

    @property
    def traces(self) -> tuple[Trace, ...]:
        """Return how every rule was tried."""
        return (*(each.trace for each in self.awards), *self.refused)


def evaluate(
    case: Case, versions: Iterable[RuleVersion], setting: Setting
) -> Evaluation:
    """Evaluate a case under the versions that held when it occurred."""
    ruled = prepared(compiled(each, setting.zone) for each in versions)
    return judge(case, ruled, setting)


def prepared(ruled: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules in the order in which they are tried."""
    return tuple(sorted(ruled, key=_turn))


def judge(case: Case, ruled: Sequence[Rule], setting: Setting) -> Evaluation:
    """Evaluate a case under rules that are compiled, and in their order."""
    stands = arithmetic.stands(case) if isinstance(case, OrderCase) else case.stands
    limits = Limits(case, setting)
    awards: list[Earned] = []
    reasons: list[Reason] = []
    for multiplies in (False, True):
        tries: list[Try] = []
        for rule in ruled:
            if rule.multiplies is not multiplies:
                continue
            found = _try(case, rule, setting.facts, awards) if stands else None
            if isinstance(found, Try):
                tries.append(found)
            else:
                reasons.append(found or partial(refusal, rule, Outcome.UNDONE))
        for each in stacking.chosen(tries, reasons):
            earned = _cut(each, limits)
            if isinstance(earned, Earned):
                awards.append(earned)
            else:
                reasons.append(earned)
    return Evaluation(awards=tuple(awards), reasons=reasons)


def refusal(rule: Rule, outcome: Outcome, **more: Any) -> Trace:
    """Return the trace of a rule that gave nothing, and what more is to be told."""
    version = rule.version
    return Trace(version.rule, version.version, version.id, outcome, **more)


def _try(
    case: Case, rule: Rule, facts: Facts, awards: Sequence[Earned]
) -> Try | Reason:
    """Return what a rule would give, or what tells why it gives nothing."""
    if rule.check is not None and not rule.check(case, facts):
        return partial(_not_held, rule, case, facts)
    tried = _worth(case, rule, facts, awards)
    if tried.worth > 0:
        return tried
    more = {"basis": tried.basis, "exact": tried.exact}
    return partial(refusal, rule, Outcome.NOTHING, **more)


def _not_held(rule: Rule, case: Case, facts: Facts) -> Trace:
    return refusal(rule, Outcome.CONDITION, leaves=rule.explain(case, facts))


def _worth(case: Case, rule: Rule, facts: Facts, awards: Sequence[Earned]) -> Try:
    step, points, rounding, once, field = rule.scale
    counted: Counted = []
    if rule.count is not None and isinstance(case, OrderCase):
        counted = rule.count(case)
    basis = sum([amount for _, amount in counted])
    if rule.multiplies:
        basis = _given(rule, awards)
    elif once:
        basis = 1 if basis or rule.count is None else 0
    elif field is not None:
        told = isinstance(case, EventCase)
        basis = fields.number_told(case, field) if told else 0
    if points is None:
        points = max(facts.multiplier_percent - WHOLE, 0)
    worth = arithmetic.rounded(basis, step, points, rounding)
    return Try(rule, basis, (basis * points, step), min(worth, AMOUNT_MAX), counted)


def _given(rule: Rule, awards: Sequence[Earned]) -> int:
    """Return what those rules gave at which a multiplier looks."""
    unit, targets = rule.terms.unit, rule.targets
    return sum(
        [
            each.amount
            for each in awards
            if each.rule.terms.unit == unit
            and not each.rule.multiplies
            and not isinstance(each.rule.terms.effect, Issue)
            and (not targets or each.rule.version.rule in targets)
        ]
    )


def _cut(tried: Try, limits: Limits) -> Earned | Reason:
    """Return what caps leave of what a rule would give, or what tells that none is."""
    rule, version = tried.rule, tried.rule.version
    steps: list[CapStep] = []
    worth = amount = tried.worth
    if rule.terms.caps:
        worth, amount = limits.cut(version, worth, steps)
    if not amount and not worth:
        return partial(_traced, tried, amount, tuple(steps), limits)
    return Earned(rule, worth, amount, tried, tuple(steps), limits)


def _traced(
    tried: Try, amount: int, steps: tuple[CapStep, ...], limits: Limits
) -> Trace:
    rule, version = tried.rule, tried.rule.version
    lines = arithmetic.shares(tried.counted, amount) if amount else ()
    return Trace(
        version.rule,
        version.version,
        version.id,
        Outcome.GAVE if amount else Outcome.CAPPED,
        given=amount,
        basis=tried.basis,
        exact=tried.exact,
        worth=tried.worth,
        leaves=_leaves(rule, limits),
        caps=steps,
        lines=lines,
    )


def _leaves(rule: Rule, limits: Limits) -> tuple[Leaf, ...]:
    if not rule.leaves:
        return ()
    return rule.explain(limits.case, limits.setting.facts)


def _turn(rule: Rule) -> tuple[int, str]:
    return -rule.terms.priority, rule.version.rule
