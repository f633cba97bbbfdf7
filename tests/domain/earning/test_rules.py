"""What an order is worth, for any amount at any instant."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import earning
from domain.earning import Expiry, RuleVersion, Terms, rules
from domain.kernel import ids
from domain.orders import OrderFacts
from tests.world import NOON

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOBODY = "cus_" + "0" * 32
ORDER = "ord_" + "0" * 32

amounts = st.integers(0, 10**9)
some_terms = st.builds(
    Terms,
    amount_step=st.integers(1, 1_000),
    points_per_step=st.integers(1, 20),
)


def version(
    number: int = 1, *, at: datetime = NOON, terms: Terms | None = None
) -> RuleVersion:
    return RuleVersion(
        id=f"erl_{number:032x}",
        rule="spend",
        version=number,
        name="Points per euro",
        valid_from=at,
        terms=terms or Terms(),
        recorded_at=at,
    )


def order(amount: int, returned: int = 0) -> OrderFacts:
    return OrderFacts(
        order_id=ORDER,
        customer_id=NOBODY,
        occurred_at=NOON,
        currency="EUR",
        amount=amount,
        returned_amount=returned,
    )


@pytest.mark.parametrize(
    ("amount", "points"), [(0, 0), (99, 0), (100, 1), (199, 1), (12_345, 123), (-5, 0)]
)
def test_whole_euros_count(amount: int, points: int) -> None:
    assert rules.worth(Terms(), amount).points == points


@given(some_terms, amounts, amounts)
def test_more_is_never_worth_less(terms: Terms, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert rules.worth(terms, low).points <= rules.worth(terms, high).points


@given(some_terms, amounts, st.lists(st.integers(0, 10**9), max_size=5))
def test_a_full_return_nets_zero_however_it_came(
    terms: Terms, amount: int, parts: list[int]
) -> None:
    numbers = count(1)

    def new_id(prefix: str) -> str:
        return ids.encode(prefix, ids.UUID(int=next(numbers)))

    held: dict[str, earning.Award] = {}
    moved = 0
    returned = 0
    for part in (0, *parts, amount):
        returned = min(amount, returned + part)
        now = order(amount, returned)
        for change in rules.changes(
            now, held, [version(terms=terms)], AMSTERDAM, new_id
        ):
            held[change.now.rule] = change.now
            moved += change.now.kept - change.was.kept
        (award,) = held.values()
        assert award.kept == moved
        assert award.kept == rules.worth(terms, amount - returned).points
    assert moved == 0


def test_the_version_that_held_then_decides() -> None:
    old = version(1, at=NOON - timedelta(days=9))
    new = version(2, at=NOON)
    assert rules.in_force([new, old], NOON - timedelta(seconds=1)) == (old,)
    assert rules.in_force([new, old], NOON) == (new,)
    assert rules.in_force([new, old], NOON - timedelta(days=10)) == ()


@pytest.mark.parametrize(
    ("day", "days", "local"),
    [
        # Clocks go forward on 31 March 2030 and back on 27 October.
        (datetime(2030, 3, 30, 12, tzinfo=UTC), 1, "2030-03-31T13:00:00+02:00"),
        (datetime(2030, 10, 26, 12, tzinfo=UTC), 1, "2030-10-27T14:00:00+01:00"),
        (datetime(2030, 1, 1, 12, tzinfo=UTC), 14, "2030-01-15T13:00:00+01:00"),
    ],
)
def test_pending_ends_at_the_same_time_of_day(
    day: datetime, days: int, local: str
) -> None:
    at = rules.available_at(Terms(pending_days=days), day, AMSTERDAM)
    assert at.astimezone(AMSTERDAM).isoformat() == local


@pytest.mark.parametrize(
    ("expiry", "months", "available", "end"),
    [
        (Expiry.ROLLING, 1, "2030-01-31T12:00:00+00:00", "2030-03-01T00:00:00+01:00"),
        (Expiry.ROLLING, 12, "2028-02-29T12:00:00+00:00", "2029-03-01T00:00:00+01:00"),
        (Expiry.ROLLING, 2, "2030-01-31T12:00:00+00:00", "2030-04-01T00:00:00+02:00"),
        (
            Expiry.END_OF_MONTH,
            1,
            "2030-01-05T12:00:00+00:00",
            "2030-03-01T00:00:00+01:00",
        ),
        (
            Expiry.END_OF_YEAR,
            12,
            "2030-01-05T12:00:00+00:00",
            "2032-01-01T00:00:00+01:00",
        ),
        # Half past eleven in the evening UTC is the next day in Amsterdam.
        (Expiry.ROLLING, 1, "2030-01-30T23:30:00+00:00", "2030-03-01T00:00:00+01:00"),
    ],
)
def test_the_last_valid_day_is_inclusive(
    expiry: Expiry, months: int, available: str, end: str
) -> None:
    terms = Terms(expiry=expiry, expiry_months=months)
    at = rules.expires_at(terms, datetime.fromisoformat(available), AMSTERDAM)
    assert at is not None
    assert at.astimezone(AMSTERDAM).isoformat() == end


def test_what_never_expires_has_no_end() -> None:
    assert rules.expires_at(Terms(), NOON, AMSTERDAM) is None
