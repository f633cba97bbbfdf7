"""Baskets: who bought what when, as numbers, and what follows from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

RECENT_DAYS = 28


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
    """Return how often who bought an item bought it again, 1 being as usual.

    Of few buyers little is believed: as much as ten others count what is usual.
    """
    pairs = given.customer * given.items + given.item
    owned, times = np.unique(pairs, return_counts=True)
    item = owned % given.items
    buyers = np.bincount(item, minlength=given.items)
    repeated = np.bincount(item, weights=times > 1, minlength=given.items)
    usual = repeated.sum() / max(buyers.sum(), 1)
    if usual == 0:
        return np.ones(given.items)
    return (repeated + 10 * usual) / (buyers + 10) / usual
