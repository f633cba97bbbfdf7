"""Grades, places and intervals."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scoring import rules
from domain.scoring.model import GRID, Grades, LifeCycle, NextBasis
from domain.scoring.rules import Rhythm, Rollup, Thresholds

TODAY = date(2030, 1, 1)


def bought(*gaps: int, ago: int = 0, amount: int = 1_000) -> Rollup:
    last = TODAY - timedelta(days=ago)
    return Rollup(
        customer_id="cus_" + "0" * 32,
        orders=len(gaps) + 1,
        days=len(gaps) + 1,
        first_day=last - timedelta(days=sum(gaps)),
        last_day=last,
        amount=amount,
        first_amount=amount,
        last_gaps=gaps,
    )


def test_the_same_value_has_the_same_grade() -> None:
    # Of ten customers eight bought once, which is no reason to tell them apart.
    thresholds = Thresholds(frequency=(1, 1, 1, 2))
    shown = [rules.grades(bought(*gaps), thresholds) for gaps in ((), (9,), (9, 9))]
    assert [each.frequency for each in shown] == [1, 4, 5]


def test_names_are_those_of_the_grid() -> None:
    best = Grades(recency=5, frequency=5, monetary=1)
    once_long_ago = Grades(recency=1, frequency=1, monetary=5)
    assert rules.life_cycle(best, GRID) is LifeCycle.CHAMPION
    assert rules.life_cycle(once_long_ago, GRID) is LifeCycle.LOST
    assert {name for row in GRID for name in row} == set(LifeCycle)


def test_who_bought_once_gets_no_date_of_their_own() -> None:
    alone = rules.next_purchase(bought(ago=3), {}, 0.7, "new", TODAY)
    assert (alone.basis, alone.on) == (NextBasis.UNKNOWN, None)
    like = {"new": Rhythm(mean=3.0, spread=0.5, gaps=40)}
    among = rules.next_purchase(bought(ago=3), like, 0.7, "new", TODAY)
    assert among.basis is NextBasis.LIKE
    assert among.earliest == date(2030, 1, 9)
    assert among.on == date(2030, 1, 18)
    assert among.latest == date(2030, 2, 5)


def test_own_gaps_count_from_the_third_on() -> None:
    own = rules.next_purchase(bought(20, 21, 22, ago=5), {}, 0.2, "loyal", TODAY)
    assert own.basis is NextBasis.OWN
    assert own.on == date(2030, 1, 17)
    two = rules.next_purchase(bought(20, 21, ago=5), {}, 0.2, "loyal", TODAY)
    assert two.basis is NextBasis.UNKNOWN


def test_who_is_late_is_overdue_and_not_expected_tomorrow() -> None:
    late = rules.next_purchase(bought(20, 21, 22, ago=90), {}, 0.2, "lost", TODAY)
    assert late.overdue
    assert late.latest is not None
    assert late.latest < TODAY


@settings(max_examples=50)
@given(
    st.lists(st.integers(1, 400), max_size=8),
    st.integers(-1, 800),
    st.floats(0.01, 3),
)
def test_an_interval_is_in_order_and_not_over_unless_overdue(
    gaps: list[int], ago: int, spread: float
) -> None:
    like = {"any": Rhythm(mean=3.5, spread=spread, gaps=30)}
    found = rules.next_purchase(bought(*gaps, ago=ago), like, spread, "any", TODAY)
    assert found.earliest
    assert found.on
    assert found.latest
    assert found.earliest <= found.on <= found.latest
    assert found.overdue == (found.latest < TODAY)
    assert found.overdue or ago < 0 or found.earliest >= TODAY


@settings(max_examples=50)
@given(st.lists(st.integers(0, 50), min_size=4, max_size=4).map(sorted))
def test_more_is_never_graded_lower(thresholds: list[int]) -> None:
    known = Thresholds(monetary=tuple(thresholds))
    grades = [rules.grades(bought(amount=each), known).monetary for each in range(52)]
    assert grades == sorted(grades)
    assert set(grades) <= {1, 2, 3, 4, 5}


def test_the_usual_spread_is_within_customers_and_not_between_them() -> None:
    often, seldom = [7, 7, 7] * 10, [90, 90, 90] * 10
    assert rules.usual_spread([often, seldom]) < 0.01
    assert rules.usual_spread([[3, 9]]) == 0.7
    assert rules.rhythm([5] * 29) is None
