"""What is found many at a time is what one by one and item by item would be found."""

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.recommendations import candidates as named
from domain.recommendations import histories as blocks
from domain.recommendations import ranking, weighing
from domain.recommendations.baskets import Baskets
from domain.recommendations.candidates import DECAY, NEW_MAX, candidates
from domain.recommendations.going import Goes, goes
from domain.recommendations.histories import (
    BY_BASKET,
    HALF_LIFE_DAYS,
    OWNED_MAX,
    SLOWLY_BY_BASKET,
    Histories,
    histories,
)
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.ranking import Fitted

TODAY, ITEMS, LIMIT = 60, 700, 8
# The figures that say how well something goes with what somebody has.
ALIKE, LED = 14, 21


def shop_of(seed: int) -> tuple[Baskets, Catalogue]:
    """Return baskets of some who buy little and of who buys nearly everything."""
    dice = np.random.default_rng(seed)
    rows = {
        (who, basket % 50, 100 * who + basket % 50, int(item))
        for who, lines in ((0, 1), (1, 30), (2, 900), (4, 1))
        for basket in range(lines)
        for item in dice.integers(0, ITEMS, 2)
    }
    shown = np.array(sorted(rows), dtype=np.int64)
    given = Baskets(
        customer=shown[:, 0],
        day=shown[:, 1],
        basket=shown[:, 2],
        item=shown[:, 3],
        items=ITEMS,
    )
    bought = dice.integers(0, 9, ITEMS)
    return given, Catalogue.of(
        Popularity(
            week=bought,
            month=bought,
            year=bought,
            first_week=bought,
            first_month=bought,
        ),
        dice.random(ITEMS),
        going(dice),
        going(dice),
        np.zeros((ITEMS, 64), np.float32),
    )


def going(dice: np.random.Generator) -> Goes:
    def some() -> list[tuple[int, float]]:
        others = dice.choice(ITEMS, dice.integers(0, 9), replace=False)
        return [(int(other), 0.1 + 0.9 * float(dice.random())) for other in others]

    return goes([some() if dice.random() < 0.5 else [] for _ in range(ITEMS)])


def check_histories(given: Baskets, past: Histories) -> None:
    columns = (given.customer, given.basket, given.item, given.day)
    lines = list(zip(*(each.tolist() for each in columns), strict=True))
    for row, who in enumerate(past.customer.tolist()):
        baskets = sorted({basket for whose, basket, *_ in lines if whose == who})
        later = {basket: len(baskets) - 1 - n for n, basket in enumerate(baskets)}
        owned: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for whose, basket, item, day in lines:
            if whose == who:
                owned[item].append((later[basket], day))
        best = sorted(
            owned, key=lambda item: (min(owned[item]), -len(owned[item]), item)
        )[:OWNED_MAX]
        here = np.flatnonzero(past.row == row)
        assert past.item[here].tolist() == sorted(best)
        for place in here.tolist():
            times = owned[int(past.item[place])]
            assert past.count[place] == len(times)
            assert past.since[place] == min(times)[0]
            assert past.known[place] == max(times)[0]
            slowly = sum(SLOWLY_BY_BASKET**after for after, _ in times)
            assert math.isclose(past.slowly[place], slowly)
            lately = sum(BY_BASKET**after for after, _ in times)
            recent = sum(0.5 ** ((TODAY - day) / HALF_LIFE_DAYS) for _, day in times)
            assert math.isclose(past.lately[place], lately)
            assert math.isclose(past.recent[place], recent)


def check_row(past: Histories, of: Catalogue, row: int, found: ranking.Ranking) -> None:
    """Look at one customer item by item, and at what was found of all at once."""
    here = past.row == row
    own = dict(zip(past.item[here].tolist(), past.since[here].tolist(), strict=True))
    had = own.keys() | set(past.older_item[past.older_row == row].tolist())
    why: list[dict[int, list[tuple[float, int]]]] = []
    for way in (of.alike, of.leads):
        parts: dict[int, list[tuple[float, int]]] = {}
        for item, since in own.items():
            for other, weight in way.told(item):
                parts.setdefault(other, []).append((weight * DECAY**since, -item))
        why.append(parts)
    sums = [{to: sum(part for part, _ in parts[to]) for to in parts} for parts in why]
    new = set(of.popular.tolist())
    for by_item in sums:
        fresh = sorted((-by_item[item], item) for item in by_item.keys() - had)
        new |= {item for _, item in fresh[:NEW_MAX]}
    new -= had
    offered = candidates(past, of, TODAY)
    places = np.flatnonzero(offered.row == row)
    assert sorted(offered.item[places].tolist()) == sorted(own.keys() | new)
    for place in places.tolist():
        item = int(offered.item[place])
        alike, leads = (way.get(item, 0.0) for way in sums)
        assert math.isclose(offered.figures[place, ALIKE], alike, abs_tol=1e-12)
        led = math.asinh(named.LED * leads)
        assert math.isclose(offered.figures[place, LED], led, abs_tol=1e-12)
    weight = dict(
        zip(
            offered.item[places].tolist(),
            weighing.weigh(Fitted().weighed, offered.figures[places]).tolist(),
            strict=True,
        )
    )
    popular = of.popularity.month
    best = sorted(weight, key=lambda item: (-weight[item], -popular[item], item))
    news = [item for item in best if item in new][:LIMIT]
    shown = slice(*found.starts[row : row + 2])
    expected = [item for item in best if item in best[:LIMIT] or item in news]
    assert found.item[shown].tolist() == expected
    reasons = [
        -1
        if item in own
        else -max(why[0].get(item) or why[1].get(item) or [(0.0, 1)])[1]
        for item in expected
    ]
    assert found.because[shown].tolist() == reasons


@settings(max_examples=3)
@given(st.integers(0, 2**32))
def test_all_at_once_come_to_what_each_comes_to_item_by_item(seed: int) -> None:
    given, of = shop_of(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "AT_ONCE", 40)
        past = histories(given, TODAY)
    assert past.customer.tolist() == [0, 1, 2, 4]
    check_histories(given, past)
    found = ranking.rank(past, Fitted(), of, TODAY, LIMIT)
    for row in range(4):
        check_row(past, of, row, found)
