"""Reasoning: because of which of their items something new is shown to somebody."""

from itertools import pairwise

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.candidates import DECAY
from domain.recommendations.histories import Histories, faded
from domain.recommendations.known import Catalogue


def reasons(given: Histories, known: Catalogue, rows: Ints, items: Ints) -> Ints:
    """Return which of a customer's items each of some goes with best, or -1.

    What is in baskets with it comes before what leads to it, and of what goes with it
    as well, what has the lower number. Customers come one after the other.
    """
    reach, found = known.reach, np.full(len(rows), -1, np.int64)
    source = reach.source[given.item]
    telling = np.flatnonzero(source >= 0)
    source = source[telling]
    bounds = np.searchsorted(given.row[telling], np.arange(len(given.customer) + 1))
    wanted = np.full(reach.ways * reach.places, -1)
    by_way = reach.places * np.arange(reach.ways)[:, None]
    starts = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
    of: list[Ints] = []
    by: list[Ints] = []
    at: list[Ints] = []
    for low, high in pairwise([*starts, len(rows)]):
        first, last = bounds[rows[low]], bounds[rows[low] + 1]
        places = reach.place[items[low:high]] + by_way
        wanted[places] = np.arange(low, high)
        asked = wanted.take(reach.other.take(source[first:last], axis=0).ravel())
        hits = np.flatnonzero(asked >= 0)
        of.append(asked[hits])
        by.append(first + hits // reach.other.shape[1])
        at.append(hits % reach.other.shape[1])
        wanted[places] = -1
    if not of:
        return found
    target, who, where = map(np.concatenate, (of, by, at))
    other, own = reach.other[source[who], where], given.item[telling[who]]
    part = reach.weight[source[who], where] * faded(DECAY, given.since[telling[who]])
    # What is written last stands, and that is the best.
    best = np.lexsort((-own, part, other < reach.places))
    found[target[best]] = own[best]
    return found
