"""Ranking: what customers buy next, by how likely that was of others like it.

What is known of a candidate is weighed: how often, how lately and how regularly it was
bought, what it goes with, and how popular it is. How, is learnt of the baskets that
came; a shop with too few of those is ranked by weights of nobody in particular.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.recommendations import candidates as named
from domain.recommendations import fresh, weighing
from domain.recommendations.baskets import Ints
from domain.recommendations.candidates import Candidates
from domain.recommendations.histories import Histories, Numbers
from domain.recommendations.known import Catalogue
from domain.recommendations.prior import PRIOR
from domain.recommendations.reasoning import reasons
from domain.recommendations.weighing import Weights

# Fewer, and the weights of before foretell better (decision 351).
LEARNT_MIN = 1_000
# Figures that some shops do better without: popularity of a year and of a week, and
# what leads to what.
LAYERS = ((), (18,), (18, 19, 20, 21, 22))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How candidates are weighed; by round numbers, if it could not be learnt.

    `fresh` says which of what is new comes first, if how all are weighed does not.
    """

    weighed: Weights = PRIOR
    fresh: Weights | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Items for customers, the best first; those of one begin where `starts` says.

    `owned` is where in their histories it is, or -1 of a new one; `because` is the item
    of theirs that a new one goes with best, or -1.
    """

    starts: Ints
    item: Ints
    weight: Numbers
    owned: Ints
    because: Ints

    @property
    def is_own(self) -> NDArray[np.bool_]:
        """Tell which items they have."""
        return self.owned >= 0


def learn(
    given: Sequence[tuple[Candidates, Numbers]], without: Sequence[int] = ()
) -> Fitted:
    """Return the weights that foretell best which candidates were bought, and when.

    Of the figures that it is to do without, nothing is known.
    """
    bought = np.concatenate([each for _, each in given])
    if bought.sum() < LEARNT_MIN:
        return Fitted()
    # A customer's list of one time is not that of another time.
    lists: list[Ints] = []
    first = 0
    for offered, _ in given:
        lists.append(offered.row + first)
        first += int(offered.row.max(initial=-1)) + 1
    figures = np.concatenate([offered.figures for offered, _ in given])
    figures[:, list(without)] = 0
    return Fitted(weighed=weighing.learn(figures, np.concatenate(lists), bought, PRIOR))


def mean(given: Sequence[Fitted]) -> Fitted:
    """Return what says the mean of what each of some models says."""
    if Fitted() in given:
        return Fitted()
    return Fitted(weighed=weighing.mean([each.weighed for each in given]))


def came(given: Candidates, theirs: Sequence[frozenset[int]]) -> Numbers:
    """Return which candidates are in the baskets that came, a basket for each row."""
    found = zip(given.row.tolist(), given.item.tolist(), strict=True)
    return np.array([float(item in theirs[row]) for row, item in found])


def order(given: Candidates, fitted: Fitted, known: Catalogue) -> tuple[Ints, Numbers]:
    """Return the places of candidates by customer, the best first; and their weights.

    Ties go to what is popular, and never to what has the lower number.
    """
    weight = _weights(given, fitted, known)
    popular = -known.popularity.month[given.item]
    by_row = np.argsort(given.row, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(given.row[by_row])) + 1, len(by_row))
    places, low = np.empty(len(by_row), np.int64), 0
    # One by one, as many short sorts take less than one long one.
    for high in ends.tolist():
        theirs = by_row[low:high]
        best = np.lexsort((given.item[theirs], popular[theirs], -weight[theirs]))
        places[low:high] = theirs[best]
        low = high
    return places, weight


def rank(
    given: Histories, fitted: Fitted, known: Catalogue, today: int, limit: int
) -> Ranking:
    """Return the best items for each customer, then others until as many are new."""
    rows, own = len(given.customer), len(given.item)
    offered = named.candidates(given, known, today)
    weight = _weights(offered, fitted, known)
    some = np.flatnonzero(_is_among_best(offered, weight, own, rows, limit))
    row, item = offered.row[some], offered.item[some]
    popular = known.popularity.month[item]
    best = np.lexsort((item, -popular, -weight[some], row))
    places, row = some[best], row[best]
    starts = np.searchsorted(row, np.arange(rows + 1))
    new = places >= own
    at = np.arange(len(places)) - starts[row]
    news = np.cumsum(new)
    before = np.append(0, news)[starts[row]]
    kept = places[(at < limit) | (new & (news - before <= limit))]
    row, item, is_own = offered.row[kept], offered.item[kept], kept < own
    because = np.full(len(kept), -1, np.int64)
    because[~is_own] = reasons(given, known, row[~is_own], item[~is_own])
    return Ranking(
        starts=np.searchsorted(row, np.arange(rows + 1)),
        item=item,
        weight=weight[kept],
        owned=np.where(is_own, kept, -1),
        because=because,
    )


def _weights(given: Candidates, fitted: Fitted, known: Catalogue) -> Numbers:
    weight = weighing.weigh(fitted.weighed, given.figures)
    if fitted.fresh is None:
        return weight
    return fresh.arrange(given, weight, fitted.fresh, known)


def _is_among_best(
    given: Candidates, weight: Numbers, own: int, rows: int, limit: int
) -> NDArray[np.bool_]:
    """Tell which weigh as much as the best of all, or of what is new, and need order.

    The first `own` are owned.
    """
    old = _most(weight[:own], given.row[:own], rows, limit)
    new = _most(weight[own:], given.row[own:], rows, limit)
    both = np.partition(np.concatenate([old, new], axis=1), limit, axis=1)[:, limit]
    among = weight >= both[given.row]
    among[own:] |= weight[own:] >= new.min(axis=1)[given.row[own:]]
    return among


def _most(weight: Numbers, row: Ints, rows: int, limit: int) -> Numbers:
    """Return how much as many as the limit of each row weigh that weigh most."""
    starts = np.searchsorted(row, np.arange(rows))
    at = np.arange(len(row)) - starts[row]
    width = max(int(at.max(initial=0)) + 1, limit)
    wide = np.full((rows, width), -np.inf)
    wide[row, at] = weight
    return np.partition(wide, width - limit, axis=1)[:, width - limit :]
