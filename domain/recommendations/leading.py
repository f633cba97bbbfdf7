"""Leading: what somebody has leads to what else, all that they have taken together.

EASE: H. Steck (2019): Embarrassingly Shallow Autoencoders for Sparse Data. WWW '19,
3251-3257. Each item is foretold by all others, linearly and with a ridge. Where there
are fewer customers than items, the smaller matrix is inverted (by Woodbury's identity).
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Baskets
from domain.recommendations.going import Goes
from domain.recommendations.likeness import sparse

# What few have says nothing; one matrix is of the square of so many, in single
# precision and inverted where it is: 550 MiB.
ITEMS_MAX, HAD_MIN = 12_000, 3
RIDGE = 100.0
LED_TO = 20
BLOCK = 500
Matrix = NDArray[np.float32]


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
        few = had.shape[0] < had.shape[1]
        for start, block in _by_customers(had) if few else _by_items(had):
            np.fill_diagonal(block[:, start:], 0)
            rows = kept[start : start + len(block)]
            best = np.argpartition(-block, width - 1, axis=1)[:, :width]
            other[rows] = kept[best]
            # What it keeps from is left out: it is little, and no reason.
            weight[rows] = np.maximum(np.take_along_axis(block, best, axis=1), 0)
    return Goes(other=other, weight=weight)


def _by_customers(had: Any) -> Iterator[tuple[int, Matrix]]:
    """Give the weights in blocks of rows, each with where it begins."""
    customers, items = had.shape
    gram = _gram(had.T.tocsr(), customers)
    _invert(gram)
    whole = np.tril(gram) + np.tril(gram, -1).T
    del gram
    dense = had.toarray()
    inner = whole @ dense
    diagonal = (1 - (dense * inner).sum(axis=0)) / RIDGE
    for start in range(0, items, BLOCK):
        yield start, dense[:, start : start + BLOCK].T @ inner / RIDGE / diagonal


def _by_items(had: Any) -> Iterator[tuple[int, Matrix]]:
    """Give the same, of what is inverted of the items."""
    items = had.shape[1]
    inverse = _gram(had, items)
    _invert(inverse)
    diagonal = np.diag(inverse).copy()
    for start in range(0, items, BLOCK):
        stop = min(start + BLOCK, items)
        # Only the lower half is there; of the rest each row is a column.
        block = np.empty((stop - start, items), np.float32)
        block[:, :stop] = inverse[start:stop, :stop]
        block[:, start:] = np.tril(inverse[start:, start:stop]).T
        square = np.tril(inverse[start:stop, start:stop], -1)
        block[:, start:stop] += square
        yield start, block / -diagonal


def _gram(had: Any, size: int) -> Matrix:
    """Return how many have each two in common, and the ridge, a block of rows each."""
    gram = np.empty((size, size), np.float32, order="F")
    across = had.T.tocsr()
    for start in range(0, size, BLOCK):
        # It is the same either way round, and a column lies together.
        gram[:, start : start + BLOCK] = (
            across[start : start + BLOCK] @ had
        ).T.todense()
    places = np.arange(size)
    gram[places, places] += RIDGE
    return gram


def _invert(gram: Matrix) -> None:
    """Write the lower half of its inverse over a matrix, by Cholesky's method."""
    lapack = import_module("scipy.linalg.lapack")
    lower, _ = lapack.spotrf(gram, lower=True, clean=False, overwrite_a=True)
    lapack.spotri(lower, lower=True, overwrite_c=True)
