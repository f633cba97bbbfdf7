"""Traces: what was tried for an order or event, and why it gave what it gave.

They are stored with what followed, as arrays of JSON: compact, and for readers only.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct


class Outcome(StrEnum):
    """What became of a rule."""

    GAVE = "gave"
    CONDITION = "condition"  # Its conditions did not hold.
    NOTHING = "nothing"  # What counts came to less than one step.
    OUTDONE = "outdone"  # Another of its group gave more.
    EXCLUDED = "excluded"  # An exclusive rule gave.
    CAPPED = "capped"  # A cap left no room.
    LATE = "late"  # The guest became known too late.
    UNDONE = "undone"  # Nothing is left of the order or event.


class Leaf(Struct, frozen=True, array_like=True, gc=False):
    """A condition as it was found: where it stands in its tree, and on what value."""

    pointer: str
    value: Any
    holds: bool


class CapStep(Struct, frozen=True, array_like=True, gc=False):
    """A cap that was asked: its place among the rule's, and what it had left."""

    cap: int
    wanted: int
    left: int


class LineShare(Struct, frozen=True, array_like=True, gc=False):
    """What a line counted for, and its share of what was given; shipping is line 0."""

    line: int
    basis: int
    amount: int


class Trace(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """How one rule was tried.

    `basis` is what counted: minor units, pieces, or what other rules gave. `exact` is
    the quotient before rounding, as two numbers, and `worth` after it; the caps made
    `given` of that. `other` is the rule that stood in the way.
    """

    rule: str
    version: int
    rule_id: str
    outcome: Outcome
    given: int = 0
    basis: int = 0
    exact: tuple[int, int] = (0, 1)
    worth: int = 0
    leaves: tuple[Leaf, ...] = ()
    caps: tuple[CapStep, ...] = ()
    other: str | None = None
    lines: tuple[LineShare, ...] = ()
