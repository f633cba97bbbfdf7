"""The setting in which a case is judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain.earning.facts import PLAIN, CapKey, Facts, Held
from domain.earning.terms import Cap

# How much a cap has left, of what is counted in it so far.
Room: TypeAlias = Callable[[CapKey, Cap], int]


def unlimited(key: CapKey, cap: Cap) -> int:
    """Return the whole of a cap, as if nobody had earned anything yet."""
    del key
    return cap.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a case is judged by, besides the rules.

    `held` is what each rule has given for this case so far.
    """

    zone: ZoneInfo
    facts: Facts = PLAIN
    room: Room = unlimited
    held: Mapping[str, Held] = field(default_factory=dict[str, Held])
