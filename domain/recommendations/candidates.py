"""Candidates: what somebody may buy next, and the figures by which that is foretold.

These are the items that they own, those that go with them, and those that everybody
buys now. What is learnt of many customers and what is said of one come from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.histories import Histories, Numbers
from domain.recommendations.known import Catalogue
from domain.recommendations.likeness import sparse

NEW_MAX = 30
DECAY = 0.85
# What is not alike at all, as a logarithm has no end.
UNLIKE = 1e-3
# Weights of what leads to what are small; greater ones say less and less more.
LED = 20.0
FIGURES = 23


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
    rows, items = len(given.customer), len(known.again)
    ends = np.searchsorted(given.row, np.arange(rows + 1))
    fading = DECAY**given.since
    had = sparse().csr_matrix((fading, given.item, ends), shape=(rows, items))
    ways = [had @ goes for goes in known.goes]
    owned = np.zeros((len(ways), len(given.item)))
    fresh: list[Ints] = []
    likeness: list[Numbers] = []
    # Of one customer at a time, in rows that are used again: they stay in the cache.
    scores = np.zeros((len(ways), items))
    for row, (low, high) in enumerate(pairwise(ends.tolist())):
        own, found = given.item[low:high], [known.popular]
        reached: list[Ints] = []
        for way, goes in enumerate(ways):
            score, where = scores[way], slice(*goes.indptr[row : row + 2])
            others = goes.indices[where]
            score[others] = goes.data[where]
            owned[way, low:high] = score[own]
            score[own] = -1
            reached.append(others)
            found.append(_best(others, score[others]))
        new = np.unique(np.concatenate(found))
        new = new[scores[0, new] >= 0]
        fresh.append(new)
        likeness.append(scores[:, new])
        for score, others in zip(scores, reached, strict=True):
            score[others] = 0
            score[own] = 0
    counts = [len(each) for each in fresh]
    row = np.concatenate([given.row, np.repeat(np.arange(rows), counts)])
    item = np.concatenate([given.item, *fresh])
    alike, leads = np.concatenate([owned, *likeness], axis=1)
    figures = _figures(given, known, today, row, item, alike, leads)
    return Candidates(row=row, item=item, figures=figures)


def _figures(  # noqa: PLR0913, PLR0917 - what a place is made of
    given: Histories,
    known: Catalogue,
    today: int,
    row: Ints,
    item: Ints,
    alike: Numbers,
    leads: Numbers,
) -> Numbers:
    of_own = _of_own(given, today)
    new = np.zeros(len(row))
    new[len(given.item) :] = 1
    # A column at a time, as they are computed.
    figures = np.zeros((len(row), FIGURES), order="F")
    for place, column in enumerate(of_own):
        figures[: len(given.item), place] = column
    again, popular, week, year = known.logs[:, item]
    led = np.arcsinh(LED * leads)
    of_all = (
        new,
        again * (1 - new),
        popular,
        new * popular,
        alike,
        new * alike,
        np.log(alike + UNLIKE),
        new * np.log(given.baskets)[row],
        year,
        week,
        new * week,
        led,
        new * led,
    )
    for place, column in enumerate(of_all, start=len(of_own)):
        figures[:, place] = column
    return figures


def _best(others: Ints, scores: Numbers) -> Ints:
    """Return those of others that go best with what somebody has, and are new."""
    new = scores > 0
    others, scores = others[new], scores[new]
    if len(others) <= NEW_MAX:
        return others
    return others[np.argpartition(-scores, NEW_MAX)[:NEW_MAX]]


def _of_own(given: Histories, today: int) -> Sequence[Numbers]:
    """Return the figures of what customers own."""
    days = np.log1p(np.maximum(today - given.last, 0))
    since, count = np.log1p(given.since), np.log(given.count)
    gap = (given.last - given.first) / np.maximum(given.count - 1, 1)
    return (
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
