"""Likeness: what is bought together, by the cosine of baskets."""

from importlib import import_module
from typing import Any

import numpy as np

from domain.recommendations.baskets import Baskets

NEIGHBOURS = 20
# What few bought says nothing; what more than these are, is left to what is popular.
ITEMS_MAX = 12_000
TOGETHER_MIN = 3
BLOCK = 1_000


def sparse() -> Any:
    """Return SciPy's sparse matrices, which only who computes with them loads."""
    return import_module("scipy.sparse")


def together(given: Baskets) -> list[list[tuple[int, float]]]:
    """Return for each item what goes with it, the best first, and how alike they are.

    Likeness is the cosine of baskets. Rows are done in blocks, so that memory does not
    grow with the square of the catalogue; ties go to what is in more baskets.
    """
    counts = np.bincount(given.item, minlength=given.items)
    kept = np.flatnonzero(counts >= TOGETHER_MIN)
    kept = kept[np.argsort(-counts[kept], kind="stable")][:ITEMS_MAX]
    place = np.full(given.items, -1)
    place[kept] = np.arange(len(kept))
    found: list[list[tuple[int, float]]] = [[] for _ in range(given.items)]
    if not len(kept):
        return found
    inside = place[given.item] >= 0
    _, baskets = np.unique(given.basket[inside], return_inverse=True)
    ones = np.ones(int(inside.sum()), dtype=np.float32)
    boxes = sparse().csr_matrix((ones, (baskets, place[given.item[inside]])))
    across = boxes.T.tocsr()
    sizes = np.sqrt(counts[kept].astype(float))
    for start in range(0, len(kept), BLOCK):
        block = (across[start : start + BLOCK] @ boxes).tocsr()
        for row in range(block.shape[0]):
            low, high = block.indptr[row], block.indptr[row + 1]
            others, shared = block.indices[low:high], block.data[low:high]
            enough = (shared >= TOGETHER_MIN) & (others != start + row)
            others, shared = others[enough], shared[enough]
            alike = shared / (sizes[others] * sizes[start + row])
            best = np.lexsort((others, -alike))[:NEIGHBOURS]
            found[kept[start + row]] = [
                (int(kept[others[each]]), float(alike[each])) for each in best
            ]
    return found
