"""Rankers by numbers alone: what counts, what wins a tie, and what may not leak."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.recommendations import baskets as shop
from domain.recommendations import evaluation, gains, likeness, ranking
from domain.recommendations.baskets import Baskets
from domain.recommendations.ranking import Catalogue, Fitted, Owned

Row = tuple[int, int, int, int]  # Customer, day, basket, item.


def told(*rows: Row, items: int = 10) -> Baskets:
    shown = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Baskets(
        customer=shown[:, 0],
        day=shown[:, 1],
        basket=shown[:, 2],
        item=shown[:, 3],
        items=items,
    )


def known(**more: object) -> Catalogue:
    given: dict[str, object] = {
        "popularity": [0] * 10,
        "again": [1.0] * 10,
        "together": {},
    }
    return Catalogue(**(given | more))  # pyright: ignore[reportArgumentType]


def test_what_is_in_a_basket_together_is_alike() -> None:
    rows = [(0, 1, basket, item) for basket in range(4) for item in (1, 2)]
    rows += [(0, 1, 9, 1), (0, 1, 9, 3)]
    found = likeness.together(told(*rows))
    assert found[1] == [(2, pytest.approx(4 / np.sqrt(5 * 4), rel=1e-6))]
    assert found[3] == []  # Once is no more than chance.


def test_a_shop_of_nothing_and_one_of_one_item_are_judged_too() -> None:
    assert evaluation.evaluate(told()).customers == 0
    assert likeness.together(told((0, 1, 0, 0), items=1)) == [[]]
    assert shop.again(told(items=3)).tolist() == [1, 1, 1]


def test_ties_go_to_what_is_popular_and_not_to_the_lower_number() -> None:
    history = [Owned(item=item, count=1, since=0, baskets=1) for item in (1, 2, 3)]
    popular = known(popularity=[0, 1, 5, 3, 0, 0, 0, 0, 0, 0])
    found = ranking.rank(history, Fitted(), popular, 10)
    assert [each.item for each in found] == [2, 3, 1]


def test_what_is_bought_often_and_lately_comes_first() -> None:
    history = ranking.owned([1, 1, 2, 3, 4], [7, 8, 8, 8, 9])
    assert history == [
        Owned(item=7, count=1, since=3, baskets=4),
        Owned(item=8, count=3, since=1, baskets=4),
        Owned(item=9, count=1, since=0, baskets=4),
    ]


def test_what_goes_with_it_says_with_what() -> None:
    together = known(together={1: [(5, 0.5), (6, 0.4)], 2: [(5, 0.1)]})
    history = [Owned(item=each, count=1, since=0, baskets=1) for each in (1, 2)]
    found = ranking.rank(history, Fitted(explore=1.0), together, 10)
    assert [(each.item, each.because) for each in found if each.because] == [
        (5, 1),
        (6, 1),
    ]


def test_ndcg_is_of_what_could_be_found() -> None:
    assert gains.ndcg([1, 2], frozenset({1, 2})) == 1.0
    assert gains.ndcg([3, 1], frozenset({1})) == pytest.approx(0.6309, abs=1e-4)
    many = frozenset(range(30))
    assert gains.ndcg(list(range(10)), many) == 1.0
    assert gains.ndcg_all(list(range(10)), many) < 0.6


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=20))
def test_nothing_that_comes_after_the_cut_is_known_before(
    later: list[tuple[int, int]],
) -> None:
    past = [(who, day, who * 100 + day, who) for who in range(4) for day in range(9)]
    future = [(who, 50 + at, 900 + at, item) for at, (who, item) in enumerate(later)]
    all_of = told(*past, *future)
    alone = ranking.histories(told(*past))
    assert ranking.histories(all_of.until(20)) == alone
    assert evaluation.catalogue(all_of.until(20), 20) == evaluation.catalogue(
        told(*past), 20
    )
