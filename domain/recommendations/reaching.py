"""Reaching: what is reached from what somebody has, summed for all of it at once.

Only what is reached has a place in the sums, so that they are short: of 50,000 items
these are some 10,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.recommendations.baskets import Ints
from domain.recommendations.going import Goes, Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What goes with items, in one or more ways, with a place for whatever is reached.

    `place` says of each item where its sum is; there is one more, which stays empty, of
    all that is not reached. `source` says of each item in which row of `other` and
    `weight` it is said what goes with it, or -1; places in the sums of the second way
    come after those of the first.
    """

    items: Ints
    place: Ints
    source: Ints
    other: Ints
    weight: Numbers
    ways: int

    @staticmethod
    def of(goes: Sequence[Goes], besides: Ints) -> "Reach":
        """Return what is reached in several ways; other items have a place besides."""
        count = len(goes[0].other)
        reached, leads = np.zeros(count, bool), np.zeros(count, bool)
        reached[besides] = True
        for way in goes:
            reached[way.other[way.weight > 0]] = True
            leads |= (way.weight > 0).any(axis=1)
        items, rows = np.flatnonzero(reached), np.flatnonzero(leads)
        place, source = np.full(count, len(items)), np.full(count, -1)
        place[items], source[rows] = np.arange(len(items)), np.arange(len(rows))
        others = [
            np.where(way.weight[rows] > 0, place[way.other[rows]], len(items))
            + number * (len(items) + 1)
            for number, way in enumerate(goes)
        ]
        return Reach(
            items=items,
            place=place,
            source=source,
            other=np.concatenate(others, axis=1),
            weight=np.concatenate(
                [way.weight[rows] for way in goes], axis=1, dtype=float
            ),
            ways=len(goes),
        )

    @property
    def places(self) -> int:
        """Return how many places the sums of a way have."""
        return len(self.items) + 1

    def sums(self, sources: Ints, faded: Numbers) -> Numbers:
        """Return how well whatever is reached goes with some items, a row for a way."""
        weight = self.weight.take(sources, axis=0)
        weight *= faded[:, None]
        other = self.other.take(sources, axis=0).ravel()
        every = np.bincount(other, weight.ravel(), self.ways * self.places)
        found: Numbers = every.reshape(self.ways, self.places).astype(float, copy=False)
        found[:, -1] = 0
        return found
