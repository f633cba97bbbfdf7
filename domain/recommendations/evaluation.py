"""Evaluation: how well ways to rank foretell next baskets, on the causal split.

Whatever a ranker knows is from before the cut, for everybody; what it is judged by is
each customer's first basket after it. To leave each customer's last basket out instead
would let the calendar leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.recommendations import baskets as shop
from domain.recommendations import likeness, ranking
from domain.recommendations.baskets import Baskets
from domain.recommendations.gains import TOP, mean, ndcg, ndcg_all
from domain.recommendations.model import Quality
from domain.recommendations.ranking import Candidate, Catalogue, Fitted, Owned

HELD_OUT_DAYS = 28
EXPLORING = (0.0, 0.01, 0.03, 0.1, 0.3)
JUDGED_MIN = 30
JUDGED_MAX = 5_000
POPULARITY, PERSONAL, TOGETHER, BLEND = (
    "popularity",
    "personal top",
    "bought together",
    "stamgast",
)


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


def catalogue(given: Baskets, today: int) -> Catalogue:
    """Return what baskets up to a day say of items."""
    return Catalogue(
        popularity=shop.popularity(given, today).tolist(),
        again=shop.again(given).tolist(),
        together=dict(enumerate(likeness.together(given))),
    )


def fit(given: Baskets) -> Fitted:
    """Return the model that foretells the last weeks best by what came before them."""
    cut = _cut(given)
    before, came = given.until(cut), next_baskets(given.after(cut))
    histories = ranking.histories(before)
    learnt = ranking.learn(histories, came)
    known = catalogue(before, cut)
    judged = _some(came, histories)
    return max(
        (replace(learnt, explore=each) for each in EXPLORING),
        key=lambda one: (
            mean(
                [
                    ndcg(
                        _items(ranking.rank(histories[who], one, known, TOP)), came[who]
                    )
                    for who in judged
                ]
            ),
            -one.explore,
        ),
    )


def evaluate(given: Baskets) -> Judged:
    """Return how well a model foretells that knows nothing from after the cut."""
    if not len(given.day):
        return Judged(fitted=Fitted(), quality=(), customers=0)
    cut = _cut(given)
    before, came = given.until(cut), next_baskets(given.after(cut))
    histories = ranking.histories(before)
    judged = _some(came, histories)
    if len(judged) < JUDGED_MIN:
        return Judged(fitted=Fitted(), quality=(), customers=len(judged))
    fitted = fit(before)
    known = catalogue(before, cut)
    popular = sorted(
        range(given.items), key=lambda item: (-known.popularity[item], item)
    )[:TOP]
    ranked: dict[str, dict[int, list[int]]] = {
        POPULARITY: dict.fromkeys(judged, popular),
        PERSONAL: {who: _most(histories[who], known) for who in judged},
        TOGETHER: {
            who: [
                each.item
                for each in ranking.rank(
                    histories[who], replace(fitted, explore=1.0), known, 500
                )
                if each.because is not None
            ][:TOP]
            for who in judged
        },
        BLEND: {
            who: _items(ranking.rank(histories[who], fitted, known, TOP))
            for who in judged
        },
    }
    return Judged(
        fitted=fitted,
        quality=tuple(
            Quality(
                ranker=name,
                ndcg=mean([ndcg(shown[who], came[who]) for who in judged]),
                ndcg_all=mean([ndcg_all(shown[who], came[who]) for who in judged]),
                hit=mean(
                    [float(not came[who].isdisjoint(shown[who])) for who in judged]
                ),
            )
            for name, shown in ranked.items()
        ),
        customers=len(judged),
    )


def next_baskets(given: Baskets) -> dict[int, frozenset[int]]:
    """Return the first basket of each customer."""
    found: dict[int, tuple[int, set[int]]] = {}
    order = np.lexsort((given.basket, given.day))
    columns = (given.customer[order], given.basket[order], given.item[order])
    rows = zip(*(each.tolist() for each in columns), strict=True)
    for who, basket, item in rows:
        first = found.setdefault(who, (basket, set()))
        if first[0] == basket:
            first[1].add(item)
    return {who: frozenset(items) for who, (_, items) in found.items()}


def _cut(given: Baskets) -> int:
    """Return the last day that is known: four weeks before the last, or half-way."""
    if not len(given.day):
        return 0
    first, last = int(given.day.min()), int(given.day.max())
    return max(last - HELD_OUT_DAYS, (first + last) // 2)


def _some(
    came: Mapping[int, frozenset[int]], histories: Mapping[int, Sequence[Owned]]
) -> list[int]:
    """Return customers who are judged by: evenly spread, if they are too many."""
    both = sorted(who for who in came if who in histories)
    return both[:: max(1, -(-len(both) // JUDGED_MAX))]


def _most(history: Sequence[Owned], known: Catalogue) -> list[int]:
    ordered = sorted(
        history, key=lambda one: (-one.count, -known.popularity[one.item], one.item)
    )
    return [each.item for each in ordered[:TOP]]


def _items(found: Sequence[Candidate]) -> list[int]:
    return [each.item for each in found]
