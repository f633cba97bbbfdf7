"""Trials: customers whose next baskets are known, and what rankers foretold of them.

Whatever a ranker knows is from before the cut, for everybody; what it is judged by is
each customer's first basket after it. To leave each customer's last basket out instead
would let the calendar leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from domain.recommendations.baskets import Baskets
from domain.recommendations.gains import mean, ndcg, ndcg_all
from domain.recommendations.model import Quality

HELD_OUT_DAYS = 28
JUDGED_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is known up to a day, and of whom it is then known what came.

    `new` is what came that somebody had never bought; `once` says of whom one basket
    is known.
    """

    before: Baskets
    last: int
    those: tuple[int, ...]
    truth: tuple[frozenset[int], ...]
    owned: tuple[frozenset[int], ...]
    once: tuple[bool, ...]

    @staticmethod
    def of(given: Baskets) -> "Trial":
        """Cut baskets four weeks before the last, or half-way."""
        last = cut(given)
        before, came = given.until(last), next_baskets(given.after(last))
        those = judged(came, before)
        lines = before.of(those)
        owned: dict[int, set[int]] = {who: set() for who in those}
        baskets: dict[int, set[int]] = {who: set() for who in those}
        columns = (lines.customer.tolist(), lines.item.tolist(), lines.basket.tolist())
        for who, item, basket in zip(*columns, strict=True):
            owned[who].add(item)
            baskets[who].add(basket)
        return Trial(
            before=before,
            last=last,
            those=tuple(those),
            truth=tuple(came[who] for who in those),
            owned=tuple(frozenset(owned[who]) for who in those),
            once=tuple(len(baskets[who]) == 1 for who in those),
        )

    def quality(
        self,
        name: str,
        shown: Sequence[Sequence[int]],
        fresh: Sequence[Sequence[int]] | None = None,
    ) -> Quality:
        """Return how good tens are; `fresh` are those of what is new to each."""
        gains = [ndcg(a, b) for a, b in zip(shown, self.truth, strict=True)]
        all_gains = [ndcg_all(a, b) for a, b in zip(shown, self.truth, strict=True)]
        hits = [
            float(not came.isdisjoint(theirs))
            for theirs, came in zip(shown, self.truth, strict=True)
        ]
        once = list(compress(gains, self.once))
        came_new = [a - b for a, b in zip(self.truth, self.owned, strict=True)]
        news = [
            ndcg(theirs, came)
            for theirs, came in zip(fresh or [()] * len(gains), came_new, strict=True)
            if fresh and came
        ]
        return Quality(
            ranker=name,
            ndcg=mean(gains),
            ndcg_all=mean(all_gains),
            hit=mean(hits),
            ndcg_new=mean(news) if news else None,
            ndcg_once=mean(once) if once else None,
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
