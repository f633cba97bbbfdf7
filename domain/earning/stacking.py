"""Stacking: which of the rules that would give a unit do."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct

from domain.earning.arithmetic import Counted
from domain.earning.compilation import Rule
from domain.earning.terms import Stacking
from domain.earning.trace import Outcome, Trace

# Tells why a rule gives nothing.
Reason: TypeAlias = Callable[[], Trace]


class Try(Struct, frozen=True, gc=False):
    """What a rule would give: the exact quotient, and the whole number it becomes."""

    rule: Rule
    basis: int
    exact: tuple[int, int]
    worth: int
    counted: Counted


def chosen(tries: Sequence[Try], reasons: list[Reason]) -> Sequence[Try]:
    """Return which of some tries give, and add to the reasons why others do not.

    They stand in the order of priority. An exclusive one stands alone in its unit; of
    a group, the one that gives most stays, and of two that give the same the first.
    """
    if all(each.rule.terms.stacking is Stacking.STACK for each in tries):
        return tries
    alone = _exclusive(tries)
    best = _best(each for each in tries if alone.get(_unit(each), each) is each)
    left: list[Try] = []
    for each in tries:
        winner = alone.get(_unit(each), each)
        if winner is not each:
            reasons.append(partial(_lost, each, winner, Outcome.EXCLUDED))
            continue
        winner = best.get(_group(each), each)
        if winner is each or each.rule.terms.stacking is not Stacking.BEST_OF:
            left.append(each)
        else:
            reasons.append(partial(_lost, each, winner, Outcome.OUTDONE))
    return left


def _exclusive(tries: Sequence[Try]) -> dict[str, Try]:
    """Return of each unit the first exclusive one."""
    found: dict[str, Try] = {}
    for each in tries:
        if each.rule.terms.stacking is Stacking.EXCLUSIVE:
            found.setdefault(_unit(each), each)
    return found


def _best(tries: Iterable[Try]) -> dict[tuple[str, str], Try]:
    """Return of each group the one that gives most."""
    found: dict[tuple[str, str], Try] = {}
    for each in tries:
        if each.rule.terms.stacking is Stacking.BEST_OF:
            best = found.setdefault(_group(each), each)
            if each.worth > best.worth:
                found[_group(each)] = each
    return found


def _unit(tried: Try) -> str:
    return tried.rule.terms.unit


def _group(tried: Try) -> tuple[str, str]:
    return tried.rule.terms.unit, tried.rule.terms.group or ""


def _lost(tried: Try, winner: Try, outcome: Outcome) -> Trace:
    """Return the trace of a rule that another stood in the way of."""
    version = tried.rule.version
    return Trace(
        version.rule,
        version.version,
        version.id,
        outcome,
        basis=tried.basis,
        exact=tried.exact,
        worth=tried.worth,
        leaves=(),
        other=winner.rule.version.rule,
    )
