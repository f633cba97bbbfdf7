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


@dataclass(frozen=True, slots=True)
class _Offer:
    """What one customer may buy that is new to them, and how well all goes with it.

    Of two ways to go with it, for what they own and for what is new.
    """

    new: Ints
    own_goes: tuple[Numbers, Numbers]
    new_goes: tuple[Numbers, Numbers]


def candidates(given: Histories, known: Catalogue, today: int) -> Candidates:
    """Return what customers may buy next."""
    rows = len(given.customer)
    ends = np.searchsorted(given.row, np.arange(rows + 1)).tolist()
    fading = (DECAY**given.since).astype(float)
    offers = [
        _offer(given.item[low:high], fading[low:high], known)
        for low, high in pairwise(ends)
    ]
    counts = [len(each.new) for each in offers]
    row = np.concatenate([given.row, np.repeat(np.arange(rows), counts)])
    item = np.concatenate([given.item, *(each.new for each in offers)])
    alike, leads = (
        np.concatenate(
            [each.own_goes[way] for each in offers]
            + [each.new_goes[way] for each in offers]
            + [np.zeros(0)]
        )
        for way in (0, 1)
    )
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
    return Candidates(row=row, item=item, figures=figures)


def _offer(own: Ints, fading: Numbers, known: Catalogue) -> _Offer:
    """Return what goes best with what somebody has, and what everybody buys."""
    alike = known.alike.with_all(own, fading)
    leads = known.leads.with_all(own, fading)
    found = [known.popular]
    kept = alike[own], leads[own]
    for each in (alike, leads):
        each[own] = 0
        others = np.flatnonzero(each > 0)
        if len(others) > NEW_MAX:
            others = others[np.argpartition(-each[others], NEW_MAX)[:NEW_MAX]]
        found.append(others)
    new = np.unique(np.concatenate(found))
    new = new[~np.isin(new, own)]
    return _Offer(new, kept, (alike[new], leads[new]))


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
