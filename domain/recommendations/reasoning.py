"""Reasoning: because of which of their items something new is shown to somebody."""

from itertools import pairwise

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.candidates import DECAY
from domain.recommendations.histories import Histories, Numbers, faded
from domain.recommendations.known import Catalogue


def reasons(given: Histories, known: Catalogue, rows: Ints, items: Ints) -> Ints:
    """Return which of a customer's items each of some goes with best, or -1.

    What is in baskets with it comes before what leads to it, and of what goes with it
    as well, what has the lower number. Customers come one after the other.
    """
    reach, none = known.reach, len(known.again)
    own, asked, weight = _going(given, known, rows, items)
    part = weight * faded(DECAY, given.since[own])
    most = np.zeros(reach.ways * len(rows))
    np.maximum.at(most, asked, part)
    best = np.flatnonzero(part == most[asked])
    found = np.full(len(most), none, np.int64)
    np.minimum.at(found, asked[best], given.item[own[best]])
    first = np.full(len(rows), -1, np.int64)
    for way in found.reshape(reach.ways, len(rows))[::-1]:
        first = np.where(way < none, way, first)
    return first


def _going(
    given: Histories, known: Catalogue, rows: Ints, items: Ints
) -> tuple[Ints, Ints, Numbers]:
    """Return what goes with some of the items of customers: which of theirs, and how.

    These are places in histories, numbers of items, way after way, and weights.
    """
    reach, width = known.reach, known.reach.other.shape[1]
    source = reach.source[given.item]
    telling = np.flatnonzero(source >= 0)
    source = source[telling]
    bounds = np.searchsorted(given.row[telling], np.arange(len(given.customer) + 1))
    number = np.zeros(reach.ways * reach.places, np.int64)
    is_wanted = np.zeros(len(number), bool)
    ways = np.arange(reach.ways)[:, None]
    starts = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
    own: list[Ints] = [np.zeros(0, np.int64)]
    asked: list[Ints] = [np.zeros(0, np.int64)]
    for low, high in pairwise([*starts, len(rows)]):
        first, last = bounds[rows[low]], bounds[rows[low] + 1]
        places = reach.place[items[low:high]] + ways * reach.places
        number[places] = np.arange(low, high) + ways * len(rows)
        is_wanted[places] = True
        other = reach.other.take(source[first:last], axis=0).ravel()
        # The smaller of both is looked up for all, as it stays in the cache.
        hits = np.flatnonzero(is_wanted.take(other))
        is_wanted[places] = False
        own.append(first * width + hits)
        asked.append(number[other[hits]])
    at = np.concatenate(own)
    who = at // width
    weight = reach.weight[source[who], at - who * width]
    return telling[who], np.concatenate(asked), weight
