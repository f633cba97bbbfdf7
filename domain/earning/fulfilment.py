"""Fulfilment: what of an order was confirmed, and how much of an award comes free.

A share of a line comes free by its pieces that are left, rounded down; the rest comes
with the last of them. What is given for no line in particular goes by the amounts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from domain.earning import arithmetic
from domain.earning.arithmetic import left_of
from domain.earning.model import AwardRelease, GivenAward
from domain.earning.trace import LineShare
from domain.events import Behaviour
from domain.orders import OrderCase

# Under this name an event says which lines are confirmed, if not all are.
LINES = "lines"
# As many pieces as a line has.
ALL = 1_000_000_000


def confirmed(event: Behaviour, case: OrderCase) -> dict[int, int]:
    """Return how many pieces of each line an event confirms.

    All of all lines, unless it names some; of a line that it names all, unless it says
    how many. What it says in another way confirms nothing.
    """
    if LINES not in event.data:
        return dict.fromkeys([line.no for line in case.lines], ALL)
    told = event.data[LINES]
    found: Counter[int] = Counter()
    for each in cast("list[Any]", told) if isinstance(told, list) else []:
        match each:
            case {"line": int(no), "quantity": int(pieces)} if pieces > 0:
                found[no] += pieces
            case {"line": int(no)} if "quantity" not in each:
                found[no] += ALL
            case _:
                pass
    return dict(found)


def free(award: GivenAward, case: OrderCase, pieces: Mapping[int, int]) -> int:
    """Return how much of an award is free when so many pieces are confirmed."""
    left = {line.no: there for line in case.lines if (there := left_of(line)) > 0}
    if all(pieces.get(no, 0) >= there for no, there in left.items()):
        return award.kept
    found = [
        share.amount
        * min(pieces.get(share.line, 0), left[share.line])
        // left[share.line]
        for share in _shares(award, case)
        if share.line in left
    ]
    return min(sum(found), award.kept)


def freed(award: GivenAward, release: AwardRelease) -> GivenAward:
    """Return an award of which a part came free, or all of it at once.

    The part has a lot of its own; all of it is the lot that waited, given anew.
    """
    now = replace(award, revision=release.revision)
    whole = release.amount == award.kept
    if not whole:
        now = replace(now, releases=(*award.releases, release))
    if whole or now.released == now.kept:
        now = replace(
            now, available_at=release.available_at, expires_at=release.expires_at
        )
    return replace(now, lot_revision=release.revision) if whole else now


def cut(releases: Sequence[AwardRelease], kept: int) -> tuple[AwardRelease, ...]:
    """Return what stays of what came free if no more than so much is kept.

    What waits goes first, and then what came free last.
    """
    found: list[AwardRelease] = []
    for each in releases:
        amount = min(each.amount, kept)
        kept -= amount
        if amount:
            found.append(replace(each, amount=amount))
    return tuple(found)


def counted(so_far: Mapping[int, int], more: Mapping[int, int]) -> dict[int, int]:
    """Return how many pieces of each line are confirmed together."""
    lines: Iterable[int] = so_far.keys() | more.keys()
    return {no: so_far.get(no, 0) + more.get(no, 0) for no in lines}


def _shares(award: GivenAward, case: OrderCase) -> tuple[LineShare, ...]:
    if award.trace.lines:
        return award.trace.lines
    left = [(line.no, line.amount - line.returned_amount) for line in case.lines]
    return arithmetic.shares(left, award.kept)
