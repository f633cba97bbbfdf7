"""Tastes: what people have in common who have the same, in a few dozen numbers.

P. Cremonesi, Y. Koren, R. Turrin (2010): Performance of Recommender Algorithms on Top-N
Recommendation Tasks. RecSys '10, 39-46: the first singular vectors of who has what.
They are found from a draw that is always the same: N. Halko, P. G. Martinsson, J. A.
Tropp (2011): Finding Structure with Randomness. SIAM Review 53, 217-288.
"""

import binascii
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Baskets
from domain.recommendations.likeness import sparse

# What fewer have says nothing of anybody's taste.
SIZE, HAD_MIN = 64, 3
# Of a shop with few items or customers: a number to so many, or each is like itself.
SHARED_BY = 4
SPARE, ROUNDS, SEED = 16, 4, 1
# Of the strongest; what is weaker is but rounding.
WEAK = 1e-4
Tastes = NDArray[np.float32]


def tastes(given: Baskets) -> Tastes:
    """Return a row for each item; those of items that people share are alike."""
    pairs = np.unique(given.customer * given.items + given.item)
    customer, item = pairs // max(given.items, 1), pairs % max(given.items, 1)
    kept = np.bincount(item, minlength=given.items) >= HAD_MIN
    found = np.zeros((given.items, SIZE), np.float32)
    if kept.any():
        inside = kept[item]
        _, row = np.unique(customer[inside], return_inverse=True)
        _, column = np.unique(item[inside], return_inverse=True)
        ones = np.ones(len(row), np.float32)
        axes = _axes(sparse().csr_matrix((ones, (row, column))))
        found[kept, : len(axes)] = axes.T
    # As exact as they are kept.
    return found.astype(np.float16).astype(np.float32)


def said(taste: Tastes) -> str:
    """Return a row as text."""
    return binascii.b2a_base64(taste.astype("<f2").tobytes(), newline=False).decode()


def heard(texts: Sequence[str]) -> Tastes:
    """Return rows of texts; of none, a row that says nothing."""
    nothing = said(np.zeros(SIZE, np.float32))
    whole = b"".join(binascii.a2b_base64(each or nothing) for each in texts)
    return np.frombuffer(whole, "<f2").reshape(-1, SIZE).astype(np.float32)


def _axes(had: Any) -> Tastes:
    """Return the directions in which rows differ most, the strongest first."""
    across = had.T.tocsr()
    width = min(SIZE + SPARE, *had.shape)
    size = min(SIZE, 1 + min(had.shape) // SHARED_BY)
    dice = np.random.default_rng(SEED)
    basis = dice.standard_normal((had.shape[1], width)).astype(np.float32)
    for _ in range(ROUNDS):
        basis = np.linalg.qr(had @ basis).Q
        basis = np.linalg.qr(across @ basis).Q
    shown = np.linalg.qr(had @ basis).Q
    _, strength, axes = np.linalg.svd((across @ shown).T, full_matrices=False)
    return axes[:size][strength[:size] > WEAK * strength[0]]
