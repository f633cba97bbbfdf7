"""Evaluation: how well ways to rank foretell next baskets, on the causal split.

Whatever a ranker knows is from before the cut, for everybody; what it is judged by is
each customer's first basket after it. To leave each customer's last basket out instead
would let the calendar leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from domain.recommendations import baskets as shop
from domain.recommendations import leading, likeness, ranking
from domain.recommendations.baskets import Baskets, Ints
from domain.recommendations.candidates import Candidates, candidates
from domain.recommendations.gains import TOP, mean, ndcg, ndcg_all
from domain.recommendations.going import goes
from domain.recommendations.histories import Numbers, histories
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.model import Quality
from domain.recommendations.ranking import Fitted

HELD_OUT_DAYS = 28
# Of so many times as many weeks is learnt.
WINDOWS = 2
JUDGED_MIN = 30
JUDGED_MAX = 2_000
# The figure that says how well a candidate goes with what somebody has.
ALIKE = 14
POPULARITY, PERSONAL, TOGETHER, UNLEARNT, BLEND = (
    "popularity",
    "personal top",
    "bought together",
    "unlearnt",
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
    return Catalogue.of(
        popularity(given, today),
        shop.again(given),
        goes(likeness.together(given)),
        leading.leads(given),
    )


def popularity(given: Baskets, today: int) -> Popularity:
    """Return how popular items are up to a day."""
    return Popularity(
        week=shop.popularity(given, today, 7),
        month=shop.popularity(given, today),
        year=shop.popularity(given, today, 365),
    )


def fit(given: Baskets) -> Fitted:
    """Return the model that foretells baskets best by what came before them.

    Those are of the last weeks, and of the weeks before these.
    """
    shown: list[tuple[Candidates, Numbers]] = []
    for _ in range(WINDOWS):
        last = cut(given)
        before, came = given.until(last), next_baskets(given.after(last))
        those = judged(came, before)
        if not those:
            break
        past = histories(before.of(those), last)
        offered = candidates(past, catalogue(before, last), last)
        shown.append((offered, ranking.came(offered, [came[each] for each in those])))
        given = before
    return ranking.learn(shown) if shown else Fitted()


def evaluate(given: Baskets) -> Judged:
    """Return how well a model foretells that knows nothing from after the cut."""
    if not len(given.day):
        return Judged(fitted=Fitted(), quality=(), customers=0)
    last = cut(given)
    before, came = given.until(last), next_baskets(given.after(last))
    those = judged(came, before)
    if len(those) < JUDGED_MIN:
        return Judged(fitted=Fitted(), quality=(), customers=len(those))
    fitted = fit(before)
    known = catalogue(before, last)
    past = histories(before.of(those), last)
    offered = candidates(past, known, last)
    truth = [came[who] for who in those]
    plain, _ = ranking.order(offered, Fitted(), known)
    unlearnt = _quality(
        UNLEARNT, _tops(offered.row[plain], offered.item[plain], len(those)), truth
    )
    best, _ = ranking.order(offered, fitted, known)
    learnt = _quality(
        BLEND, _tops(offered.row[best], offered.item[best], len(those)), truth
    )
    if learnt.ndcg < unlearnt.ndcg:
        # What was learnt foretells less than what anybody would say.
        fitted, learnt = Fitted(), replace(unlearnt, ranker=BLEND)
    popular = known.popular[:TOP].tolist()
    bought = known.popularity.month[past.item]
    most = np.lexsort((past.item, -bought, -past.count, past.row))
    alike = np.lexsort((offered.item, -offered.figures[:, ALIKE], offered.row))
    ranked: dict[str, Sequence[list[int]]] = {
        POPULARITY: [popular] * len(those),
        PERSONAL: _tops(past.row[most], past.item[most], len(those)),
        TOGETHER: _tops(offered.row[alike], offered.item[alike], len(those)),
    }
    return Judged(
        fitted=fitted,
        quality=(
            *(_quality(name, shown, truth) for name, shown in ranked.items()),
            *(unlearnt, learnt),
        ),
        customers=len(those),
    )


def _quality(
    name: str, shown: Sequence[list[int]], truth: Sequence[frozenset[int]]
) -> Quality:
    pairs = list(zip(shown, truth, strict=True))
    return Quality(
        ranker=name,
        ndcg=mean([ndcg(theirs, came) for theirs, came in pairs]),
        ndcg_all=mean([ndcg_all(theirs, came) for theirs, came in pairs]),
        hit=mean([float(not came.isdisjoint(theirs)) for theirs, came in pairs]),
    )


def _tops(row: Ints, item: Ints, rows: int) -> list[list[int]]:
    """Return the first ten items of each row."""
    starts = np.searchsorted(row, np.arange(rows + 1))
    return [
        item[low : min(high, low + TOP)].tolist()
        for low, high in pairwise(starts.tolist())
    ]


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


def cut(given: Baskets) -> int:
    """Return the last day that is known: four weeks before the last, or half-way."""
    if not len(given.day):
        return 0
    first, last = int(given.day.min()), int(given.day.max())
    return max(last - HELD_OUT_DAYS, (first + last) // 2)


def judged(came: Mapping[int, frozenset[int]], before: Baskets) -> list[int]:
    """Return customers who are judged by: evenly spread, if they are too many."""
    both = sorted(came.keys() & set(before.customer.tolist()))
    return both[:: max(1, -(-len(both) // JUDGED_MAX))]
