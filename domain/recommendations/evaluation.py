"""Evaluation: how well ways to rank foretell next baskets, on the causal split.

What is learnt in several ways is used in the one that foretold most; where none did as
well as round numbers, by those; and where these are no better than what everybody buys,
that is what is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TypeAlias

import numpy as np

from domain.recommendations import baskets as shop
from domain.recommendations import (
    firsts,
    fresh,
    leading,
    likeness,
    neighbours,
    ranking,
    tastes,
)
from domain.recommendations.baskets import Baskets, Ints
from domain.recommendations.candidates import ALIKE, Candidates, candidates
from domain.recommendations.gains import TOP
from domain.recommendations.going import goes
from domain.recommendations.histories import Histories, Numbers, histories
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.model import Quality
from domain.recommendations.prior import PRIOR
from domain.recommendations.ranking import LAYERS, Fitted
from domain.recommendations.trials import Trial
from domain.recommendations.weighing import Weights

# Of so many times as many weeks is learnt.
WINDOWS = 2
JUDGED_MIN = 30
# Of a shop that says nothing of itself yet.
YOUNG = Fitted(fresh=fresh.PRIOR)
POPULARITY, PERSONAL, TOGETHER, TIFU, UNLEARNT, BLEND = (
    "popularity",
    "personal top",
    "bought together",
    "TIFU-KNN",
    "unlearnt",
    "stamgast",
)


# Judges others than ours by the same customers and baskets.
Ranker: TypeAlias = Callable[[Trial], Sequence[Quality]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A model, what it is judged to be worth, and by how many customers."""

    fitted: Fitted
    quality: tuple[Quality, ...]
    customers: int

    @property
    def is_personal(self) -> bool:
        """Tell whether it foretold more than what everybody buys does."""
        found = {each.ranker: each.ndcg for each in self.quality}
        return found.get(BLEND, 0.0) > found.get(POPULARITY, 0.0)

    @property
    def is_learnt(self) -> bool:
        """Tell whether weights that were learnt foretold more than round numbers."""
        return self.fitted.weighed != PRIOR


def catalogue(given: Baskets, today: int) -> Catalogue:
    """Return what baskets up to a day say of items."""
    return Catalogue.of(
        popularity(given, today),
        shop.again(given),
        goes(likeness.together(given)),
        leading.leads(given),
        tastes.tastes(given),
    )


def popularity(given: Baskets, today: int) -> Popularity:
    """Return how popular items are up to a day."""
    week, month = firsts.firsts(given, today)
    return Popularity(
        week=shop.popularity(given, today, 7),
        month=shop.popularity(given, today),
        year=shop.popularity(given, today, 365),
        first_week=week,
        first_month=month,
    )


def fit(given: Baskets) -> tuple[tuple[Fitted, ...], tuple[Weights, ...]]:
    """Return the models that foretell baskets best by what came before them.

    Those are of the last weeks, and of the weeks before these; a model for each choice
    of layers, as what told much of those weeks may mislead in others, and their mean.
    Then in what ways what is new may be ordered.
    """
    shown: list[tuple[Candidates, Catalogue, Numbers]] = []
    for _ in range(WINDOWS):
        trial = Trial.of(given)
        if not trial.those:
            break
        past = histories(trial.before.of(trial.those), trial.last)
        known = catalogue(trial.before, trial.last)
        offered = candidates(past, known, trial.last)
        shown.append((offered, known, ranking.came(offered, trial.truth)))
        given = trial.before
    if not shown:
        return (Fitted(),), (fresh.POPULAR,)
    pairs = [(each, came) for each, _, came in shown]
    learnt = [ranking.learn(pairs, layers) for layers in LAYERS]
    models = (*learnt, ranking.mean(learnt))
    return models, (fresh.POPULAR, fresh.PRIOR, fresh.learn(shown))


