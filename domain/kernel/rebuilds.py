"""Rebuilds: what is stored, compared with what follows anew, a piece at a time.

A unit has so long and no longer, so that whoever compares all of a tenant asks again
and again, each time after the last key.
"""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

PIECE_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """Compute some anew, of what follows a key, and compare it with what is stored."""

    after: str | None = None
    limit: Annotated[int, Meta(ge=1, le=PIECE_MAX)] = PIECE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Something stored that is not what follows from what happened."""

    whose: str
    expected: str
    found: str


def compare(whose: str, expected: object, found: object) -> list[Discrepancy]:
    """Return what is wrong of something, if it is not what it should be."""
    if expected == found:
        return []
    return [Discrepancy(whose=whose, expected=str(expected), found=str(found))]
