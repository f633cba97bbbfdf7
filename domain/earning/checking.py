"""Checking: what no type can say of the terms of a rule, and each field at fault."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from domain.earning import fields
from domain.earning.conditions import (
    DEPTH_MAX,
    NODES_MAX,
    AllOf,
    AnyOf,
    Condition,
    During,
    Not,
    Number,
    OneOf,
)
from domain.earning.terms import (
    Cap,
    CapMeasure,
    CapPeriod,
    CapScope,
    Fixed,
    Issue,
    Multiply,
    OnBalance,
    OnEvent,
    OnOrder,
    PerAmount,
    PerQuantity,
    PerValue,
    Stacking,
    Terms,
    TierMultiplier,
)
from domain.kernel import FieldError, Malformed

# Where in the terms, and what is wrong there.
Fault: TypeAlias = tuple[str, str]
FAULTS_MAX = 50


def check(rule: str, terms: Terms) -> None:
    """Refuse terms that contradict themselves, and name each field at fault."""
    faults = (
        *_of_effect(rule, terms),
        *_of_tree(terms.conditions, "/conditions", _scopes(terms)),
        *_of_tree(terms.lines, "/lines", ("line.",)),
        *(
            fault
            for place, cap in enumerate(terms.caps)
            for fault in _of_cap(cap, f"/caps/{place}")
        ),
        *_of_caps_together(terms.caps),
        *_of_the_rest(terms),
    )
    if faults:
        raise Malformed(
            tuple(
                FieldError(pointer=f"/terms{at}", detail=detail)
                for at, detail in faults[:FAULTS_MAX]
            )
        )


def tree_faults(
    tree: Condition | None, pointer: str, scopes: tuple[str, ...]
) -> tuple[Fault, ...]:
    """Return what is wrong with a tree whose fields may begin with these."""
    return tuple(_of_tree(tree, pointer, scopes))


def _scopes(terms: Terms) -> tuple[str, ...]:
    """Return what the fields may begin with that a rule's conditions ask."""
    match terms.on:
        case OnOrder():
            return ("order.", "line.", "customer.")
        case OnEvent():
            return ("event.", "customer.")
        case _:
            return ("customer.",)


def _of_effect(rule: str, terms: Terms) -> Iterator[Fault]:
    ordered = isinstance(terms.on, OnOrder)
    match terms.effect:
        case PerAmount() | PerQuantity() | Multiply() | TierMultiplier() if not ordered:
            yield "/effect/type", "Only orders have what this counts."
        case PerValue(field) if not isinstance(terms.on, OnEvent):
            yield "/effect/type", f"Only events tell `{field}`."
        case PerValue(field) if not field.startswith(fields.EVENT):
            yield "/effect/field", "Expected a field of the event."
        case Multiply(_, rules) | TierMultiplier(rules) if rule in rules:
            yield "/effect/rules", "A rule does not multiply itself."
        case Fixed() | Issue() | PerValue() | PerAmount() | PerQuantity():
            pass
        case Multiply() | TierMultiplier():
            pass
    if terms.lines is not None and not ordered:
        yield "/lines", "Only orders have lines."
    same = isinstance(terms.on, OnBalance) and terms.on.unit == terms.unit
    if same and not isinstance(terms.effect, Issue):
        yield "/unit", "What is taken is not what is given."


def _of_tree(
    tree: Condition | None, pointer: str, scopes: tuple[str, ...]
) -> Iterator[Fault]:
    if tree is None:
        return
    nodes = [*_nodes(tree, pointer, 1)]
    if len(nodes) > NODES_MAX:
        yield pointer, f"More than {NODES_MAX} conditions."
    for at, depth, node in nodes:
        if depth > DEPTH_MAX:
            yield at, f"More than {DEPTH_MAX} levels."
        elif isinstance(node, OneOf | Number):
            yield from _of_field(node, at, scopes)
        elif isinstance(node, During):
            yield from _of_time(node, at, scopes)


def _nodes(
    tree: Condition, pointer: str, depth: int
) -> Iterator[tuple[str, int, Condition]]:
    """Give the nodes of a tree, each with where it stands; no deeper than allowed."""
    yield pointer, depth, tree
    if depth > DEPTH_MAX:
        return
    match tree:
        case AllOf(of) | AnyOf(of):
            for place, each in enumerate(of):
                yield from _nodes(each, f"{pointer}/of/{place}", depth + 1)
        case Not(of):
            yield from _nodes(of, f"{pointer}/of", depth + 1)
        case OneOf() | Number() | During():
            pass


def _of_field(
    node: OneOf | Number, at: str, scopes: tuple[str, ...]
) -> Iterator[Fault]:
    field = node.field
    if not fields.is_known(field):
        yield f"{at}/field", "There is no such field."
    elif not field.startswith(scopes):
        told = " or ".join(f"`{each}…`" for each in scopes)
        yield f"{at}/field", f"Expected {told} here."
    elif isinstance(node, Number):
        if not (field in fields.NUMBERS or field.startswith(fields.EVENT)):
            yield f"{at}/field", "This field is no number."
        if node.at_least is node.at_most is node.multiple_of is None:
            yield f"{at}/at_least", "Give at least one bound."
        if None not in (node.at_least, node.at_most) and _crossed(node):
            yield f"{at}/at_most", "Less than `at_least`."
    elif field in fields.NUMBERS and any(type(each) is not int for each in node.values):
        yield f"{at}/values", "This field is a number."


def _crossed(node: Number) -> bool:
    return (node.at_least or 0) > (node.at_most or 0)


def _of_time(node: During, at: str, scopes: tuple[str, ...]) -> Iterator[Fault]:
    if scopes == ("line.",):
        yield f"{at}/type", "A line has no time of its own."
    first, last = node.first_day, node.last_day
    if first is not None and last is not None and last < first:
        yield f"{at}/last_day", "Before `first_day`."
    if node == During():
        yield f"{at}/first_day", "Give at least one bound."


def _of_cap(cap: Cap, at: str) -> Iterator[Fault]:
    if (cap.budget is not None) is not (cap.per is CapScope.BUDGET):
        yield f"{at}/budget", "Give it with `per: budget`, and only with it."
    if cap.per is CapScope.ORDER and cap.period is not CapPeriod.EVER:
        yield f"{at}/period", "A cap per order has no period."
    if cap.per is CapScope.ORDER and cap.measure is CapMeasure.TIMES:
        yield f"{at}/measure", "A rule gives once for an order."


def _of_caps_together(caps: Sequence[Cap]) -> Iterator[Fault]:
    """Find caps that count the same: what one counts would count twice."""
    seen: set[tuple[CapScope, CapPeriod, CapMeasure, str | None]] = set()
    for place, cap in enumerate(caps):
        counted = (cap.per, cap.period, cap.measure, cap.budget)
        if counted in seen:
            yield f"/caps/{place}", "Another cap counts the same."
        seen.add(counted)


def _of_the_rest(terms: Terms) -> Iterator[Fault]:
    if (terms.group is not None) is not (terms.stacking is Stacking.BEST_OF):
        yield "/group", "Give it with `stacking: best_of`, and only with it."
    if terms.pending_event is not None and not terms.pending_days:
        yield "/pending_days", "After how many days at the latest?"
    if terms.pending_event is not None and not isinstance(terms.on, OnOrder):
        yield "/pending_event", "Only what orders earn waits for an event."
