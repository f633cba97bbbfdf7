"""Gains: what a list of ten is worth to somebody who then bought something."""

from collections.abc import Sequence
from math import log2

TOP = 10


def ndcg(shown: Sequence[int], truth: frozenset[int]) -> float:
    """Return NDCG@10, ideal over as many as could be shown."""
    return _gain(shown, truth) / sum(
        1 / log2(place + 2) for place in range(min(TOP, len(truth)))
    )


def ndcg_all(shown: Sequence[int], truth: frozenset[int]) -> float:
    """Return NDCG@10, ideal over all of the basket, though ten cannot hold it."""
    return _gain(shown, truth) / sum(1 / log2(place + 2) for place in range(len(truth)))


def _gain(shown: Sequence[int], truth: frozenset[int]) -> float:
    return sum(
        1 / log2(place + 2) for place, item in enumerate(shown[:TOP]) if item in truth
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean, of nothing 0."""
    return sum(values) / len(values) if values else 0.0
