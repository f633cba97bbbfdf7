"""What is expected to expire is what did, and nothing where too little did."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.accounting.forecast import (
    expiry_months,
    extended,
    issue_months,
    outstanding,
)
from domain.accounting.sides import CohortMovement
from domain.kernel.calendar import months_later

NOW = date(2030, 7, 1)
HELD, ISSUE = "customer.available", "issue"


def moved(
    month: date, way: tuple[str, str], amount: int, issued: date, expires: date | None
) -> CohortMovement:
    return CohortMovement(
        unit="points",
        month=month,
        debit=way[0],
        credit=way[1],
        issued_in=issued,
        expires_in=expires,
        amount=amount,
    )


def cohort(
    issued: date, expires: date, given_: int, spent: int, *, is_over: bool
) -> list[CohortMovement]:
    """Return what became of a month's points, spent in the month after their issue."""
    told = [
        moved(issued, (ISSUE, HELD), given_, issued, expires),
        moved(months_later(issued, 1), (HELD, "redeemed"), spent, issued, expires),
    ]
    if is_over:
        rest = (HELD, "breakage")
        told.append(moved(expires, rest, given_ - spent, issued, expires))
    return told


def history(months: int, given_: int = 1_000, spent: int = 600) -> list[CohortMovement]:
    """Return so many months of points that lasted three months after their own."""
    return [
        each
        for number in range(1, months + 1)
        for each in cohort(
            months_later(NOW, -number - 3),
            months_later(NOW, -number),
            given_,
            spent,
            is_over=True,
        )
    ]


def test_the_share_that_expired_is_expected_by_what_was_left() -> None:
    fresh = [moved(NOW, (ISSUE, HELD), 500, NOW, months_later(NOW, 3))]
    old = cohort(months_later(NOW, -2), months_later(NOW, 1), 500, 300, is_over=False)
    near, far = expiry_months([*history(6), *fresh, *old], NOW)
    # All that was left a month before its end expired: none of it was spent later.
    assert (near.outstanding, near.expected_breakage) == (200, 200)
    # Of what had just been given, four in ten expired in the end.
    assert (far.outstanding, far.expected_breakage) == (500, 200)
    assert (far.basis, far.expired, far.months) == (6_000, 2_400, 6)


def test_what_is_issued_into_a_month_later_is_no_part_of_what_expires() -> None:
    """As when every month of a year gives points until the end of that year."""
    late = [
        each
        for number in range(1, 7)
        for each in cohort(
            months_later(NOW, -number - 1),
            months_later(NOW, -number),
            9_000,
            0,
            is_over=True,
        )
    ]
    fresh = [moved(NOW, (ISSUE, HELD), 500, NOW, months_later(NOW, 3))]
    (told,) = expiry_months([*history(6), *late, *fresh], NOW)
    assert (told.outstanding, told.expected_breakage) == (500, 200)
    assert (told.basis, told.expired, told.months) == (6_000, 2_400, 6)


def test_too_little_history_expects_nothing() -> None:
    fresh = [moved(NOW, (ISSUE, HELD), 500, NOW, months_later(NOW, 3))]
    for past in (history(2), history(5, given_=100, spent=60)):
        (told,) = expiry_months([*past, *fresh], NOW)
        assert told.expected_breakage is None


def test_what_never_expires_is_not_expected_to() -> None:
    (told,) = expiry_months(
        [*history(6), moved(NOW, (ISSUE, HELD), 500, NOW, None)], NOW
    )
    assert (told.month, told.outstanding, told.expected_breakage) == (None, 500, None)


def test_what_outlasted_its_month_is_told_apart() -> None:
    past = months_later(NOW, -1)
    moves = [moved(past, (ISSUE, HELD), 5, past, past)]
    assert (expiry_months(moves, NOW), extended(moves, NOW)) == ((), 5)


months = st.integers(-12, 12).map(lambda number: months_later(NOW, number))
sides = st.sampled_from(
    (
        ISSUE,
        HELD,
        "customer.pending",
        "customer.held",
        "customer.debt",
        "breakage",
        "redeemed",
        "transit",
    )
)
movements = st.builds(
    moved,
    months,
    st.tuples(sides, sides).filter(lambda way: way[0] != way[1]),
    st.integers(0, 5_000),
    months,
    st.none() | months,
)


@given(st.lists(movements, max_size=40))
def test_nothing_outstanding_is_lost_whatever_happened(
    moves: Sequence[CohortMovement],
) -> None:
    expiring = expiry_months(moves, NOW)
    held = sum(outstanding(moves)[0].values())
    told = sum(each.outstanding for each in expiring)
    assert told + extended(moves, NOW) == held
    assert sum(each.outstanding for each in issue_months(moves)) == held
    assert all(each.month is None or each.month >= NOW for each in expiring)
    assert all((each.expected_breakage or 0) >= 0 for each in expiring)


@given(st.integers(3, 30), st.integers(0, 1_000), st.integers(1, 9_999))
def test_no_more_is_expected_to_expire_than_there_is(
    size: int, spent: int, amount: int
) -> None:
    fresh = [moved(NOW, (ISSUE, HELD), amount, NOW, months_later(NOW, 3))]
    (told,) = expiry_months([*history(size, 1_000, spent), *fresh], NOW)
    assert told.expected_breakage == amount * (1_000 - spent) // 1_000
