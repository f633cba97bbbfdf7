"""TIFU-KNN, a yard-stick: what somebody buys, the older the less, and people like them.

H. Hu, X. He, J. Gao, Z. Zhang (2020): Modeling Personalized Item Frequency Information
for Next-basket Recommendation. Baskets are in groups; both within a group and between
groups what is older counts less; what the nearest others buy is mixed in.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from domain.recommendations.baskets import Baskets
from domain.recommendations.likeness import sparse

GROUP, WITHIN, BETWEEN = 7, 0.9, 0.7
NEIGHBOURS, OWN = 300, 0.7
BLOCK = 100


def tifu_knn(given: Baskets, judged: Sequence[int], top: int) -> list[list[int]]:
    """Return the best items of some customers."""
    vectors = _vectors(given)
    norms = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    found: list[list[int]] = []
    for start in range(0, len(judged), BLOCK):
        who = np.array(judged[start : start + BLOCK])
        apart = norms[None, :] - 2 * (vectors[who] @ vectors.T).toarray()
        apart[np.arange(len(who)), who] = np.inf
        near = np.argpartition(apart, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        for row, each in enumerate(who):
            others = np.asarray(vectors[near[row]].mean(axis=0)).ravel()
            mixed = OWN * vectors[each].toarray().ravel() + (1 - OWN) * others
            found.append(np.argsort(-mixed, kind="stable")[:top].tolist())
    return found


def _vectors(given: Baskets) -> Any:
    """Return a row for each customer: how much of each item they buy."""
    order = np.lexsort((given.basket, given.day, given.customer))
    whose, basket = given.customer[order], given.basket[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (whose[1:] != whose[:-1]) | (basket[1:] != basket[:-1])
    number = np.cumsum(new)
    last = np.zeros(int(given.customer.max()) + 1, np.int64)
    np.maximum.at(last, whose, number)
    first = np.full(len(last), len(order))
    np.minimum.at(first, whose, number)
    later, count = last[whose] - number, (last - first + 1)[whose]
    groups = -(-count // GROUP)
    weight = WITHIN ** (later % GROUP) * BETWEEN ** (later // GROUP)
    size = np.minimum(GROUP, count)
    return sparse().csr_matrix(
        (weight / size / groups, (whose, given.item[order])),
        shape=(len(last), given.items),
    )
