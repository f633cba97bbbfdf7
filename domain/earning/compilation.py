"""Compilation: a rule version becomes functions, once, however many cases it judges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, cast
from zoneinfo import ZoneInfo

from domain.earning import fields
from domain.earning.arithmetic import (
    Count,
    LineCheck,
    counting_amounts,
    counting_pieces,
    left_of,
)
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
from domain.earning.facts import EventCase, Facts
from domain.earning.fields import Case
from domain.earning.model import RuleVersion
from domain.earning.terms import (
    Effect,
    Fixed,
    Issue,
    Multiply,
    OnOrder,
    PerAmount,
    PerQuantity,
    PerValue,
    Rounding,
    Terms,
    TierMultiplier,
)
from domain.earning.trace import Leaf
from domain.orders import CaseLine, OrderCase

Check: TypeAlias = Callable[[Case, Facts], bool]
Reading: TypeAlias = Callable[[Case, Facts], Any]
Fits: TypeAlias = Callable[[Any], bool]
# Per cent.
WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledLeaf:
    """A leaf of a tree: where it stands, what it reads, and whether that fits."""

    pointer: str
    read: Reading
    fits: Fits


class Scale(NamedTuple):
    """For every `step` of what counts so many `points`, rounded so.

    `points` of None are those of the customer's tier; what gives `once` looks only at
    whether anything counts, and `field` names the number of an event that does.
    """

    step: int
    points: int | None
    rounding: Rounding
    once: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule version, ready to judge."""

    version: RuleVersion
    terms: Terms
    check: Check | None
    leaves: tuple[CompiledLeaf, ...]
    count: Count | None
    scale: Scale
    multiplies: bool
    targets: frozenset[str]
    # Fields of the customer that it looks at.
    asks: frozenset[str]

    def explain(self, case: Case, facts: Facts) -> tuple[Leaf, ...]:
        """Return every condition with what it was asked of."""
        return _explained(self.leaves, case, facts)


@lru_cache(maxsize=4_096)
def compiled(version: RuleVersion, zone: ZoneInfo) -> Rule:
    """Compile a version for a programme in a time zone."""
    terms = version.terms
    leaves: list[CompiledLeaf] = []
    check = None
    if terms.conditions is not None:
        check = _compile(terms.conditions, zone, "/conditions", leaves)
    asks = {"customer.tier"} if isinstance(terms.effect, TierMultiplier) else set[str]()
    for tree in (terms.conditions, terms.lines):
        asks |= {each for each in fields_of(tree) if each.startswith("customer.")}
    effect = terms.effect
    named = effect.rules if isinstance(effect, Multiply | TierMultiplier) else ()
    return Rule(
        version=version,
        terms=terms,
        check=check,
        leaves=tuple(leaves),
        count=_count(terms, effect),
        scale=_scale(effect, terms.rounding),
        multiplies=isinstance(effect, Multiply | TierMultiplier),
        targets=frozenset(named),
        asks=frozenset(asks),
    )


def fields_of(tree: Condition | None) -> frozenset[str]:
    """Return the fields that a tree reads."""
    match tree:
        case AllOf(of) | AnyOf(of):
            return frozenset[str]().union(*map(fields_of, of))
        case Not(of):
            return fields_of(of)
        case OneOf(field) | Number(field):
            return frozenset({field})
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True)
class Judge:
    """A tree of conditions, ready to judge; without one, all holds."""

    check: Check | None
    leaves: tuple[CompiledLeaf, ...]

    def holds(self, case: Case, facts: Facts) -> bool:
        """Tell whether a case meets the conditions."""
        return self.check is None or self.check(case, facts)

    def explain(self, case: Case, facts: Facts) -> tuple[Leaf, ...]:
        """Return every condition with what it was asked of."""
        return _explained(self.leaves, case, facts)


def judge_of(tree: Condition | None, zone: ZoneInfo) -> Judge:
    """Compile a tree that stands by itself."""
    leaves: list[CompiledLeaf] = []
    check = None
    if tree is not None:
        check = _compile(tree, zone, "/conditions", leaves)
    return Judge(check, tuple(leaves))


def _scale(effect: Effect, rounding: Rounding) -> Scale:
    # What multipliers look at are points and no steps.
    whole = Rounding.DOWN if rounding is Rounding.WHOLE_STEPS else rounding
    match effect:
        case PerAmount(step, points) | PerQuantity(step, points):
            return Scale(step, points, rounding)
        case Fixed(amount):
            return Scale(1, amount, Rounding.DOWN, once=True)
        case Issue():
            return Scale(1, 1, Rounding.DOWN, once=True)
        case PerValue(field, step, points):
            return Scale(step, points, rounding, field=field)
        case Multiply(percent):
            return Scale(WHOLE, percent - WHOLE, whole)
        case TierMultiplier():
            return Scale(WHOLE, None, whole)


def _count(terms: Terms, effect: Effect) -> Count | None:
    """Return what tells how much of an order counts, if the effect asks."""
    check = None if terms.lines is None else line_check(terms.lines)
    match effect:
        case PerAmount():
            return counting_amounts(terms.basis, check)
        case PerQuantity():
            return counting_pieces(terms.basis, check)
        case Fixed() | Issue() if isinstance(terms.on, OnOrder):
            # They need a line that counts.
            return counting_pieces(terms.basis, check)
        case _:
            return None


