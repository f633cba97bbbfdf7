"""Candidates: what somebody may buy next, and the figures by which that is foretold.

These are the items that they own, those that go with them, and those that everybody
buys now. What is learnt of many customers and what is said of one come from here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.histories import Histories, Numbers
from domain.recommendations.likeness import sparse

NEW_MAX, POPULAR_MAX = 30, 20
DECAY = 0.85
# What is not alike at all, as a logarithm has no end; and so of what is never bought.
UNLIKE, NEVER = 1e-3, 1e-2
FIGURES = 20


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
    owned = given.row * items + given.item
    shape = (len(given.customer), items)
    had = sparse().csr_matrix((DECAY**given.since, (given.row, given.item)), shape)
    goes = (had @ known.alike).tocsr()
    goes.sort_indices()
    whose = np.repeat(np.arange(shape[0]), np.diff(goes.indptr))
    keys = whose * items + goes.indices
    fresh = ~np.isin(keys, owned)
    best = _best(whose[fresh], goes.data[fresh])
    popular = np.argsort(-known.popularity, kind="stable")[:POPULAR_MAX]
    everybodys = (np.arange(shape[0])[:, None] * items + popular).ravel()
    new = np.union1d(keys[fresh][best], np.setdiff1d(everybodys, owned))
    every = np.concatenate([owned, new]).astype(np.int64)
    at = np.searchsorted(keys, every)
    there = at < len(keys)
    there[there] = keys[at[there]] == every[there]
    alike = np.zeros(len(every))
    alike[there] = goes.data[at[there]]
    row, item = every // items, every % items
    return Candidates(
        row=row, item=item, figures=_figures(given, known, today, row, item, alike)
    )


def _best(whose: Ints, scores: Numbers) -> Ints:
    """Return the places of the best of each customer."""
    order = np.lexsort((-scores, whose))
    _, start, count = np.unique(whose[order], return_index=True, return_counts=True)
    return order[np.arange(len(order)) - np.repeat(start, count) < NEW_MAX]


def _figures(  # noqa: PLR0913, PLR0917 - what a place is made of
    given: Histories,
    known: Catalogue,
    today: int,
    row: Ints,
    item: Ints,
    alike: Numbers,
) -> Numbers:
    own = len(given.item)
    new = (np.arange(len(row)) >= own).astype(float)
    popular = np.log1p(known.popularity[item])
    baskets = np.log(given.baskets)[row]
    since, count = np.log1p(given.since), np.log(given.count)
    days = np.log1p(np.maximum(today - given.last, 0))
    gap = (given.last - given.first) / np.maximum(given.count - 1, 1)
    of_own = np.zeros((len(row), 10))
    of_own[:own] = np.column_stack(
        [
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
        ]
    )
    return np.column_stack(
        [
            of_own,
            new,
            np.log(known.again[item] + NEVER) * (1 - new),
            popular,
            new * popular,
            alike,
            new * alike,
            np.log(alike + UNLIKE),
            baskets,
            new * baskets,
            np.log1p(np.maximum(today - given.last_day, 0))[row],
        ]
    )