def evaluate(given: Baskets) -> Judged:
    """Return how well a model foretells that knows nothing from after the cut."""
    if not len(given.day):
        return Judged(fitted=YOUNG, quality=(), customers=0)
    trial = Trial.of(given)
    if len(trial.those) < JUDGED_MIN:
        return Judged(fitted=YOUNG, quality=(), customers=len(trial.those))
    known = catalogue(trial.before, trial.last)
    past = histories(trial.before.of(trial.those), trial.last)
    offered = candidates(past, known, trial.last)

    def judge(name: str, fitted: Fitted) -> Quality:
        places, _ = ranking.order(offered, fitted, known)
        return _of_offered(name, trial, offered, places, len(past.item))

    unlearnt = judge(UNLEARNT, Fitted())
    models, ways = fit(trial.before)
    tried = [(fitted, judge(BLEND, fitted)) for fitted in models]
    fitted, learnt = max(tried, key=lambda each: each[1].ndcg)
    if learnt.ndcg < unlearnt.ndcg:
        # What was learnt foretells less than what anybody would say.
        fitted, learnt = Fitted(), replace(unlearnt, ranker=BLEND)
    tried = [(fitted, learnt)]
    for way in ways:
        other = replace(fitted, fresh=way)
        tried.append((other, judge(BLEND, other)))
    fitted, learnt = max(tried, key=lambda each: each[1].ndcg_new or 0.0)
    alike = np.lexsort((offered.item, -offered.figures[:, ALIKE], offered.row))
    return Judged(
        fitted=fitted,
        quality=(
            popular(trial, known),
            trial.quality(PERSONAL, personal_tops(past, known)),
            _of_offered(TOGETHER, trial, offered, alike, len(past.item)),
            unlearnt,
            learnt,
        ),
        customers=len(trial.those),
    )


def compare(given: Baskets, beside: Sequence[Ranker]) -> Judged:
    """Return how well ways to rank foretell baskets, TIFU-KNN and others beside them.

    Whoever is asked beside knows what was before the cut, and nothing of what came.
    """
    judged = evaluate(given)
    if not judged.quality:
        return judged
    trial = Trial.of(given)
    others = [found for ranker in beside for found in ranker(trial)]
    return replace(judged, quality=(*others, tifu(trial), *judged.quality))


def tifu(trial: Trial) -> Quality:
    """Return how well TIFU-KNN foretells, which others may compare themselves with."""
    return trial.quality(TIFU, *neighbours.tifu_knn(trial.before, trial.those))


def popular(trial: Trial, known: Catalogue) -> Quality:
    """Return how well it is foretold by what everybody buys."""
    best = bestsellers(known)
    fresh = [
        list(islice((item for item in best if item not in owned), TOP))
        for owned in trial.owned
    ]
    return trial.quality(POPULARITY, [best[:TOP]] * len(trial.those), fresh)


def bestsellers(known: Catalogue) -> list[int]:
    """Return the items, what everybody buys most lately first."""
    return np.argsort(-known.popularity.month, kind="stable").tolist()


def personal_tops(past: Histories, known: Catalogue) -> list[list[int]]:
    """Return the ten items that each customer bought most often."""
    bought = known.popularity.month[past.item]
    most = np.lexsort((past.item, -bought, -past.count, past.row))
    return _tops(past.row[most], past.item[most], len(past.customer))


def _of_offered(
    name: str, trial: Trial, offered: Candidates, places: Ints, own: int
) -> Quality:
    """Return how well it is foretold by candidates in an order; `own` are owned."""
    new, rows = places[places >= own], len(trial.those)
    return trial.quality(
        name,
        _tops(offered.row[places], offered.item[places], rows),
        _tops(offered.row[new], offered.item[new], rows),
    )


def _tops(row: Ints, item: Ints, rows: int) -> list[list[int]]:
    """Return the first ten items of each row."""
    starts = np.searchsorted(row, np.arange(rows + 1))
    return [
        item[low : min(high, low + TOP)].tolist()
        for low, high in pairwise(starts.tolist())
    ]
