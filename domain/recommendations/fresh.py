"""Fresh: which of what is new to somebody they are likeliest to want.

Where something new stands among what they own is for `ranking` to say. Which new thing
it is, is weighed by figures of its own: how many take it for the first time now, what
it goes with, and to whose taste it is.
"""

from collections.abc import Sequence

import numpy as np

from domain.recommendations import weighing
from domain.recommendations.baskets import Ints
from domain.recommendations.candidates import ALIKE, BASKETS, LEADS, Candidates
from domain.recommendations.histories import Numbers
from domain.recommendations.known import Catalogue
from domain.recommendations.weighing import Care, Weights

# Fewer purchases of something new, and nothing is learnt of them.
LEARNT_MIN = 200
# Of some hundred purchases, each moves them but a little.
CARE = Care(bent=(), ridge=30.0)
# Tastes are small numbers, and greater ones say less and less more.
TASTE = 20.0
# So little that it tells only between what weighs the same.
EVEN = 1e-12
FIGURES = 16
MONTH, WEEK, FIRST_MONTH, LED, BY_TASTE = 0, 1, 4, 5, 8
ROUND = {WEEK: 0.3, FIRST_MONTH: 0.2, LED: 0.3, BY_TASTE: 0.4}


def _round(weights: dict[int, float]) -> Weights:
    every = tuple(weights.get(place, 0.0) for place in range(FIGURES))
    return Weights(figures=every, bends=())


# Of no shop in particular; and what most buy, whoever is asked.
PRIOR, POPULAR = _round(ROUND), _round({MONTH: 1.0})


def figures(given: Candidates, known: Catalogue) -> Numbers:
    """Return the figures of those candidates that are new, a row each."""
    own = len(given.row) - given.taste.shape[1]
    item, shown = given.item[own:], given.figures[own:]
    again, month, week, year, first_week, first_month = known.logs[:, item]
    alike, led, baskets = (shown[:, place] for place in (ALIKE, LEADS, BASKETS))
    taste = np.arcsinh(TASTE * given.taste)
    found = np.empty((len(item), FIGURES), order="F")
    columns = (
        month,
        week,
        year,
        first_week,
        first_month,
        led,
        alike,
        shown[:, ALIKE + 2],
        *taste,
        again,
        year * baskets,
        month * baskets,
        first_month * baskets,
        led * baskets,
        baskets * taste[0],
    )
    for place, column in enumerate(columns):
        found[:, place] = column
    return found


def learn(given: Sequence[tuple[Candidates, Catalogue, Numbers]]) -> Weights:
    """Return the weights that foretell best which new candidates were bought."""
    shown: list[Numbers] = []
    lists: list[Ints] = []
    bought: list[Numbers] = []
    first = 0
    for offered, known, came in given:
        own = len(offered.row) - offered.taste.shape[1]
        shown.append(figures(offered, known))
        lists.append(offered.row[own:] + first)
        bought.append(came[own:])
        first += int(offered.row.max(initial=-1)) + 1
    taken = np.concatenate(bought)
    if taken.sum() < LEARNT_MIN:
        return PRIOR
    every, rows = np.concatenate(shown), np.concatenate(lists)
    return weighing.learn(every, rows, taken, PRIOR, CARE)


def arrange(
    given: Candidates, weight: Numbers, fresh: Weights, known: Catalogue
) -> Numbers:
    """Return weights with those of what is new dealt out anew, the best first."""
    own = len(given.row) - given.taste.shape[1]
    row, item = given.row[own:], given.item[own:]
    said = weighing.weigh(fresh, figures(given, known))
    # Of what weighs the same, what is popular; of that, what has the lower number.
    said += EVEN * known.popularity.month[item]
    dealt = weight.copy()
    best, given_best = np.lexsort((-said, row)), np.lexsort((-weight[own:], row))
    dealt[own + best] = weight[own + given_best]
    return dealt
