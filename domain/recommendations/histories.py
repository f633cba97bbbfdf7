"""Histories: which items customers have bought, how often, and how long ago."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Baskets, Ints

Numbers = NDArray[np.float64]

# Of a customer the items that they bought last; what is older says little.
OWNED_MAX = 300
BY_BASKET, HALF_LIFE_DAYS = 0.9, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """What customers own, an item to a place: whose it is, and what is known of it.

    `row` says whose by their place in `customer`; `baskets` and `last_day` are theirs,
    at those places. `since` counts the baskets that came after; `lately` and `recent`
    count purchases, the older the less, by baskets and by days.
    """

    customer: Ints
    baskets: Ints
    last_day: Ints
    row: Ints
    item: Ints
    count: Ints
    since: Ints
    first: Ints
    last: Ints
    lately: Numbers
    recent: Numbers


def histories(given: Baskets, today: int) -> Histories:
    """Return what each customer bought, as of after their last basket."""
    order = np.lexsort((given.basket, given.day, given.customer))
    whose, day = given.customer[order], given.day[order]
    basket, item = given.basket[order], given.item[order]
    customer, start, lines = np.unique(whose, return_index=True, return_counts=True)
    row = np.repeat(np.arange(len(customer)), lines)
    starts = np.ones(len(row), dtype=bool)
    starts[1:] = (row[1:] != row[:-1]) | (basket[1:] != basket[:-1])
    number = np.cumsum(starts)
    number = number - number[start][row]
    end = start + lines - 1
    baskets = number[end] + 1
    owned, first, place, count = np.unique(
        row * given.items + item,
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    last, last_day = np.zeros(len(owned), np.int64), np.zeros(len(owned), np.int64)
    np.maximum.at(last, place, number)
    np.maximum.at(last_day, place, day)
    later = baskets[row] - 1 - number
    return _latest(
        Histories(
            customer=customer,
            baskets=baskets,
            last_day=day[end],
            row=owned // given.items,
            item=owned % given.items,
            count=count,
            since=baskets[owned // given.items] - 1 - last,
            first=day[first],
            last=last_day,
            lately=_sums(place, BY_BASKET**later),
            recent=_sums(place, 0.5 ** ((today - day) / HALF_LIFE_DAYS)),
        )
    )


def _latest(given: Histories) -> Histories:
    """Return of each customer as many as count, those that were bought last."""
    order = np.lexsort((-given.count, given.since, given.row))
    _, start, lines = np.unique(given.row, return_index=True, return_counts=True)
    kept = np.empty(len(order), dtype=bool)
    kept[order] = np.arange(len(order)) - np.repeat(start, lines) < OWNED_MAX
    return Histories(
        customer=given.customer,
        baskets=given.baskets,
        last_day=given.last_day,
        row=given.row[kept],
        item=given.item[kept],
        count=given.count[kept],
        since=given.since[kept],
        first=given.first[kept],
        last=given.last[kept],
        lately=given.lately[kept],
        recent=given.recent[kept],
    )


def _sums(place: Ints, weights: Numbers) -> Numbers:
    return np.bincount(place, weights=weights).astype(float)
