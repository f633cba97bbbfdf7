"""TIFU-KNN, a yard-stick: what somebody buys, the older the less, and people like them.

H. Hu, X. He, J. Gao, Z. Zhang (2020): Modeling Personalized Item Frequency Information
for Next-basket Recommendation. Baskets are in groups; both within a group and between
groups what is older counts less; what the nearest others buy is mixed in.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from domain.recommendations.baskets import Baskets
from domain.recommendations.gains import TOP
from domain.recommendations.likeness import sparse

Tops: TypeAlias = list[list[int]]

GROUP, WITHIN, BETWEEN = 7, 0.9, 0.7
NEIGHBOURS, OWN = 300, 0.7
BLOCK = 100


def tifu_knn(given: Baskets, judged: Sequence[int]) -> tuple[Tops, Tops]:
    """Return the best items of some customers, and the best that are new to them."""
    vectors = _vectors(given)
    norms = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    count = min(NEIGHBOURS, len(norms) - 1)
    every: Tops = []
    fresh: Tops = []
    for start in range(0, len(judged), BLOCK):
        who = np.array(judged[start : start + BLOCK])
        apart = norms[None, :] - 2 * (vectors[who] @ vectors.T).toarray()
        apart[np.arange(len(who)), who] = np.inf
        near = np.argpartition(apart, count, axis=1)[:, :count]
        for row, each in enumerate(who):
            others = np.asarray(vectors[near[row]].mean(axis=0)).ravel()
            own = vectors[each].toarray().ravel()
            mixed = OWN * own + (1 - OWN) * others
            every.append(_best(mixed))
            fresh.append(_best(np.where(own > 0, 0, mixed)))
    return every, fresh


def _best(scores: Any) -> list[int]:
    found = np.argsort(-scores, kind="stable")[:TOP]
    return found[scores[found] > 0].tolist()


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
