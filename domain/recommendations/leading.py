"""Leading: what somebody has leads to what else, all that they have taken together.

EASE: H. Steck (2019): Embarrassingly Shallow Autoencoders for Sparse Data. WWW '19,
3251-3257. Each item is foretold by all others, linearly and with a ridge. Where there
are fewer customers than items, the smaller matrix is inverted (by Woodbury's identity).
"""

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Baskets
from domain.recommendations.going import Goes
from domain.recommendations.likeness import sparse

# What few have says nothing; the matrix is of the square of so many, in memory.
ITEMS_MAX, HAD_MIN = 6_000, 3
RIDGE = 100.0
LED_TO = 20
BLOCK = 500


def leads(given: Baskets) -> Goes:
    """Return what each item leads to, and how much."""
    pairs = np.unique(given.customer * given.items + given.item)
    customer, item = pairs // max(given.items, 1), pairs % max(given.items, 1)
    count = np.bincount(item, minlength=given.items)
    kept = np.argsort(-count, kind="stable")[:ITEMS_MAX]
    kept = kept[count[kept] >= HAD_MIN]
    width = max(1, min(LED_TO, len(kept) - 1))
    other = np.zeros((given.items, width), np.int32)
    weight = np.zeros((given.items, width), np.float32)
    if len(kept) > 1:
        place = np.full(given.items, -1)
        place[kept] = np.arange(len(kept))
        inside = place[item] >= 0
        _, row = np.unique(customer[inside], return_inverse=True)
        ones = np.ones(len(row), np.float32)
        had = sparse().csr_matrix((ones, (row, place[item[inside]])))
        for start, block in _inverse(had):
            rows = kept[start : start + len(block)]
            best = np.argpartition(-block, width - 1, axis=1)[:, :width]
            other[rows] = kept[best]
            # What it keeps from is left out: it is little, and no reason.
            weight[rows] = np.maximum(np.take_along_axis(block, best, axis=1), 0)
    return Goes(other=other, weight=weight)


def _inverse(had: Any) -> Any:
    """Give the weights in blocks of rows, each with where it begins."""
    customers, items = had.shape
    if customers < items:
        dense = had.toarray()
        inner = _inverted(dense @ dense.T) @ dense
        diagonal = (1 - (dense * inner).sum(axis=0)) / RIDGE
        for start in range(0, items, BLOCK):
            block = dense[:, start : start + BLOCK].T @ inner / RIDGE
            yield start, _without_own(block / diagonal, start)
        return
    inverse = _inverted((had.T @ had).toarray())
    diagonal = np.diag(inverse).copy()
    for start in range(0, items, BLOCK):
        block = -inverse[start : start + BLOCK] / diagonal
        yield start, _without_own(block, start)


def _inverted(gram: NDArray[Any]) -> NDArray[Any]:
    """Return the inverse of a matrix with the ridge on it, by Cholesky's method."""
    lapack = import_module("scipy.linalg.lapack")
    places = np.arange(len(gram))
    gram[places, places] += RIDGE
    lower, _ = lapack.spotrf(gram, lower=True, overwrite_a=True)
    found, _ = lapack.spotri(lower, lower=True, overwrite_c=True)
    return np.tril(found) + np.tril(found, -1).T


def _without_own(block: NDArray[Any], start: int) -> NDArray[Any]:
    """Return a block in which nothing leads to itself."""
    rows = np.arange(len(block))
    block[rows, start + rows] = 0
    return block
