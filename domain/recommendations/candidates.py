"""Candidates: what somebody may buy next, and the figures by which that is foretold.

These are the items that they own, those that go with them, and those that everybody
buys now. What is learnt of many customers and what is said of one come from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.histories import Histories, Numbers, faded
from domain.recommendations.known import Catalogue
from domain.recommendations.tastes import Tastes

NEW_MAX = 30
# Of so many sums the greatest is looked at first.
PART = 16
# The first numbers of a taste tell what it is by and large.
BROAD = 16
DECAY = 0.85
# What is not alike at all, as a logarithm has no end.
UNLIKE = 1e-3
# Weights of what leads to what are small; greater ones say less and less more.
LED = 20.0
# How often something is bought in later baskets, of what is believed before there are
# any, as of so many of them.
USUAL, BELIEVED = 0.05, 2.0
FIGURES = 25
# Of these, how well it goes with what they have, and how many baskets they have.
ALIKE, BASKETS, LEADS = 14, 17, 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Items for customers, an item to a place: whose, and the figures of it.

    The first are those that they own, as many and in the order as in their histories;
    of the others `taste` says how much to somebody's taste they are, more and less
    closely looked at.
    """

    row: Ints
    item: Ints
    figures: Numbers
    taste: Tastes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Items for customers, and how well they go with what each has, in both ways."""

    row: Ints
    item: Ints
    alike: Numbers
    leads: Numbers


def candidates(given: Histories, known: Catalogue, today: int) -> Candidates:
    """Return what customers may buy next."""
    rows, reach = len(given.customer), known.reach
    ends = np.searchsorted(given.row, np.arange(rows + 1))
    older = reach.place[given.older_item]
    since = np.searchsorted(given.older_row, np.arange(rows + 1)).tolist()
    source, place = reach.source[given.item], reach.place[given.item]
    # What nothing goes with is left out of the sums.
    told = np.flatnonzero(source >= 0)
    sources, left = source[told], faded(DECAY, given.since[told])
    bounds = np.searchsorted(told, ends).tolist()
    owned = np.empty((reach.ways, len(given.item)))
    fresh: list[Ints] = []
    likeness: list[Numbers] = []
    taste = [np.zeros((2, 0), np.float32)]
    is_found, popular = np.zeros(reach.places, bool), reach.place[known.popular]
    # Of one customer at a time, as sums of one stay in the cache.
    for row, (low, high) in enumerate(pairwise(ends.tolist())):
        own, where = place[low:high], slice(*bounds[row : row + 2])
        sums = reach.sums(sources[where], left[where])
        owned[:, low:high] = sums[:, own]
        # As what they had long ago is not new.
        had = own
        if since[row] < since[row + 1]:
            had = np.append(own, older[since[row] : since[row + 1]])
        sums[:, had] = 0
        for way in sums:
            is_found[_best(way)] = True
        is_found[popular] = True
        is_found[had] = False
        new = np.flatnonzero(is_found)
        is_found[new] = False
        fresh.append(new)
        likeness.append(sums[:, new])
        taste.append(_taste(known.tastes, given.item[low:high], reach.items[new]))
    counts = [len(each) for each in fresh]
    row = np.concatenate([given.row, np.repeat(np.arange(rows), counts)])
    item = np.concatenate([given.item, *(reach.items[new] for new in fresh)])
    alike, leads = np.concatenate([owned, *likeness], axis=1)
    places = _Places(row=row, item=item, alike=alike, leads=leads)
    figures = _figures(given, known, today, places)
    return Candidates(
        row=row, item=item, figures=figures, taste=np.concatenate(taste, axis=1)
    )


def _figures(
    given: Histories, known: Catalogue, today: int, places: _Places
) -> Numbers:
    of_own, alike = _of_own(given, today), places.alike
    new = np.zeros(len(places.row))
    new[len(given.item) :] = 1
    # A column at a time, as they are computed.
    figures = np.zeros((len(places.row), FIGURES), order="F")
    for place, column in enumerate(of_own):
        figures[: len(given.item), place] = column
    again, popular, week, year = known.logs[:4, places.item]
    led = np.arcsinh(LED * places.leads)
    of_all = (
        new,
        again * (1 - new),
        popular,
        new * popular,
        alike,
        new * alike,
        np.log(alike + UNLIKE),
        new * np.log(given.baskets)[places.row],
        year,
        week,
        new * week,
        led,
        new * led,
    )
    for place, column in enumerate(of_all, start=len(of_own)):
        figures[:, place] = column
    # What came later comes last, as weights of before do without it.
    for place, column in enumerate(
        _of_rates(given, known), start=len(of_own) + len(of_all)
    ):
        figures[: len(given.item), place] = column
    return figures


def _taste(tastes: Tastes, own: Ints, new: Ints) -> Tastes:
    """Return how much new items are to the taste of who has others."""
    mine, theirs = tastes.take(own, axis=0).sum(axis=0), tastes.take(new, axis=0)
    return np.array([theirs @ mine, theirs[:, :BROAD] @ mine[:BROAD]])


def _best(sums: Numbers) -> Ints:
    """Return the places of what goes best with what somebody has."""
    others = np.flatnonzero((sums > 0) & (sums >= _least_of_best(sums)))
    if len(others) <= NEW_MAX:
        return others
    return others[np.argpartition(-sums[others], NEW_MAX)[:NEW_MAX]]


def _least_of_best(sums: Numbers) -> float:
    """Return what the best are no less than, by a look at the best of some at a time.

    As many parts as are wanted have something that is as great.
    """
    parts = len(sums) // PART
    if parts <= NEW_MAX:
        return 0.0
    best = sums[: parts * PART].reshape(PART, parts).max(axis=0)
    return float(np.partition(best, parts - NEW_MAX)[parts - NEW_MAX])


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


def _of_rates(given: Histories, known: Catalogue) -> Sequence[Numbers]:
    """Return the figures of how often what customers own is in their baskets."""
    expected = BELIEVED * USUAL * known.again[given.item]
    rate = (given.count - 1 + expected) / (given.known + BELIEVED)
    return np.log(given.slowly), np.log(rate + UNLIKE)