def _explained(
    leaves: Sequence[CompiledLeaf], case: Case, facts: Facts
) -> tuple[Leaf, ...]:
    found: list[Leaf] = []
    for leaf in leaves:
        value = leaf.read(case, facts)
        shown = value.isoformat() if isinstance(value, datetime) else value
        found.append(Leaf(leaf.pointer, shown, leaf.fits(value)))
    return tuple(found)


def _compile(
    tree: Condition, zone: ZoneInfo, pointer: str, leaves: list[CompiledLeaf]
) -> Check:
    match tree:
        case AllOf(of):
            parts = _compiled_parts(of, zone, pointer, leaves)
            return lambda case, facts: all(each(case, facts) for each in parts)
        case AnyOf(of):
            parts = _compiled_parts(of, zone, pointer, leaves)
            return lambda case, facts: any(each(case, facts) for each in parts)
        case Not(of):
            inner = _compile(of, zone, f"{pointer}/of", leaves)
            return lambda case, facts: not inner(case, facts)
        case OneOf() | Number() | During():
            leaf = _leaf(tree, zone, pointer)
            leaves.append(leaf)
            read, fits = leaf.read, leaf.fits
            return lambda case, facts: fits(read(case, facts))


def _compiled_parts(
    of: Sequence[Condition], zone: ZoneInfo, pointer: str, leaves: list[CompiledLeaf]
) -> tuple[Check, ...]:
    return tuple(
        _compile(each, zone, f"{pointer}/of/{place}", leaves)
        for place, each in enumerate(of)
    )


def _leaf(tree: OneOf | Number | During, zone: ZoneInfo, pointer: str) -> CompiledLeaf:
    match tree:
        case During():
            read: Reading = lambda case, _: case.occurred_at.astimezone(zone)  # noqa: E731
            return CompiledLeaf(pointer=pointer, read=read, fits=_during(tree))
        case OneOf():
            fits = _one_of(tree)
        case Number():
            fits = _number(tree)
    if tree.field in fields.LINE:
        # Of an order, it holds if it holds of some line that is left.
        return CompiledLeaf(
            pointer=pointer,
            read=_of_lines(fields.LINE[tree.field]),
            fits=lambda found: any(map(fits, found)),
        )
    return CompiledLeaf(pointer=pointer, read=_reading(tree.field), fits=fits)


def _reading(field: str) -> Reading:
    if field in fields.CUSTOMER:
        of_facts = fields.CUSTOMER[field]
        return lambda _, facts: of_facts(facts)
    of_order = fields.ORDER.get(field)

    def read(case: Case, facts: Facts) -> Any:
        del facts
        if isinstance(case, EventCase):
            return fields.told(case, field)
        return None if of_order is None else of_order(case)

    return read


def _of_lines(of_line: fields.OfLine) -> Reading:
    def read(case: Case, facts: Facts) -> Any:
        del facts
        if not isinstance(case, OrderCase):
            return []
        return list({of_line(line): 0 for line in case.lines if left_of(line)})

    return read


def line_check(tree: Condition) -> LineCheck:
    """Return what tells of one line whether it counts."""
    match tree:
        case AllOf(of):
            parts = tuple(map(line_check, of))
            return lambda line: all(each(line) for each in parts)
        case AnyOf(of):
            parts = tuple(map(line_check, of))
            return lambda line: any(each(line) for each in parts)
        case Not(of):
            inner = line_check(of)
            return lambda line: not inner(line)
        case OneOf():
            return _on_line(fields.LINE[tree.field], _one_of(tree))
        case Number():
            return _on_line(fields.LINE[tree.field], _number(tree))
        case During():
            return lambda _: True


def _on_line(of_line: fields.OfLine, fits: Fits) -> LineCheck:
    def check(line: CaseLine) -> bool:
        return fits(of_line(line))

    return check


def _one_of(tree: OneOf) -> Fits:
    # `True` and 1 are one and the same in a set, and not in JSON.
    values = frozenset((type(each), each) for each in tree.values)

    def fits(found: Any) -> bool:
        if isinstance(found, list | tuple):
            members = cast("Sequence[Any]", found)
            return any((type(each), each) in values for each in members)
        return isinstance(found, str | bool | int) and (type(found), found) in values

    return fits


def _number(tree: Number) -> Fits:
    low, high, divisor = tree.at_least, tree.at_most, tree.multiple_of

    def fits(found: Any) -> bool:
        if isinstance(found, bool) or not isinstance(found, int | float):
            return False
        return (
            (low is None or found >= low)
            and (high is None or found <= high)
            and (divisor is None or found % divisor == 0)
        )

    return fits


def _during(tree: During) -> Fits:
    first, last = tree.first_day, tree.last_day
    weekdays = frozenset(WEEKDAYS.index(each) for each in tree.weekdays)
    start = _clock(tree.from_time) or time()
    end = _clock(tree.to_time) or time.max
    over_midnight = end <= start

    def fits(local: datetime) -> bool:
        day, clock = local.date(), local.time()
        if (first is not None and day < first) or (last is not None and day > last):
            return False
        if weekdays and day.weekday() not in weekdays:
            return False
        if over_midnight:
            return clock >= start or clock < end
        return start <= clock and (clock < end or tree.to_time is None)

    return fits


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
