"""Going: what goes with each item, so that it is found for many items at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goes:
    """For each item as many others, a row of each, and how well they go with it.

    Where there are fewer, the rest of the row says of the item 0 that it does not.
    """

    other: NDArray[Any]
    weight: NDArray[Any]

    def told(self, item: int) -> list[tuple[int, float]]:
        """Return what goes with an item, the best first."""
        pairs = zip(self.other[item].tolist(), self.weight[item].tolist(), strict=True)
        found = [(other, weight) for other, weight in pairs if weight]
        return sorted(found, key=lambda each: (-each[1], each[0]))


def goes(found: Sequence[Sequence[tuple[int, float]]]) -> Goes:
    """Return the same in rows of one length."""
    lengths = np.array([len(each) for each in found], np.int64)
    width = int(lengths.max(initial=1))
    rows = np.repeat(np.arange(len(found)), lengths)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    other = np.zeros((len(found), width), np.int32)
    weight = np.zeros((len(found), width), np.float32)
    other[rows, places] = [each for theirs in found for each, _ in theirs]
    weight[rows, places] = [each for theirs in found for _, each in theirs]
    return Goes(other=other, weight=weight)
