"""Ranking: what one customer buys next, from what they bought and what goes with it.

What somebody bought comes back with a chance that depends on how often they bought it
and how many baskets ago; a table of that is learnt from the baskets that came. What was
never bought competes by what it goes with, as much as suits the shop.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from domain.recommendations.baskets import Baskets

# Up to which count, share of the customer's baskets in hundredths, and baskets since.
COUNTS = (1, 2, 4, 8, 16)
SHARES = (2, 5, 10, 20, 35, 60)
SINCE = (0, 1, 3, 8, 20)
# As much as so many cases counts what is usual.
BELIEVED = 10
CELLS = (len(COUNTS) + 1) * (len(SHARES) + 1) * (len(SINCE) + 1)
DECAY = 0.85
HISTORY_MAX = 200
POPULAR_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """An item that a customer bought: in how many of how many baskets, and when."""

    item: int
    count: int
    since: int
    baskets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How likely something is bought again, by count, share and baskets since.

    `explore` is how much a likeness counts against that.
    """

    again: tuple[float, ...] = (0.1,) * CELLS
    explore: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is known of items: how popular, how often bought again, with what."""

    popularity: Sequence[int]
    again: Sequence[float]
    together: Mapping[int, Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item with its score, and from which bought item that follows, if any."""

    item: int
    score: float
    because: int | None = None
    owned: Owned | None = field(default=None)


def histories(given: Baskets) -> dict[int, list[Owned]]:
    """Return what each customer bought, as of after their last basket."""
    found: dict[int, list[Owned]] = {}
    order = np.lexsort((given.basket, given.day, given.customer))
    customers, starts = np.unique(given.customer[order], return_index=True)
    ends = [*starts[1:], len(order)]
    for who, start, end in zip(customers, starts, ends, strict=True):
        rows = order[start:end]
        found[int(who)] = owned(given.basket[rows].tolist(), given.item[rows].tolist())
    return found


def owned(baskets: Sequence[int], items: Sequence[int]) -> list[Owned]:
    """Return what is in some baskets of one customer, which come in turn."""
    number, last = -1, None
    counts: dict[int, int] = {}
    seen: dict[int, int] = {}
    for basket, item in zip(baskets, items, strict=True):
        if basket != last:
            number, last = number + 1, basket
        counts[item] = counts.get(item, 0) + 1
        seen[item] = number
    return [
        Owned(item=item, count=count, since=number - seen[item], baskets=number + 1)
        for item, count in counts.items()
    ]


def learn(
    before: Mapping[int, Sequence[Owned]], came: Mapping[int, frozenset[int]]
) -> Fitted:
    """Return how likely something is bought again, by the baskets that came."""
    cases, hits = np.zeros(CELLS), np.zeros(CELLS)
    for who, basket in came.items():
        for each in before.get(who, ()):
            place = _place(each)
            cases[place] += 1
            hits[place] += each.item in basket
    usual = hits.sum() / max(cases.sum(), 1)
    table = (hits + BELIEVED * usual) / (cases + BELIEVED)
    return Fitted(again=tuple(map(float, table)))


def rank(
    history: Sequence[Owned], fitted: Fitted, known: Catalogue, limit: int
) -> list[Candidate]:
    """Return the best items for somebody, each with what contributed most to it."""
    kept = sorted(history, key=lambda each: (each.since, -each.count))[:HISTORY_MAX]
    scores = {each.item: _again(each, fitted, known) for each in kept}
    mine = {each.item: each for each in kept}
    fresh: dict[int, float] = {}
    best: dict[int, tuple[float, int]] = {}
    if fitted.explore:
        for each in kept:
            weight = fitted.explore * DECAY**each.since
            for item, alike in known.together.get(each.item, ()):
                if item not in mine:
                    part = weight * alike
                    fresh[item] = fresh.get(item, 0.0) + part
                    if part > best.get(item, (0.0, 0))[0]:
                        best[item] = part, each.item
    found = [
        Candidate(item=item, score=score, owned=mine[item])
        for item, score in scores.items()
    ]
    found += [
        Candidate(item=item, score=score, because=best[item][1])
        for item, score in fresh.items()
    ]
    # Ties go to what is popular, and never to what has the lower number.
    found.sort(key=lambda one: (-one.score, -known.popularity[one.item], one.item))
    return found[:limit]


def _again(each: Owned, fitted: Fitted, known: Catalogue) -> float:
    # Within a cell, who has more of it is a little more likely to come back for it.
    more = 1 + 0.5 * each.count / each.baskets
    return fitted.again[_place(each)] * known.again[each.item] ** 0.5 * more


def _place(each: Owned) -> int:
    """Return the cell of the table that an item is in."""
    share = 100 * each.count // each.baskets
    count = bisect_left(COUNTS, each.count)
    cell = count * (len(SHARES) + 1) + bisect_left(SHARES, share)
    return cell * (len(SINCE) + 1) + bisect_left(SINCE, each.since)
