"""Quantiles: the least number of purchases that so many customers don't exceed."""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from domain.scoring.special import Numbers

# Nobody is expected to buy more often.
ORDERS_MAX = 2_000


def least_of(upto: Iterable[Numbers], parts: Sequence[float]) -> tuple[Numbers, ...]:
    """Return, for each part, the least number at which `upto` has come to it.

    Of each number, 0 first, `upto` says how likely each customer buys no more often; it
    need not end.
    """
    found: list[Numbers] = []
    for number, chance in enumerate(islice(upto, ORDERS_MAX)):
        found = found or [np.full_like(chance, -1.0) for _ in parts]
        for place, part in enumerate(parts):
            unset = (found[place] < 0) & (chance >= part)
            found[place] = np.where(unset, number, found[place])
        if all((each >= 0).all() for each in found):
            break
    return tuple(np.where(each < 0, ORDERS_MAX, each) for each in found)
