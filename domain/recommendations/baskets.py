"""Baskets: who bought what when, as numbers, and what follows from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

RECENT_DAYS = 28
# Later baskets of all who bought an item.
FEW = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Baskets:
    """Lines of orders, oldest first: whose, on what day, in which basket, of what.

    Customers, baskets and items are numbered from 0; a basket has an item once.
    """

    customer: Ints
    day: Ints
    basket: Ints
    item: Ints
    items: int

    def until(self, day: int) -> "Baskets":
        """Return the lines up to a day, that included."""
        return self._those(self.day <= day)

    def after(self, day: int) -> "Baskets":
        """Return the lines after a day."""
        return self._those(self.day > day)

    def of(self, customers: Sequence[int]) -> "Baskets":
        """Return the lines of some customers."""
        return self._those(np.isin(self.customer, customers))

    def between(self, low: int, high: int) -> "Baskets":
        """Return the lines from a place on, up to another."""
        return self._those(slice(low, high))

    def in_order(self, order: Ints) -> "Baskets":
        """Return the lines in another order, by the places that they have now."""
        return self._those(order)

    def _those(self, which: Any) -> "Baskets":
        return Baskets(
            customer=self.customer[which],
            day=self.day[which],
            basket=self.basket[which],
            item=self.item[which],
            items=self.items,
        )


def popularity(given: Baskets, today: int, days: int = RECENT_DAYS) -> Ints:
    """Return in how many recent baskets each item is."""
    recent = given.item[given.day > today - days]
    return np.bincount(recent, minlength=given.items)


def again(given: Baskets) -> NDArray[np.float64]:
    """Return how often an item is in later baskets of who bought it, 1 being as usual.

    Of few such baskets little is believed: as much as fifty others count what is usual.
    """
    order = np.lexsort((given.basket, given.day, given.customer))
    whose, basket = given.customer[order], given.basket[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (whose[1:] != whose[:-1]) | (basket[1:] != basket[:-1])
    number = np.cumsum(new)
    last = np.zeros(int(whose.max(initial=-1)) + 1, np.int64)
    np.maximum.at(last, whose, number)
    # The lines are in order, so that the first of each is the one they were new on.
    owned, first, times = np.unique(
        whose * given.items + given.item[order], return_index=True, return_counts=True
    )
    item, later = owned % given.items, last[whose[first]] - number[first]
    chances = np.bincount(item, weights=later, minlength=given.items)
    taken = np.bincount(item, weights=times - 1, minlength=given.items)
    usual = taken.sum() / max(chances.sum(), 1)
    if usual == 0:
        return np.ones(given.items)
    return (taken + FEW * usual) / (chances + FEW) / usual
