"""What orders and events are worth: exact values for each word of a rule."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.earning import (
    AllOf,
    AmountBasis,
    AnyOf,
    Condition,
    During,
    Facts,
    Fixed,
    Multiply,
    Not,
    Number,
    OneOf,
    OnEvent,
    Outcome,
    Part,
    PerAmount,
    PerQuantity,
    PerValue,
    Rounding,
    TierMultiplier,
    Weekday,
)
from domain.earning.trace import LineShare
from domain.orders import CaseLine, OrderCase
from tests.domain.earning.cases import (
    event,
    given,
    judged,
    line,
    order,
    rule,
    why_not,
)
from tests.world import NOON

TEA = OneOf(field="line.category", values=("tea",))


@pytest.mark.parametrize(
    ("amount", "points"), [(99, 0), (100, 1), (199, 1), (12_345, 123)]
)
def test_whole_euros_count(amount: int, points: int) -> None:
    assert given(order(line(amount=amount)), rule()) == (
        {"spend": points} if points else {}
    )


@pytest.mark.parametrize(
    ("rounding", "cents"),
    [
        (Rounding.WHOLE_STEPS, 20),
        (Rounding.DOWN, 20),
        (Rounding.UP, 21),
        (Rounding.HALF_UP, 21),
        (Rounding.HALF_EVEN, 20),
    ],
)
def test_two_per_cent_of_10_25_is_rounded_once_as_declared(
    rounding: Rounding, cents: int
) -> None:
    cashback = rule(effect=PerAmount(step=50, points=1), rounding=rounding)
    one, other = line(1, amount=513), line(2, amount=512)
    assert given(order(one, other), cashback) == {"spend": cents}


def test_whole_steps_and_proportion_differ() -> None:
    bought = order(line(amount=150))
    assert given(bought, rule(effect=PerAmount(points=5))) == {"spend": 5}
    down = rule(effect=PerAmount(points=5), rounding=Rounding.DOWN)
    assert given(bought, down) == {"spend": 7}


@pytest.mark.parametrize(
    ("basis", "said", "points"),
    [
        ({}, {}, 110),
        ({"tax": Part.EXCLUDED}, {}, 91),
        ({"discounts": Part.INCLUDED}, {}, 120),
        ({"shipping": Part.INCLUDED}, {"shipping": 395}, 113),
        ({}, {"shipping": 395}, 110),
        ({}, {"points_paid": 1_000}, 100),
        ({"points_paid": Part.INCLUDED}, {"points_paid": 1_000}, 110),
        ({"point_value": 2}, {"points_paid": 1_000}, 90),
        ({}, {"points_paid": 99_999}, 0),
        ({"gift_cards": Part.INCLUDED}, {}, 160),
        ({"gift_card_categories": ("other",)}, {}, 160),
    ],
)
def test_what_counts_is_declared(
    basis: dict[str, Any], said: dict[str, Any], points: int
) -> None:
    lines = (
        line(1, amount=11_000, tax=1_900, discount=1_000),
        *(
            (line(2, amount=5_000, category="gift-card"),)
            if "gift_cards" in basis or "gift_card_categories" in basis
            else ()
        ),
    )
    found = given(order(*lines, **said), rule(basis=AmountBasis(**basis)))
    assert found.get("spend", 0) == points


def test_a_gift_card_is_no_purchase_yet() -> None:
    card = line(category="gift-card", amount=5_000)
    assert given(order(card), rule(), rule("welcome", effect=Fixed(10))) == {}
    both = order(card, line(2, amount=1_000))
    assert given(both, rule(), rule("welcome", effect=Fixed(10))) == {
        "spend": 10,
        "welcome": 10,
    }


def test_what_was_paid_in_points_is_taken_from_lines_in_proportion() -> None:
    bought = order(line(1, amount=3_000), line(2, amount=1_000), points_paid=1_001)
    (earned,) = judged(bought, rule()).awards
    assert earned.basis == 2_999
    assert earned.lines == (LineShare(1, 2_250, 21), LineShare(2, 749, 8))


def test_the_shares_of_lines_come_to_the_award() -> None:
    bought = order(line(1, amount=133), line(2, amount=133), line(3, amount=134))
    (earned,) = judged(bought, rule()).awards
    assert earned.amount == 4
    assert earned.lines == (
        LineShare(1, 133, 1),
        LineShare(2, 133, 1),
        LineShare(3, 134, 2),
    )


def test_only_some_lines_count() -> None:
    bought = order(
        line(1, amount=1_000, category="tea"), line(2, amount=700, category="cups")
    )
    assert given(bought, rule(lines=TEA)) == {"spend": 10}
    assert given(bought, rule(lines=Not(of=TEA))) == {"spend": 7}
    assert why_not(bought, rule(lines=OneOf(field="line.product", values=("x",)))) == {
        "spend": Outcome.NOTHING
    }


def test_pieces_count_unless_they_came_back() -> None:
    stamps = rule("stamps", unit="stamps", effect=PerQuantity())
    bought = order(line(1, amount=900, quantity=3, returned_quantity=1, returned=300))
    assert given(bought, stamps) == {"stamps": 2}
    assert given(order(line(quantity=3, returned=1_000)), stamps) == {}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (OneOf(field="order.channel", values=("app", "web")), True),
        (OneOf(field="order.channel", values=("app",)), False),
        (Number(field="order.amount", at_least=1_500), True),
        (Number(field="order.amount", at_least=1_501), False),
        (Number(field="order.amount", at_most=1_499), False),
        (Number(field="order.quantity", at_least=3, at_most=3), True),
        (Number(field="order.lines", at_least=2), True),
        (OneOf(field="order.vouchers", values=("MAY", "JUNE")), True),
        (OneOf(field="order.vouchers", values=("JUNE",)), False),
        (OneOf(field="line.category", values=("tea",)), True),
        (OneOf(field="line.category", values=("soup",)), False),
        (Number(field="line.amount", at_least=1_000), True),
        (OneOf(field="customer.tier", values=("gold",)), True),
        (OneOf(field="customer.segments", values=("loyal",)), True),
        (OneOf(field="customer.segments", values=("asleep",)), False),
        (Number(field="customer.order_count", multiple_of=5), True),
        (Number(field="customer.order_count", at_most=1), False),
        (Number(field="customer.member_days", at_least=30), False),
        (Not(of=OneOf(field="order.channel", values=("app",))), True),
        (
            AllOf(
                of=(
                    OneOf(field="order.channel", values=("web",)),
                    Number(field="order.amount", at_least=9_999),
                )
            ),
            False,
        ),
        (
            AnyOf(
                of=(
                    OneOf(field="order.channel", values=("app",)),
                    Number(field="order.amount", at_least=1_000),
                )
            ),
            True,
        ),
        # Of an event, an order tells nothing.
        (OneOf(field="event.rating", values=(5,)), False),
    ],
)
def test_a_condition_holds_or_not(condition: Condition, holds: bool) -> None:  # noqa: FBT001
    bought = order(
        line(1, amount=1_000, quantity=2, category="tea"),
        line(2, amount=500, category="cups"),
        vouchers=("MAY",),
    )
    facts = Facts(tier="gold", segments=("new", "loyal"), order_count=5, member_days=29)
    found = given(bought, rule(conditions=condition), facts=facts)
    assert found == ({"spend": 15} if holds else {})


@pytest.mark.parametrize(
    ("at", "during", "holds"),
    [
        # The first and the last day are inclusive, in Amsterdam and not in London.
        ("2030-03-01T00:00+01:00", During(first_day=date(2030, 3, 1)), True),
        ("2030-02-28T23:59+01:00", During(first_day=date(2030, 3, 1)), False),
        ("2030-02-28T23:30+00:00", During(first_day=date(2030, 3, 1)), True),
        ("2030-03-07T23:59+01:00", During(last_day=date(2030, 3, 7)), True),
        ("2030-03-08T00:00+01:00", During(last_day=date(2030, 3, 7)), False),
        ("2030-03-01T12:00+01:00", During(weekdays=(Weekday.FRIDAY,)), True),
        ("2030-03-02T12:00+01:00", During(weekdays=(Weekday.FRIDAY,)), False),
        # Half past eleven on Thursday evening in London is Friday here.
        ("2030-02-28T23:30+00:00", During(weekdays=(Weekday.FRIDAY,)), True),
        ("2030-03-01T17:00+01:00", During(from_time="17:00", to_time="19:00"), True),
        ("2030-03-01T19:00+01:00", During(from_time="17:00", to_time="19:00"), False),
        ("2030-03-01T23:59+01:00", During(from_time="17:00"), True),
        ("2030-03-01T01:00+01:00", During(from_time="22:00", to_time="02:00"), True),
        ("2030-03-01T02:00+01:00", During(from_time="22:00", to_time="02:00"), False),
        # On the day that clocks go forward, three o'clock is an hour after two.
        ("2030-03-31T01:30+00:00", During(from_time="03:00", to_time="04:00"), True),
    ],
)
def test_a_time_is_that_of_the_programme(at: str, during: During, holds: bool) -> None:  # noqa: FBT001
    bought = order(line(amount=100), at=datetime.fromisoformat(at).astimezone(UTC))
    found = given(bought, rule(conditions=during))
    assert found == ({"spend": 1} if holds else {})


def test_conditions_look_at_what_is_left_of_an_order() -> None:
    above = rule(conditions=Number(field="order.amount", at_least=5_000))
    assert given(order(line(amount=6_000)), above) == {"spend": 60}
    assert given(order(line(amount=6_000, returned=1_001)), above) == {}


def test_a_double_points_week_gives_as_much_again() -> None:
    week = rule("week", 2, effect=Multiply(percent=200))
    triple = rule("triple", 3, effect=Multiply(percent=300, rules=("spend",)))
    bought = order(line(amount=4_250))
    assert given(bought, rule(), week) == {"spend": 42, "week": 42}
    assert given(bought, rule(), rule("gift", 4, effect=Fixed(8)), week, triple) == {
        "spend": 42,
        "gift": 8,
        "week": 50,
        "triple": 84,
    }


def test_a_multiplier_looks_at_its_own_unit() -> None:
    stamps = rule("stamps", unit="stamps", effect=Fixed(1))
    week = rule("week", 2, effect=Multiply(percent=200))
    assert given(order(line()), stamps, week) == {"stamps": 1}
    assert why_not(order(line()), stamps, week) == {"week": Outcome.NOTHING}


def test_a_tier_multiplies_by_what_it_was_then() -> None:
    tier = rule("tier", 2, effect=TierMultiplier())
    gold = Facts(tier="gold", multiplier_percent=150)
    bought = order(line(amount=4_300))
    assert given(bought, rule(), tier, facts=gold) == {"spend": 43, "tier": 21}
    up = rule("tier", 2, effect=TierMultiplier(), rounding=Rounding.HALF_UP)
    assert given(bought, rule(), up, facts=gold) == {"spend": 43, "tier": 22}
    assert given(bought, rule(), tier) == {"spend": 43}


@pytest.mark.parametrize(
    "gone",
    [
        order(line(amount=9_000, returned=9_000)),
        order(line(amount=9_000, quantity=2, returned_quantity=2, returned=9_000)),
        order(line(amount=9_000), stands=False),
        order(line(amount=0, quantity=1, returned_quantity=1)),
    ],
)
def test_of_what_is_gone_nothing_is_left_under_any_rule(gone: OrderCase) -> None:
    rules = (
        rule(basis=AmountBasis(shipping=Part.INCLUDED)),
        rule("fixed", 2, effect=Fixed(5)),
        rule("week", 3, effect=Multiply(percent=200)),
    )
    assert given(gone, *rules) == {}
    assert set(why_not(gone, *rules).values()) == {Outcome.UNDONE}


def test_what_is_free_still_earns_a_fixed_award() -> None:
    free = order(CaseLine(no=1, product_id="x", quantity=1, unit_price=0, amount=0))
    assert given(free, rule(), rule("fixed", 2, effect=Fixed(5))) == {"fixed": 5}


def test_an_event_earns_by_what_it_tells() -> None:
    long = rule(
        "review",
        on=OnEvent(event="review"),
        effect=Fixed(25),
        conditions=Number(field="event.rating", at_least=4),
    )
    assert given(event(rating=4), long) == {"review": 25}
    assert given(event(rating=3), long) == {}
    kilos = rule("recycled", effect=PerValue(field="event.bag.kilos", step=2, points=3))
    assert given(event(bag={"kilos": 5}), kilos) == {"recycled": 6}
    for odd in (None, 5, {"kilos": "5"}, {"kilos": True}):
        assert given(event(bag=odd), kilos) == {}


def test_true_is_not_one() -> None:
    first = OneOf(field="event.first", values=(True,))
    yes = rule(on=OnEvent(event="sat"), conditions=first, effect=Fixed(1))
    assert given(event(first=True), yes) == {"spend": 1}
    assert given(event(first=1), yes) == {}


def test_a_trace_tells_every_condition_and_what_it_was_asked_of() -> None:
    tree = AllOf(
        of=(
            OneOf(field="order.channel", values=("app",)),
            Not(of=Number(field="order.amount", at_least=500)),
        )
    )
    (trace,) = judged(order(line(amount=1_000)), rule(conditions=tree)).refused
    assert [(each.pointer, each.value, each.holds) for each in trace.leaves] == [
        ("/conditions/of/0", "web", False),
        ("/conditions/of/1/of", 1_000, True),
    ]


def test_a_trace_tells_the_quotient_before_it_was_rounded() -> None:
    (earned,) = judged(order(line(amount=1_250)), rule()).awards
    trace = earned.trace
    assert (trace.basis, trace.exact, trace.worth, trace.given) == (
        1_250,
        (1_250, 100),
        12,
        12,
    )
    assert trace.outcome is Outcome.GAVE


def test_noon_is_a_tuesday() -> None:
    tuesday = rule(conditions=During(weekdays=(Weekday.TUESDAY,)))
    assert given(order(line(amount=100), at=NOON), tuesday) == {"spend": 1}
