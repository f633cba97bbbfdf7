"""Exploration: a place in one list of ten is given by chance, and chance teaches.

What is always shown in the same order says only how that order does. Who may draw
follows from a hash, and so does what is drawn: whoever hears later what became of it
knows again how likely it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TypeVar

from domain.recommendations.model import Slot

T = TypeVar("T")

# Of a hundred lists so many draw their last place, among so many products.
SHARE, POOL = 10, 10
HUNDRED = 100
DRAWING = (Slot.FOR_YOU, Slot.NEW_FOR_YOU)


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list as it is shown: whose, where, by what model, and on which day (UTC)."""

    tenant: str
    customer_id: str
    slot: Slot
    model: int
    day: date


def day_of(now: datetime) -> date:
    """Return the day on which a list stays as it is; the sun has no say in it."""
    return now.date()


def draw(shown: List) -> int:
    """Return how many places further down what comes last is taken from; mostly 0."""
    said = f"{shown.tenant}|{shown.customer_id}|{shown.slot}|{shown.model}|{shown.day}"
    found = sha256(said.encode()).digest()
    if int.from_bytes(found[:6]) * HUNDRED >= SHARE * 2**48:
        return 0
    return int.from_bytes(found[6:12]) * POOL >> 48


def chance(drawn: int) -> float:
    """Return how likely it was that a place was given to what it was given to."""
    by_chance = SHARE / HUNDRED / POOL
    return by_chance if drawn else 1 - SHARE / HUNDRED + by_chance


def explored(items: Sequence[T], limit: int, shown: List) -> tuple[list[T], int | None]:
    """Return what a list shows, and which place chance had a say in, from 0 on.

    It had, even if it left all as it was; not of lists that are short.
    """
    best, last = list(items[:limit]), limit - 1
    if shown.slot not in DRAWING or last < 1 or len(items) < last + POOL:
        return best, None
    best[last] = items[last + draw(shown)]
    return best, last
