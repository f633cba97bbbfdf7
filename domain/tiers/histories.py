"""Histories: all that a customer's tier follows from, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.tiers.counts import Counts
from domain.tiers.model import TierBasis, TierProgramme


class Lift(NamedTuple):
    """A tier that somebody brought along, when two customers became one."""

    at: datetime
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What counted by each basis, how balances went, and what a merge brought."""

    counts: Mapping[TierBasis, Counts] = field(default_factory=dict[TierBasis, Counts])
    balances: Mapping[str, Counts] = field(default_factory=dict[str, Counts])
    lifts: tuple[Lift, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has counted, and nothing moved."""
        every = (*self.counts.values(), *self.balances.values())
        return not self.lifts and not any(each.instants for each in every)

    def balance(self, code: str, at: datetime) -> int:
        """Return what was available of a unit of value at an instant."""
        went = self.balances.get(code)
        return 0 if went is None else went.until(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """The time during which a version of the tier programme holds; None is for ever."""

    programme: TierProgramme
    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether the version holds at an instant."""
        return self.start <= at and (self.end is None or at < self.end)


class TierCause(StrEnum):
    """Why somebody came to another tier."""

    REACHED = "reached"
    NOT_KEPT = "not_kept"
    PUBLISHED = "published"  # Another version of the programme says so.
    RETIRED = "retired"  # There are no tiers any more.
    MERGED = "merged"
    SET = "set"  # By hand.
    UNSET = "unset"


class Step(NamedTuple):
    """From when on somebody was in a tier, or in none, and why.

    `counted` is what counted then, and `needed` what the tier asks that was reached, or
    not kept.
    """

    at: datetime
    tier: str | None
    cause: TierCause
    counted: int
    needed: int
    programme_id: str


def eras(versions: Iterable[TierProgramme]) -> tuple[Era, ...]:
    """Return when each published version holds, in the order of time."""
    held = [
        each
        for each in versions
        if each.valid_from is not None
        and (each.valid_until is None or each.valid_from < each.valid_until)
    ]
    held.sort(key=lambda each: (each.valid_from is not None, each.valid_from))
    return tuple(
        Era(programme=each, start=each.valid_from, end=each.valid_until)
        for each in held
        if each.valid_from is not None
    )
