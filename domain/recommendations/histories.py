"""Histories: which items customers have bought, how often, and how long ago."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Baskets, Ints

Numbers = NDArray[np.float64]

# Of a customer the items that they bought last; what is older says little.
OWNED_MAX = 300
BY_BASKET, SLOWLY_BY_BASKET, HALF_LIFE_DAYS = 0.9, 0.98, 60
# Of a number without its sign.
BITS = 63
# Of lines, or somewhat more.
AT_ONCE = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """What customers own, an item to a place: whose it is, and what is known of it.

    `row` says whose by their place in `customer`; `baskets` and `last_day` are theirs,
    at those places. `count` counts the baskets that had it and `days` the days of
    these; `since` the baskets that came after the last, `known` those after the first;
    `lately`, `slowly` and `recent` count purchases, the older the less: by baskets, by
    baskets but slowly, and by days. `older_row` and `older_item` are what they have
    besides, of whom so many items are not looked at.
    """

    customer: Ints
    baskets: Ints
    last_day: Ints
    row: Ints
    item: Ints
    count: Ints
    days: Ints
    since: Ints
    known: Ints
    first: Ints
    last: Ints
    lately: Numbers
    slowly: Numbers
    recent: Numbers
    older_row: Ints
    older_item: Ints


def histories(given: Baskets, today: int) -> Histories:
    """Return what each customer bought, as of after their last basket."""
    lines = _in_order(given)
    starts, size = np.flatnonzero(_starts(lines.customer)), len(lines.customer)
    # Some customers at a time, whose lines stay in the cache.
    first = np.searchsorted(starts, np.arange(0, max(size, 1), AT_ONCE))
    lows = [*dict.fromkeys(np.append(starts, size)[first].tolist()), size]
    found = [
        _of_some(lines.between(low, high), today)
        for low, high in pairwise(lows)
        if low < high or not size
    ]
    return found[0] if len(found) == 1 else _joined(found)


def _joined(given: Sequence[Histories]) -> Histories:
    """Return histories of some customers and of others as one."""
    before = np.cumsum([0, *(len(each.customer) for each in given)])
    pairs = list(zip(given, before[:-1], strict=True))
    rows = np.concatenate([each.row + first for each, first in pairs])
    older = np.concatenate([each.older_row + first for each, first in pairs])

    def all_of(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(each, name) for each in given])

    names = {each.name for each in fields(Histories)} - {"row", "older_row"}
    found = {name: all_of(name) for name in names}
    return Histories(row=rows, older_row=older, **found)


def _of_some(given: Baskets, today: int) -> Histories:
    """Return what customers bought whose lines are in order."""
    day, item = given.day, given.item
    new = _starts(given.customer)
    customer, start = given.customer[new], np.flatnonzero(new)
    row = np.cumsum(new) - 1
    # Of nothing there is no end either.
    end = np.append(start, len(row))[1:] - 1
    number = np.cumsum(new | _starts(given.basket))
    number = number - number[start][row]
    baskets = number[end] + 1
    # What somebody bought of an item, one after the other, the latest last.
    owned = row * given.items + item
    order = _sorted(owned)
    new = _starts(owned[order])
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    last = np.append(first, len(order))[1:] - 1
    latest, row_of = order[last], row[order[first]]
    on = day[order]
    days = np.cumsum(new | _starts(on))
    later = baskets[row] - 1 - number
    return _latest(
        Histories(
            customer=customer,
            baskets=baskets,
            last_day=day[end],
            row=row_of,
            item=item[order[first]],
            count=last - first + 1,
            days=days[last] - days[first] + 1,
            since=later[latest],
            known=later[order[first]],
            first=on[first],
            last=on[last],
            lately=_sums(place, faded(BY_BASKET, later)),
            slowly=_sums(place, faded(SLOWLY_BY_BASKET, later)),
            recent=_sums(place, _by_day(day, today)),
            older_row=np.zeros(0, np.int64),
            older_item=np.zeros(0, np.int64),
        )
    )


def _in_order(given: Baskets) -> Baskets:
    """Return a customer's lines one after the other, the oldest first."""
    after, same = np.zeros(max(len(given.day) - 1, 0), bool), True
    for each in (given.customer, given.day, given.basket):
        step = np.diff(each)
        after |= same & (step < 0)
        same = same & (step == 0)
    if not after.any():
        # As they mostly are, and it takes longer to sort than to see.
        return given
    return given.in_order(np.lexsort((given.basket, given.day, given.customer)))


def _sorted(values: Ints) -> Ints:
    """Return the places of values in their order, the same ones as they came.

    Numbers that hold value and place are sorted many times as fast as places.
    """
    bits = len(values).bit_length()
    if int(values.max(initial=0)).bit_length() + bits > BITS:
        return np.argsort(values, kind="stable")
    keys = (values << bits) | np.arange(len(values))
    keys.sort()
    return keys & ((1 << bits) - 1)


def _starts(values: Ints) -> NDArray[np.bool_]:
    """Return which values are other than the one before."""
    starts = np.ones(len(values), dtype=bool)
    starts[1:] = values[1:] != values[:-1]
    return starts


def _latest(given: Histories) -> Histories:
    """Return of each customer as many as count, those that were bought last."""
    start = np.flatnonzero(_starts(given.row))
    lines = np.diff(np.append(start, len(given.row)))
    if not len(lines) or lines.max() <= OWNED_MAX:
        return given
    often = int(given.count.max())
    long_ago = given.since * (often + 1) + often - given.count
    order = _sorted(given.row * (int(long_ago.max()) + 1) + long_ago)
    is_kept = np.empty(len(order), dtype=bool)
    is_kept[order] = np.arange(len(order)) - np.repeat(start, lines) < OWNED_MAX
    kept = np.flatnonzero(is_kept)
    return Histories(
        customer=given.customer,
        baskets=given.baskets,
        last_day=given.last_day,
        row=given.row[kept],
        item=given.item[kept],
        count=given.count[kept],
        days=given.days[kept],
        since=given.since[kept],
        known=given.known[kept],
        first=given.first[kept],
        last=given.last[kept],
        lately=given.lately[kept],
        slowly=given.slowly[kept],
        recent=given.recent[kept],
        older_row=given.row[~is_kept],
        older_item=given.item[~is_kept],
    )


def faded(by: float, steps: Ints) -> Numbers:
    """Return what is left after so many steps; each power is taken once."""
    powers: Numbers = by ** np.arange(int(steps.max(initial=0)) + 1, dtype=np.float64)
    return powers[steps]


def _by_day(day: Ints, today: int) -> Numbers:
    """Return what days count, each of which is many times there."""
    first = int(day.min(initial=today))
    days = np.arange(first, int(day.max(initial=first)) + 1, dtype=np.float64)
    counts: Numbers = 0.5 ** ((today - days) / HALF_LIFE_DAYS)
    return counts[day - first]


def _sums(place: Ints, weights: Numbers) -> Numbers:
    return np.bincount(place, weights=weights).astype(float)
