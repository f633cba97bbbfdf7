"""Drawing winners from a seed and a list of tickets; pure, and the same everywhere.

`docs/verifier/draw.py` does the same without any code of ours.
"""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate, count
from typing import NamedTuple

RANGE = 1 << 256


class Tickets(NamedTuple):
    """An entrant's code, and how many tickets they have."""

    code: str
    tickets: int


class Picked(NamedTuple):
    """Who was drawn, and by which ticket of those that were left."""

    code: str
    ticket: int


def commitment(seed: str) -> str:
    """Return the SHA-256 of a seed's bytes, in hex."""
    return sha256(bytes.fromhex(seed)).hexdigest()


def list_hash(entries: Sequence[Tickets]) -> str:
    """Return the SHA-256 of a list of tickets: a line for each, by code."""
    lines = "".join(f"{each.code} {each.tickets}\n" for each in sorted(entries))
    return sha256(lines.encode()).hexdigest()


def pick(seed: str, entries: Sequence[Tickets], winners: int) -> list[Picked]:
    """Return who wins, the first first; nobody wins twice.

    The n-th number is SHA-256 of `seed list_hash n`; those above the last whole
    multiple of the tickets that are left are passed over, so that each is as likely.
    """
    left, named = sorted(entries), list_hash(entries)
    found: list[Picked] = []
    numbers = count()
    while left and len(found) < winners:
        ends = list(accumulate(each.tickets for each in left))
        number = _number(f"{seed} {named} {next(numbers)}")
        if number >= RANGE - RANGE % ends[-1]:
            continue
        ticket = number % ends[-1]
        place = bisect_right(ends, ticket)
        found.append(Picked(left[place].code, ticket))
        del left[place]
    return found


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest())
