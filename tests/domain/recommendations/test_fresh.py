"""What is new to somebody: who it is for, which comes first, and that it is new."""

import numpy as np
import pytest

from domain.recommendations import evaluation, firsts, fresh, ranking, tastes
from domain.recommendations.baskets import Baskets
from domain.recommendations.candidates import candidates
from domain.recommendations.histories import OWNED_MAX, histories
from domain.recommendations.ranking import Fitted
from domain.recommendations.weighing import Weights

Row = tuple[int, int, int, int]  # Customer, day, basket, item.


def told(*rows: Row, items: int) -> Baskets:
    shown = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Baskets(
        customer=shown[:, 0],
        day=shown[:, 1],
        basket=shown[:, 2],
        item=shown[:, 3],
        items=items,
    )


def of_two_kinds() -> Baskets:
    """Return a shop where half of all buy the first six items, others six others.

    They buy two of them, and then two others.
    """
    rows = [
        (who, day, who * 100 + day, 6 * (who % 2) + (who // 2 + day + place) % 6)
        for who in range(160)
        for day in (1, 32, 63, 94)
        for place in (0, 1)
    ]
    return told(*rows, items=12)


def test_only_who_never_had_it_counts_as_first() -> None:
    rows = ((0, 1, 0, 0), (0, 29, 1, 0), (1, 29, 2, 0), (2, 10, 3, 1))
    week, month = firsts.firsts(told(*rows, items=3), 30)
    assert (week.tolist(), month.tolist()) == ([1, 0, 0], [1, 1, 0])


def test_what_the_same_people_have_is_to_their_taste() -> None:
    given = of_two_kinds()
    found = tastes.tastes(given)
    # By and large; then what tells the six apart.
    alike = found[:, :2] @ found[:, :2].T
    assert alike[:6, :6].min() > 0.1
    assert np.abs(alike[:6, 6:]).max() < 0.01
    assert found.tolist() == tastes.tastes(given).tolist()
    kept = tastes.heard([tastes.said(each) for each in found] + [""])
    assert kept[:-1].tolist() == found.tolist()
    assert not kept[-1].any()
    assert not tastes.tastes(told(items=2)).any()


def test_new_things_change_places_with_each_other_alone() -> None:
    given = of_two_kinds()
    known = evaluation.catalogue(given, 94)
    past = histories(given.of([0, 1, 2]), 94)
    offered = candidates(past, known, 94)
    own = len(past.item)
    weight = np.arange(len(offered.row), dtype=float)
    # By how popular, the least first.
    least = Weights(figures=(-1.0,) + (0.0,) * (fresh.FIGURES - 1), bends=())
    dealt = fresh.arrange(offered, weight, least, known)
    assert dealt[:own].tolist() == weight[:own].tolist()
    for row in range(3):
        theirs = np.flatnonzero(offered.row == row)
        theirs = theirs[theirs >= own]
        assert sorted(dealt[theirs]) == sorted(weight[theirs])
        bought = known.popularity.month[offered.item[theirs]]
        assert (np.diff(bought[np.argsort(-dealt[theirs])]) >= 0).all()


def test_what_somebody_had_long_ago_is_not_new() -> None:
    items = OWNED_MAX + 6
    rows = [(0, day, day, day) for day in range(OWNED_MAX + 3)]
    rows += [(1, OWNED_MAX + 9, 9_999, item) for item in range(items)]
    given = told(*rows, items=items)
    known = evaluation.catalogue(given, OWNED_MAX + 9)
    found = candidates(histories(given.of([0]), OWNED_MAX + 9), known, OWNED_MAX + 9)
    assert not set(found.item[OWNED_MAX:]) & set(range(OWNED_MAX + 3))


def test_what_is_new_is_ordered_by_what_foretold_it_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = of_two_kinds()
    backwards = Weights(figures=(-1.0,) * fresh.FIGURES, bends=())

    def learn(shown: object) -> Weights:
        del shown
        return backwards

    seen = evaluation.evaluate(given)
    monkeypatch.setattr(fresh, "learn", learn)
    worse = evaluation.evaluate(given)
    for judged in (seen, worse):
        new = {each.ranker: each.ndcg_new or 0.0 for each in judged.quality}
        assert judged.customers == 160
        assert new["stamgast"] >= max(new["popularity"], new["unlearnt"])
        assert judged.fitted.fresh != backwards


def test_too_few_new_things_teach_nothing() -> None:
    given = of_two_kinds()
    known = evaluation.catalogue(given, 94)
    offered = candidates(histories(given.of([0, 1]), 94), known, 94)
    came = ranking.came(offered, [frozenset({0}), frozenset({6})])
    assert fresh.learn([(offered, known, came)]) == fresh.PRIOR
    assert Fitted().fresh is None
