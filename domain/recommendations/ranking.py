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
from domain.recommendations import weighing
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
    """How candidates are weighed; by round numbers, if it could not be learnt."""

    weighed: Weights = PRIOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Items for customers, the best first; those of one begin where `starts` says.

    `because` is the item of theirs that a new one goes with best, or -1.
    """

    starts: Ints
    item: Ints
    weight: Numbers
    is_own: NDArray[np.bool_]
    because: Ints


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


def came(given: Candidates, theirs: Sequence[frozenset[int]]) -> Numbers:
    """Return which candidates are in the baskets that came, a basket for each row."""
    found = zip(given.row.tolist(), given.item.tolist(), strict=True)
    return np.array([float(item in theirs[row]) for row, item in found])


def order(given: Candidates, fitted: Fitted, known: Catalogue) -> tuple[Ints, Numbers]:
    """Return the places of candidates by customer, the best first; and their weights.

    Ties go to what is popular, and never to what has the lower number.
    """
    weight = weighing.weigh(fitted.weighed, given.figures)
    return _ordered(np.arange(len(weight)), given, weight, known), weight


def rank(
    given: Histories, fitted: Fitted, known: Catalogue, today: int, limit: int
) -> Ranking:
    """Return the best items for each customer, then others until as many are new."""
    rows, own = len(given.customer), len(given.item)
    offered = named.candidates(given, known, today)
    weight = weighing.weigh(fitted.weighed, offered.figures)
    # Few are among the best: the others need no order.
    best = weight >= _least(weight, offered.row, limit)
    best[own:] |= weight[own:] >= _least(weight[own:], offered.row[own:], limit)
    places = _ordered(np.flatnonzero(best), offered, weight, known)
    row = offered.row[places]
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
        is_own=is_own,
        because=because,
    )


def _ordered(
    places: Ints, given: Candidates, weight: Numbers, known: Catalogue
) -> Ints:
    """Return some places by customer, of each the best first."""
    row, item, weighs = given.row[places], given.item[places], -weight[places]
    popular = -known.popularity.month[item]
    by_row = np.argsort(row, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(row[by_row])) + 1, len(by_row))
    low = 0
    # One by one, as many short sorts take less than one long one.
    for high in ends.tolist():
        theirs = by_row[low:high]
        best = np.lexsort((item[theirs], popular[theirs], weighs[theirs]))
        by_row[low:high] = theirs[best]
        low = high
    return places[by_row]


def _least(weight: Numbers, row: Ints, limit: int) -> Numbers:
    """Return for each place what it has to weigh to be among the best of its row."""
    by_row = np.argsort(row, kind="stable")
    counts = np.bincount(row)
    most = int(counts.max(initial=0))
    if most <= limit:
        return np.full(len(row), -np.inf)
    starts = np.cumsum(counts) - counts
    at = np.arange(len(row)) - starts[row[by_row]]
    wide = np.full((len(counts), most), -np.inf)
    wide[row[by_row], at] = weight[by_row]
    return np.partition(wide, most - limit, axis=1)[row, most - limit]
