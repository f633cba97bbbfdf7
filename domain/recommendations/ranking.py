"""Ranking: what customers buy next, by how likely that was of others like it.

A logistic regression weighs what is known of a candidate: how often, how lately and how
regularly it was bought, what it goes with, and how popular it is. It is learnt of the
baskets that came; a shop with too few of those is ranked by the weights of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.recommendations import candidates as named
from domain.recommendations.baskets import Ints
from domain.recommendations.candidates import DECAY, Candidates, Catalogue
from domain.recommendations.histories import Histories, Numbers
from domain.recommendations.prior import PRIOR
from domain.scoring import Logistic, chances_by, fit_logistic

LEARNT_MIN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How candidates are weighed; as in other shops, if it could not be learnt."""

    weights: Logistic = PRIOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An item for a customer, how likely it is bought next, and whether they own it.

    `because` is the item of theirs that a new one goes with best, if with any.
    """

    item: int
    chance: float
    is_own: bool
    because: int | None = None


def learn(given: Candidates, bought: Numbers) -> Fitted:
    """Return the weights that foretell best which candidates were bought."""
    if bought.sum() < LEARNT_MIN:
        return Fitted()
    return Fitted(weights=fit_logistic(given.figures, bought))


def came(given: Candidates, theirs: Sequence[frozenset[int]]) -> Numbers:
    """Return which candidates are in the baskets that came, a basket for each row."""
    found = zip(given.row.tolist(), given.item.tolist(), strict=True)
    return np.array([float(item in theirs[row]) for row, item in found])


def order(given: Candidates, fitted: Fitted, known: Catalogue) -> tuple[Ints, Numbers]:
    """Return the places of candidates by customer, the best first; and their chances.

    Ties go to what is popular, and never to what has the lower number.
    """
    chance = chances_by(fitted.weights, given.figures)
    popular = -known.popularity[given.item]
    return np.lexsort((given.item, popular, -chance, given.row)), chance


def rank(
    given: Histories, fitted: Fitted, known: Catalogue, today: int, limit: int
) -> dict[int, list[Ranked]]:
    """Return the best items for each customer, then others until as many are new."""
    offered = named.candidates(given, known, today)
    places, chance = order(offered, fitted, known)
    with_what = known.alike.T.tocsr()
    starts = np.searchsorted(offered.row[places], np.arange(len(given.customer) + 1))
    own = len(given.item)
    found: dict[int, list[Ranked]] = {}
    weight = np.zeros(len(known.popularity))
    last = np.searchsorted(given.row, np.arange(len(given.customer) + 1))
    for row, who in enumerate(given.customer.tolist()):
        mine = slice(last[row], last[row + 1])
        weight[given.item[mine]] = DECAY ** given.since[mine]
        theirs = places[starts[row] : starts[row + 1]]
        kept = theirs[:limit]
        fresh = theirs[limit:][theirs[limit:] >= own]
        fresh = fresh[: max(0, limit - int((kept >= own).sum()))]
        found[who] = [
            Ranked(
                item=int(offered.item[place]),
                chance=float(chance[place]),
                is_own=place < own,
                because=None
                if place < own
                else _because(int(offered.item[place]), weight, with_what),
            )
            for place in [*kept.tolist(), *fresh.tolist()]
        ]
        weight[given.item[mine]] = 0
    return found


def _because(item: int, weight: Numbers, with_what: Any) -> int | None:
    """Return which of a customer's items an item goes with best, if with any."""
    low, high = with_what.indptr[item], with_what.indptr[item + 1]
    if low == high:
        return None
    others = with_what.indices[low:high]
    parts = weight[others] * with_what.data[low:high]
    best = int(parts.argmax())
    return int(others[best]) if parts[best] > 0 else None
