"""Which of several rules give, and how much a cap leaves of it: exact values."""

import pytest

from domain.earning import (
    Cap,
    CapKey,
    CapPeriod,
    CapReached,
    CapScope,
    Fixed,
    Held,
    Multiply,
    OneOf,
    Outcome,
    Setting,
    Stacking,
    evaluate,
)
from tests.domain.earning.cases import (
    AMSTERDAM,
    ANN,
    given,
    line,
    order,
    rule,
    why_not,
)


def test_of_a_group_the_one_that_gives_most_gives() -> None:
    ten = rule("ten", 2, effect=Fixed(10), stacking=Stacking.BEST_OF, group="a")
    five = rule("five", 3, effect=Fixed(5), stacking=Stacking.BEST_OF, group="a")
    other = rule("other", 4, effect=Fixed(3), stacking=Stacking.BEST_OF, group="b")
    assert given(order(line()), rule(), five, ten, other) == {
        "spend": 10,
        "ten": 10,
        "other": 3,
    }
    assert why_not(order(line()), five, ten) == {"five": Outcome.OUTDONE}


def test_of_two_that_give_the_same_the_one_of_higher_priority_gives() -> None:
    one = rule("a", 2, effect=Fixed(5), stacking=Stacking.BEST_OF, group="a")
    two = rule(
        "b", 3, effect=Fixed(5), stacking=Stacking.BEST_OF, group="a", priority=1
    )
    assert given(order(line()), one, two) == {"b": 5}


def test_an_exclusive_rule_gives_alone_in_its_unit_but_is_multiplied() -> None:
    alone = rule("alone", 2, effect=Fixed(100), stacking=Stacking.EXCLUSIVE)
    stamps = rule("stamps", 3, unit="stamps", effect=Fixed(1))
    week = rule("week", 4, effect=Multiply(percent=200))
    assert given(order(line()), rule(), alone, stamps, week) == {
        "alone": 100,
        "stamps": 1,
        "week": 100,
    }
    assert why_not(order(line()), rule(), alone) == {"spend": Outcome.EXCLUDED}


def test_an_exclusive_rule_whose_condition_fails_excludes_nothing() -> None:
    alone = rule(
        "alone",
        2,
        effect=Fixed(100),
        stacking=Stacking.EXCLUSIVE,
        conditions=OneOf(field="order.channel", values=("app",)),
    )
    assert given(order(line()), rule(), alone) == {"spend": 10}


@pytest.mark.parametrize(
    ("reached", "points"), [(CapReached.REDUCES, 50), (CapReached.REJECTS, 0)]
)
def test_a_cap_reduces_or_rejects(reached: CapReached, points: int) -> None:
    capped = rule(caps=(Cap(per=CapScope.ORDER, limit=50, reached=reached),))
    assert given(order(line(amount=9_000)), capped).get("spend", 0) == points


def _left(number: int) -> Setting:
    def room(key: CapKey, cap: Cap) -> int:
        del cap
        assert key == CapKey("customer:spend:amount:month", ANN, "2030-01-01")
        return number

    return Setting(zone=AMSTERDAM, room=room)


def test_a_cap_gives_no_more_than_it_has_left() -> None:
    cap = Cap(per=CapScope.CUSTOMER, limit=100, period=CapPeriod.MONTH)
    capped = rule(caps=(cap,))
    bought = order(line(amount=9_000))
    (earned,) = evaluate(bought, [capped], _left(30)).awards
    assert (earned.worth, earned.amount) == (90, 30)
    (none,) = evaluate(bought, [capped], _left(0)).awards
    assert (none.worth, none.amount, none.trace.outcome) == (90, 0, Outcome.CAPPED)


def test_a_return_gives_nothing_because_a_cap_has_room_meanwhile() -> None:
    capped = rule(caps=(Cap(per=CapScope.RULE, limit=1_000),))
    back = order(line(amount=9_000, returned=3_000))
    setting = Setting(zone=AMSTERDAM, held={"spend": Held(worth=90, kept=30)})
    (earned,) = evaluate(back, [capped], setting).awards
    assert (earned.worth, earned.amount) == (60, 30)
    again = Setting(zone=AMSTERDAM, held={"spend": Held(worth=0, kept=0)})
    (earned,) = evaluate(order(line(amount=9_000)), [capped], again).awards
    assert earned.amount == 90
