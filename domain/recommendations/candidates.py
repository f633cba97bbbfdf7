"""Candidates: what somebody may buy next, and the figures by which that is foretold.

These are the items that they own, those that go with them, and those that everybody
buys now. What is learnt of many customers and what is said of one come from here.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.histories import Histories, Numbers
from domain.recommendations.likeness import sparse

NEW_MAX, POPULAR_MAX = 30, 20
DECAY = 0.85
# What is not alike at all, as a logarithm has no end; and so of what is never bought.
UNLIKE, NEVER = 1e-3, 1e-2
FIGURES = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is known of items: how popular, how often bought again, what goes with what.

    `alike` is a sparse matrix with a row for each item.
    """

    popularity: Ints
    again: Numbers
    alike: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Items for customers, an item to a place: whose, and the figures of it.

    The first are those that they own, as many and in the order as in their histories.
    """

    row: Ints
    item: Ints
    figures: Numbers


def candidates(given: Histories, known: Catalogue, today: int) -> Candidates:
    """Return what customers may buy next."""
    items = len(known.popularity)
    rows = len(given.customer)
    ends = np.searchsorted(given.row, np.arange(rows + 1))
    had = sparse().csr_matrix(
        (DECAY**given.since, given.item, ends), shape=(rows, items), dtype=float
    )
    goes = had @ known.alike
    popular = np.argsort(-known.popularity, kind="stable")[:POPULAR_MAX]
    alike = np.zeros(len(given.item))
    fresh: list[Ints] = []
    likeness: list[Numbers] = []
    # Of one customer at a time, in a row that is used again: it stays in the cache.
    score = np.zeros(items)
    for row, (low, high) in enumerate(pairwise(goes.indptr.tolist())):
        others, own = goes.indices[low:high], given.item[ends[row] : ends[row + 1]]
        score[others] = goes.data[low:high]
        alike[ends[row] : ends[row + 1]] = score[own]
        score[own] = -1
        new = _best(others, score[others])
        new = np.concatenate([new, popular[score[popular] >= 0]])
        new = np.unique(new)
        fresh.append(new)
        likeness.append(score[new])
        score[others] = 0
        score[own] = 0
    counts = [len(each) for each in fresh]
    row = np.concatenate([given.row, np.repeat(np.arange(rows), counts)])
    item = np.concatenate([given.item, *fresh]).astype(np.int64)
    figures = _figures(
        given, known, today, row, item, np.concatenate([alike, *likeness])
    )
    return Candidates(row=row, item=item, figures=figures)


def _best(others: Ints, scores: Numbers) -> Ints:
    """Return those of others that go best with what somebody has, and are new."""
    new = scores > 0
    others, scores = others[new], scores[new]
    if len(others) <= NEW_MAX:
        return others
    return others[np.argpartition(-scores, NEW_MAX)[:NEW_MAX]]


def _figures(  # noqa: PLR0913, PLR0917 - what a place is made of
    given: Histories,
    known: Catalogue,
    today: int,
    row: Ints,
    item: Ints,
    alike: Numbers,
) -> Numbers:
    own, size = len(given.item), len(row)
    days = np.log1p(np.maximum(today - given.last, 0))
    since, count = np.log1p(given.since), np.log(given.count)
    gap = (given.last - given.first) / np.maximum(given.count - 1, 1)
    baskets = np.log(given.baskets)[row]
    popular = np.log1p(known.popularity)[item]
    new = np.zeros(size)
    new[own:] = 1
    # A column at a time, as they are computed.
    figures = np.zeros((size, FIGURES), order="F")
    of_own = (
        count,
        given.count / given.baskets[given.row],
        since,
        days,
        np.where(given.count > 1, days - np.log1p(gap), 0),
        given.count == 1,
        given.since == 0,
        np.log(given.lately),
        np.log(given.recent + UNLIKE),
        count * since,
    )
    for place, column in enumerate(of_own):
        figures[:own, place] = column
    of_all = (
        new,
        np.log(known.again + NEVER)[item] * (1 - new),
        popular,
        new * popular,
        alike,
        new * alike,
        np.log(alike + UNLIKE),
        new * baskets,
    )
    for place, column in enumerate(of_all, start=len(of_own)):
        figures[:, place] = column
    return figures
