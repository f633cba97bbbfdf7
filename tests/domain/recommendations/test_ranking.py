"""Rankers by numbers alone: what counts, what wins a tie, and what may not leak."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.recommendations import baskets as shop
from domain.recommendations import (
    evaluation,
    gains,
    leading,
    likeness,
    ranking,
    weighing,
)
from domain.recommendations.baskets import Baskets
from domain.recommendations.candidates import FIGURES, candidates
from domain.recommendations.going import goes
from domain.recommendations.histories import OWNED_MAX, histories
from domain.recommendations.known import Catalogue, Popularity
from domain.recommendations.prior import PRIOR
from domain.recommendations.ranking import Fitted

Pairs = list[tuple[int, float]]
SLOWLY, RATE = 23, 24
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


def known(
    popularity: list[int],
    together: dict[int, Pairs] | None = None,
    leads: dict[int, Pairs] | None = None,
) -> Catalogue:
    bought = np.array(popularity)
    items = range(len(bought))
    return Catalogue.of(
        Popularity(
            week=bought,
            month=bought,
            year=bought,
            first_week=bought,
            first_month=bought,
        ),
        np.ones(len(bought)),
        goes([(together or {}).get(item, []) for item in items]),
        goes([(leads or {}).get(item, []) for item in items]),
        np.zeros((len(bought), 64), np.float32),
    )


Said = tuple[int, float, bool, int]  # Item, weight, whether owned, because.


def ranked(given: Baskets, of: Catalogue, today: int = 9) -> list[Said]:
    (found,) = said(ranking.rank(histories(given, today), Fitted(), of, today, 10))
    return found


def said(found: ranking.Ranking) -> list[list[Said]]:
    columns = (found.item, found.weight.round(9), found.is_own, found.because)
    rows = list(zip(*(each.tolist() for each in columns), strict=True))
    return [rows[low:high] for low, high in pairwise(found.starts.tolist())]


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


def test_a_large_catalogue_is_judged_too() -> None:
    # Of 19,000 items each is bought by somebody, and what each buys comes back.
    rows = [
        (who, day, who * 100 + day, (who * 61 + place * 7) % 19_000)
        for who in range(320)
        for day in (1, 15, 29, 43, 57, 71)
        for place in range(60)
    ]
    rows += [(400, 60, 99_999, item) for item in range(19_000)]
    seen = evaluation.evaluate(told(*rows, items=19_000))
    quality = {each.ranker: each.ndcg for each in seen.quality}
    assert seen.customers == 320
    assert seen.is_personal
    assert quality["stamgast"] > 0.99 > quality["popularity"]


def test_one_time_buyers_are_told_what_goes_with_it_and_what_is_popular() -> None:
    of = known([9, 5, 0, 0], {3: [(2, 0.5)]})
    found = ranked(told((0, 9, 1, 3), items=4), of)
    assert [item for item, *_ in found] == [3, 2, 0, 1]
    # A shop of one item has but that.
    assert [item for item, *_ in ranked(told((0, 9, 1, 0), items=1), known([1]))] == [0]


def test_ties_go_to_what_is_popular_and_not_to_the_lower_number() -> None:
    bought = told((0, 9, 1, 1), (0, 9, 1, 2), (0, 9, 1, 3), items=4)
    # Of what is as popular, the lower number; it weighs a little by itself, too.
    found = ranked(bought, known([0, 1, 5, 1]))
    assert [item for item, *_ in found][:3] == [2, 1, 3]


def test_what_is_bought_often_and_lately_comes_first() -> None:
    bought = told((0, 1, 1, 7), (0, 1, 1, 8), (0, 2, 2, 8), (0, 3, 3, 8), (0, 4, 4, 9))
    past = histories(bought, 9)
    assert past.item.tolist() == [7, 8, 9]
    assert past.count.tolist() == [1, 3, 1]
    assert past.since.tolist() == [3, 1, 0]
    assert (past.baskets.tolist(), past.last_day.tolist()) == ([4], [4])
    assert past.lately == pytest.approx([0.9**3, 0.9 + 0.81 + 0.729, 1.0])
    assert past.recent[0] == pytest.approx(0.5 ** (8 / 60))
    assert ranked(bought, known([0] * 10))[0][0] == 8


def test_how_often_it_is_in_later_baskets_counts() -> None:
    # One has it in two of three later baskets, another in none of one.
    bought = told(
        *((0, day, day, 1) for day in (1, 2, 4)),
        (0, 3, 3, 2),
        (1, 1, 8, 1),
        (1, 2, 9, 2),
    )
    again = shop.again(bought)
    # Of five later baskets, one of them after the other item, two have what is in it.
    usual = 2 / 5
    assert again[1] == pytest.approx((2 + 50 * usual) / (4 + 50) / usual)
    assert again[2] == pytest.approx(50 * usual / (1 + 50) / usual)
    assert again[0] == 1
    past = histories(bought, 9)
    assert past.known.tolist() == [3, 1, 1, 0]
    assert past.slowly[0] == pytest.approx(1 + 0.98**2 + 0.98**3)
    offered = candidates(past, known([0] * 10), 9)
    rates = np.array([2 + 0.1, 0.1, 0.1, 0.1]) / (past.known + 2)
    assert offered.figures[:4, RATE] == pytest.approx(np.log(rates + 0.001))
    assert not offered.figures[4:, [SLOWLY, RATE]].any()


def test_of_who_has_very_much_the_last_counts() -> None:
    everything = told(
        *((0, day, day, day) for day in range(OWNED_MAX + 5)), items=OWNED_MAX + 5
    )
    kept = histories(everything, OWNED_MAX + 5)
    assert kept.item.tolist() == list(range(5, OWNED_MAX + 5))


def test_what_goes_with_it_says_with_what() -> None:
    of = known([0] * 10, {1: [(5, 0.5), (6, 0.4)], 2: [(5, 0.1)]})
    found = ranked(told((0, 9, 1, 1), (0, 9, 1, 2)), of)
    new = [(item, because) for item, _, is_own, because in found if not is_own]
    assert new[:2] == [(5, 1), (6, 1)]


def test_what_goes_with_what_is_as_it_was_told_after_it_was_made_ready() -> None:
    together: dict[int, Pairs] = {1: [(5, 0.5), (6, 0.25)], 2: [(4, 0.75)], 8: [(2, 1)]}
    of = known([0] * 10, together)
    assert [of.alike.told(item) for item in range(10)] == [
        together.get(item, []) for item in range(10)
    ]


def test_what_leads_to_it_is_the_reason_where_nothing_goes_with_it() -> None:
    of = known([0] * 10, {1: [(5, 0.5)]}, {2: [(5, 0.9), (6, 0.4)]})
    found = ranked(told((0, 9, 1, 1), (0, 9, 1, 2)), of)
    new = {item: because for item, _, is_own, because in found if not is_own}
    assert (new[5], new[6]) == (1, 2)


@pytest.mark.parametrize("customers", [8, 40])
def test_what_somebody_has_leads_to_what_others_have_too(
    customers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Blocks are but a matter of memory.
    monkeypatch.setattr(leading, "BLOCK", 5)
    # As the paper has it: B = I - P / diag(P), with P the inverse of X'X and a ridge.
    dice = np.random.default_rng(3)
    had = dice.random((customers, 12)) < 0.6
    rows = [(int(who), 1, int(who), int(item)) for who, item in np.argwhere(had)]
    found = leading.leads(told(*rows, items=13))
    inverse = np.linalg.inv(had.T @ had.astype(float) + leading.RIDGE * np.eye(12))
    expected = np.maximum(-inverse / np.diag(inverse), 0)
    np.fill_diagonal(expected, 0)
    kept = had.sum(axis=0) >= leading.HAD_MIN
    expected[~kept] = expected[:, ~kept] = 0
    for item in range(12):
        wanted = {int(to): expected[item, to] for to in np.flatnonzero(expected[item])}
        assert dict(found.told(item)) == pytest.approx(wanted, rel=1e-3, abs=1e-5)
    assert found.told(12) == []


def test_what_one_is_told_does_not_depend_on_who_else_is_looked_at() -> None:
    rows = [
        (who, day, who * 9 + day, (who + day) % 6)
        for who in range(5)
        for day in (1, 4, 8)
    ]
    of = known([3, 1, 4, 1, 5, 9], {0: [(3, 0.5)], 1: [(4, 0.2)], 2: [(5, 0.3)]})
    every = histories(told(*rows, items=6), 9)
    together = said(ranking.rank(every, Fitted(), of, 9, 10))
    for who in range(5):
        alone = told(*(row for row in rows if row[0] == who), items=6)
        assert ranked(alone, of) == together[who]


def test_weights_are_learnt_of_what_came() -> None:
    # Everybody buys again what they bought last, and never what they bought before.
    rows = [
        (who, day, who * 100 + day, item)
        for who in range(1_100)
        for day, item in ((1, who % 7), (20, 7 + who % 3))
    ]
    given = told(*rows)
    of = known([0] * 10)
    offered = candidates(histories(given, 30), of, 30)
    came = ranking.came(offered, [frozenset({7 + who % 3}) for who in range(1_100)])
    assert came.sum() == 1_100
    fitted = ranking.learn([(offered, came)])
    assert fitted != Fitted()
    found = ranking.rank(histories(given, 30), fitted, of, 30, 1)
    assert [each[0][0] for each in said(found)] == [7 + who % 3 for who in range(1_100)]
    assert ranking.learn([(offered, np.zeros(len(came)))]) == Fitted()


def test_of_a_list_only_what_differs_in_it_counts() -> None:
    # Of two, the one with more is taken three times of four, however much both have.
    dice = np.random.default_rng(5)
    base = dice.normal(0, 5, 1_500)
    figures = np.zeros((3_000, FIGURES))
    figures[:, 5] = np.repeat(base, 2)
    figures[::2, 5] += 1
    first = dice.random(1_500) < 0.75
    taken = np.column_stack([first, ~first]).ravel().astype(float)
    rows = np.repeat(np.arange(1_500), 2)
    learnt = weighing.learn(figures, rows, taken, PRIOR)
    assert learnt.figures[5] == pytest.approx(np.log(3), abs=0.2)
    # The mean of two says the mean of what they say.
    both = weighing.weigh(weighing.mean([learnt, PRIOR]), figures)
    each = [weighing.weigh(one, figures) for one in (learnt, PRIOR)]
    assert both == pytest.approx((each[0] + each[1]) / 2)
    assert ranking.mean([Fitted(weighed=learnt), Fitted()]) == Fitted()
    # Blocks are but a matter of memory.
    alone = weighing.learn(figures[:400], rows[:400], taken[:400], PRIOR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighing, "BLOCK", 137)
        patched = weighing.learn(figures[:400], rows[:400], taken[:400], PRIOR)
    assert patched.figures == pytest.approx(alone.figures, abs=1e-3)


def test_what_was_learnt_is_used_only_if_it_foretells_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Everybody buys again what they buy most, and it learns that they don't.
    rows = [
        (who, day, who * 100 + day, who % 9 if day % 20 else 9)
        for who in range(40)
        for day in range(5, 100, 5)
    ]
    worse = Fitted(weighed=weighing.Weights(figures=(-1.0,) * FIGURES, bends=()))

    def learn(given: object, without: object) -> Fitted:
        del given, without
        return worse

    monkeypatch.setattr(ranking, "learn", learn)
    seen = evaluation.evaluate(told(*rows))
    quality = {each.ranker: each.ndcg for each in seen.quality}
    assert seen.fitted == Fitted()
    assert quality["stamgast"] == quality["unlearnt"]


def test_ndcg_is_of_what_could_be_found() -> None:
    assert gains.ndcg([1, 2], frozenset({1, 2})) == 1.0
    assert gains.ndcg([3, 1], frozenset({1})) == pytest.approx(0.6309, abs=1e-4)
    many = frozenset(range(30))
    assert gains.ndcg(list(range(10)), many) == 1.0
    assert gains.ndcg_all(list(range(10)), many) < 0.6


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=20))
def test_nothing_that_comes_after_the_cut_is_known_before(
    later: list[tuple[int, int]],
) -> None:
    past = [(who, day, who * 100 + day, who) for who in range(4) for day in range(9)]
    future = [(who, 50 + at, 900 + at, item) for at, (who, item) in enumerate(later)]
    all_of = told(*past, *future)
    alone, until = told(*past), all_of.until(20)
    for field in fields(histories(alone, 20)):
        mine = getattr(histories(until, 20), field.name)
        assert mine.tolist() == getattr(histories(alone, 20), field.name).tolist()
    mine, theirs = evaluation.catalogue(until, 20), evaluation.catalogue(alone, 20)
    assert mine.logs.tolist() == theirs.logs.tolist()
    for way in ("alike", "leads"):
        said, same = getattr(mine, way), getattr(theirs, way)
        assert said.other.tolist() == same.other.tolist()
        assert said.weight.tolist() == same.weight.tolist()
