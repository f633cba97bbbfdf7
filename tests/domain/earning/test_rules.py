"""What an order is worth, for any amount at any instant."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.earning import Expiry, PerAmount, Rounding, Terms, calendar, rules
from domain.earning.arithmetic import rounded
from domain.earning.model import GivenAward
from domain.kernel import ids
from tests.domain.earning.cases import AMSTERDAM, judged, line, order, rule
from tests.world import NOON

amounts = st.integers(0, 10**9)
effects = st.builds(PerAmount, step=st.integers(1, 1_000), points=st.integers(1, 20))
roundings = st.sampled_from(Rounding)


@given(effects, roundings, amounts, amounts)
def test_more_is_never_worth_less(
    effect: PerAmount, rounding: Rounding, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    step, points = effect.step, effect.points
    assert rounded(low, step, points, rounding) <= rounded(high, step, points, rounding)


@given(effects, roundings, amounts)
def test_rounding_moves_by_less_than_what_a_step_gives(
    effect: PerAmount, rounding: Rounding, amount: int
) -> None:
    step, points = effect.step, effect.points
    found = rounded(amount, step, points, rounding)
    off = abs(found * step - amount * points)
    assert off < step * (points if rounding is Rounding.WHOLE_STEPS else 1)


@given(effects, roundings, amounts, st.lists(st.integers(0, 10**9), max_size=5))
def test_a_full_return_nets_zero_however_it_came(
    effect: PerAmount, rounding: Rounding, amount: int, parts: list[int]
) -> None:
    numbers = count(1)

    def new_id(prefix: str) -> str:
        return ids.encode(prefix, ids.UUID(int=next(numbers)))

    held: dict[str, GivenAward] = {}
    moved = returned = 0
    terms = rule(effect=effect, rounding=rounding)
    for part in (0, *parts, amount):
        returned = min(amount, returned + part)
        now = order(line(amount=amount, returned=returned))
        for change in rules.changes(now, held, judged(now, terms), AMSTERDAM, new_id):
            held[change.now.rule] = change.now
            moved += change.now.kept - change.was.kept
        kept = sum(award.kept for award in held.values())
        worth = rounded(amount - returned, effect.step, effect.points, rounding)
        assert kept == moved == worth
    assert moved == 0


def test_what_is_earned_is_the_most_that_there_was_and_no_running_total() -> None:
    held: dict[str, GivenAward] = {}
    seen: list[tuple[int, int, int]] = []
    for returned in (0, 400, 1_000, 700, 0):
        now = order(line(amount=1_000, returned=returned))
        found = judged(now, rule())
        new_id = "{}_1".format
        for change in rules.changes(now, held, found, AMSTERDAM, new_id):
            held["spend"] = change.now
        award = held["spend"]
        seen.append((award.earned, award.taken_back, award.revision))
    # What came back and was given again counts once, however often that happens.
    assert seen == [(10, 0, 1), (10, 4, 2), (10, 10, 3), (10, 7, 4), (10, 0, 5)]


def test_the_version_that_held_then_decides() -> None:
    old = rule(number=1, at=NOON - timedelta(days=9))
    new = rule(number=2, at=NOON)
    assert rules.in_force([new, old], NOON - timedelta(seconds=1)) == (old,)
    assert rules.in_force([new, old], NOON) == (new,)
    assert rules.in_force([new, old], NOON - timedelta(days=10)) == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-9, 9)), max_size=9))
def test_a_timeline_knows_what_held_when(given_: list[tuple[str, int]]) -> None:
    versions = [
        rule(name, number, NOON + timedelta(days=day))
        for number, (name, day) in enumerate(given_, start=1)
    ]
    timeline = rules.Timeline(versions, AMSTERDAM)
    for day in range(-10, 11):
        at = NOON + timedelta(days=day, hours=1)
        found = {each.version for each in timeline.at(at)}
        assert found == set(rules.in_force(versions, at))


@pytest.mark.parametrize(
    ("day", "days", "local"),
    [
        # Clocks go forward on 31 March 2030 and back on 27 October.
        (datetime(2030, 3, 30, 12, tzinfo=UTC), 1, "2030-03-31T13:00:00+02:00"),
        (datetime(2030, 10, 26, 12, tzinfo=UTC), 1, "2030-10-27T14:00:00+01:00"),
        (datetime(2030, 1, 1, 12, tzinfo=UTC), 14, "2030-01-15T13:00:00+01:00"),
        # Half past two at night is not there on 31 March, and twice on 27 October.
        (datetime(2030, 3, 30, 1, 30, tzinfo=UTC), 1, "2030-03-31T03:30:00+02:00"),
        (datetime(2030, 10, 26, 0, 30, tzinfo=UTC), 1, "2030-10-27T02:30:00+02:00"),
    ],
)
def test_pending_ends_at_the_same_time_of_day(
    day: datetime, days: int, local: str
) -> None:
    at = calendar.available_at(Terms(pending_days=days), day, AMSTERDAM)
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
            Expiry.END_OF_QUARTER,
            0,
            "2030-02-28T12:00:00+00:00",
            "2030-04-01T00:00:00+02:00",
        ),
        (
            Expiry.END_OF_QUARTER,
            3,
            "2030-11-30T12:00:00+00:00",
            "2031-04-01T00:00:00+02:00",
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
    at = calendar.expires_at(terms, datetime.fromisoformat(available), AMSTERDAM)
    assert at is not None
    assert at.astimezone(AMSTERDAM).isoformat() == end


def test_what_never_expires_has_no_end() -> None:
    assert calendar.expires_at(Terms(), NOON, AMSTERDAM) is None
