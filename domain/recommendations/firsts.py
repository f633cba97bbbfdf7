"""Firsts: how many buy an item for the first time, which is what new items live of.

What many have had for years is popular, and yet new to few.
"""

import numpy as np

from domain.recommendations.baskets import RECENT_DAYS, Baskets, Ints


def firsts(given: Baskets, today: int) -> tuple[Ints, Ints]:
    """Return how many bought each item for the first time in a week, and in four."""
    pairs = given.customer * given.items + given.item
    order = np.lexsort((given.day, pairs))
    new = np.diff(pairs[order], prepend=-1) != 0
    item, day = given.item[order][new], given.day[order][new]
    week, month = (
        np.bincount(item[day > today - days], minlength=given.items)
        for days in (7, RECENT_DAYS)
    )
    return week, month
