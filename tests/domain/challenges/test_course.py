"""The course of a challenge is a function of what was done, and of nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.challenges import ChallengePeriod, ChallengeStreak, ChallengeVersion, course
from domain.challenges.counters import Run, Tally
from domain.challenges.course import Course, Span, eras
from domain.challenges.periods import first_day, place
from domain.earning import EventCase
from tests.domain.challenges.shop import saying
from tests.world import NOON

AMSTERDAM, SYDNEY = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Australia/Sydney")
REVIEW = {"type": "event", "event": "review"}
DAY = timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def version(
    *steps: dict[str, Any], number: int = 1, at: datetime = LONG_AGO, **terms: Any
) -> ChallengeVersion:
    told = saying("daily", *({"on": REVIEW} | each for each in steps), at=at, **terms)
    return ChallengeVersion(
        id=f"chg_{number:032x}",
        challenge="daily",
        version=number,
        names=told.names,
        terms=told.terms,
        valid_from=at,
        recorded_at=at,
    )


def done(at: datetime, number: int = 0) -> EventCase:
    return EventCase(
        event_id=f"evt_{number:032x}",
        type="review",
        customer_id=f"cus_{1:032x}",
        occurred_at=at,
        recorded_at=at,
    )


def followed(
    versions: tuple[ChallengeVersion, ...],
    instants: list[datetime],
    zone: ZoneInfo = AMSTERDAM,
    until: datetime = NOON,
    span: Span = Span(),  # noqa: B008 - it is frozen
) -> Course:
    begun = Course(zone=zone, currency="EUR", span=span)
    cases = [done(at, number) for number, at in enumerate(instants)]
    return course.follow(eras(versions), cases, begun, until)


def streak(target: int, freezes: int = 0, **said: Any) -> ChallengeVersion:
    told = {"per": "day", "freezes": freezes}
    return version({"target": target, "streak": told}, **said)


def noons(*days: int, year: int = 2029, month: int = 3) -> list[datetime]:
    return [
        datetime(year, month, 1, 12, tzinfo=AMSTERDAM) + timedelta(days=each - 1)
        for each in days
    ]


def test_a_missed_day_breaks_a_streak_and_a_freeze_does_not() -> None:
    days = noons(1, 2, 4, 5)
    assert not followed((streak(4),), days).finishes
    found = followed((streak(4, freezes=1),), days)
    assert [each.at for each in found.finishes] == [days[-1]] * 2
    assert not followed((streak(4, freezes=1),), noons(1, 2, 5, 6)).finishes
    # Two days apart from each other need two freezes.
    assert not followed((streak(4, freezes=1),), noons(1, 3, 5, 6)).finishes
    assert followed((streak(4, freezes=2),), noons(1, 3, 5, 6)).finishes


def test_a_streak_that_was_not_gone_on_with_is_none_any_more() -> None:
    days = noons(1, 2, 3)
    held = followed((streak(9, freezes=1),), days, until=days[-1] + 2 * DAY)
    assert held.value("buy", days[-1] + 2 * DAY) == 3
    assert course.last_day(held.counters["buy"]) == date(2029, 3, 5)
    assert held.value("buy", days[-1] + 3 * DAY) == 0


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # Clocks go forward at 02:00 on 25 March, back at 03:00 on 28 October.
        ("2029-03-24 23:30", "2029-03-25 03:10"),
        ("2029-10-27 23:59", "2029-10-28 02:30"),
    ],
)
def test_days_are_those_of_the_zone_also_when_clocks_change(
    evening: str, morning: str
) -> None:
    held = [
        datetime.fromisoformat(each).replace(tzinfo=AMSTERDAM).astimezone(UTC)
        for each in (evening, morning)
    ]
    assert followed((streak(2),), held).finishes
    local = held[1].astimezone(AMSTERDAM) + DAY
    following = local.replace(hour=0, minute=1).astimezone(UTC)
    assert followed((streak(3),), [*held, following]).finishes
    # At Sydney it is another day, or the same one: there are other midnights.
    days = {each.astimezone(SYDNEY).date() for each in held}
    there = followed((streak(2),), held, SYDNEY)
    assert bool(there.finishes) is (len(days) == 2)


def test_a_day_that_completed_a_streak_begins_no_new_one() -> None:
    version_ = streak(2, recurrence="on_completion")
    days = [*noons(1, 2), noons(2)[0] + timedelta(hours=1)]
    found = followed((version_,), days)
    assert (found.round, found.value("buy", days[-1])) == ("2", 0)
    more = followed((version_,), [*days, *noons(3, 4)])
    assert more.round == "3"


def test_within_days_forgets_what_was_before() -> None:
    told = version({"target": 3, "within_days": 7})
    assert followed((told,), noons(1, 4, 7)).finishes
    assert not followed((told,), noons(1, 4, 8)).finishes
    assert followed((told,), noons(1, 4, 8, 9)).finishes


def test_days_and_products_count_once() -> None:
    told = version({"target": 2, "measure": "days"})
    morning = noons(1)[0]
    assert not followed((told,), [morning, morning + timedelta(hours=3)]).finishes
    assert followed((told,), noons(1, 9)).finishes
    tally = Tally(2)
    tally.add(date(2029, 3, 1), 0, ("tea", "mug"))
    tally.add(date(2029, 3, 2), 0, ("tea",))
    assert tally.value(date(2029, 3, 2)) == 2
    assert tally.value(date(2029, 3, 3)) == 1


def test_steps_in_turn_wait_for_those_before_them() -> None:
    one, two = {"step": "one", "target": 1}, {"step": "two", "target": 2}
    days = noons(1, 2, 3)
    found = followed((version(one, two, order="in_turn"),), days)
    assert [(each.step, each.at) for each in found.finishes] == [
        ("one", days[0]),
        ("two", days[2]),
        (None, days[2]),
    ]


def test_a_window_begins_and_ends_with_its_days() -> None:
    told = version(
        {"target": 9},
        first_day="2029-03-02",
        last_day="2029-03-03",
    )
    late = datetime(2029, 3, 3, 23, 59, tzinfo=AMSTERDAM)
    instants = [*noons(1, 2), late, late + timedelta(minutes=1)]
    assert followed((told,), instants).value("buy", NOON) == 2


def test_what_is_no_round_of_the_new_kind_becomes_one() -> None:
    first = version({"target": 2})
    month: dict[str, Any] = {"recurrence": "each_period", "period": "month"}
    second = version({"target": 2}, number=2, at=noons(10)[0], **month)
    found = followed((first, second), noons(9, 11), until=noons(12)[0])
    assert [(each.step, each.round) for each in found.finishes] == [
        ("buy", "2029-03-01"),
        (None, "2029-03-01"),
    ]
    third = version(
        {"target": 2}, number=3, at=noons(20)[0], recurrence="on_completion"
    )
    again = followed((first, second, third), noons(9, 11, 21), until=noons(22)[0])
    assert (again.round, again.value("buy", noons(22)[0])) == ("1", 1)


def test_who_retires_a_challenge_retires_what_is_to_come_of_it() -> None:
    now, soon = noons(3)[0], noons(9)[0]
    to_come = replace(version({"target": 9}, number=2, at=soon), retired_at=now)
    (held,) = eras((version({"target": 9}), to_come))
    assert held.end == now
    # What is published afterwards holds, and what was before it does not again.
    third = version({"target": 9}, number=3, at=noons(12)[0])
    told = eras((version({"target": 9}), to_come, third))
    assert [(each.version.version, each.end) for each in told] == [(1, now), (3, None)]


def test_who_left_and_joined_again_is_asked_from_then_on() -> None:
    told = version({"target": 9}, joining="opt_in")
    first, second, third = noons(1, 2, 3)
    span = Span(joined_at=first, left_at=third)
    assert followed((told,), [first, second, third], span=span).value("buy", NOON) == 2
    assert followed((told,), [first, second]).value("buy", NOON) == 0


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from(ChallengePeriod))
def test_each_day_is_in_one_period(day: date, period: ChallengePeriod) -> None:
    nth = place(day, period)
    begins, ends = first_day(nth, period), first_day(nth + 1, period)
    assert begins <= day < ends
    assert place(begins, period) == place(ends - DAY, period) == nth


HOURS = st.lists(st.integers(0, 24 * 60), min_size=1, max_size=40, unique=True)
SAID = st.sampled_from(
    (
        {"target": 4},
        {"target": 3, "within_days": 5},
        {"target": 3, "measure": "days"},
        {"target": 3, "streak": {"per": "day", "freezes": 1}},
        {"target": 2, "streak": {"per": "week", "at_least": 2}},
    )
)
AGAIN: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {},
        {"recurrence": "on_completion"},
        {"recurrence": "each_period", "period": "month"},
    )
)


@settings(max_examples=60)
@given(HOURS, SAID, SAID, AGAIN, st.integers(0, 24 * 60))
def test_to_stop_and_go_on_is_as_to_go_on_at_once(
    hours: list[int],
    first: dict[str, Any],
    second: dict[str, Any],
    again: dict[str, Any],
    turn: int,
) -> None:
    """What is counted up to an instant is what is counted there by a longer course."""
    began = datetime(2029, 3, 1, tzinfo=UTC)
    instants = [began + timedelta(hours=each) for each in sorted(hours)]
    at = began + timedelta(hours=turn)
    versions = (version(first, **again), version(second, number=2, at=at, **again))
    half = instants[len(instants) // 2]
    whole = followed(versions, instants)
    part = followed(versions, [each for each in instants if each <= half], until=half)
    # What was done by then stays done, and nothing comes to be done before it.
    known = [each for each in whole.finishes if each.at <= half]
    assert [each for each in part.finishes if each.at < half] == [
        each for each in known if each.at < half
    ]
    marks = [(each.step, each.round) for each in whole.finishes]
    assert len(marks) == len(set(marks))


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(0, 3))
def test_a_run_is_as_long_as_its_last_row(days: list[int], freezes: int) -> None:
    """Against a count that looks back from the last day."""
    run = Run(ChallengeStreak(freezes=freezes))
    start = date(2029, 3, 1)
    for each in sorted(days):
        run.add(start + timedelta(days=each), 1, ())
    expected = 0
    rows: list[list[int]] = []
    left = 0
    for each in sorted(set(days)):
        missed = each - rows[-1][-1] - 1 if rows else 0
        if rows and missed <= left:
            rows[-1].append(each)
            left -= missed
        else:
            rows.append([each])
            left = freezes
    if rows:
        expected = len(rows[-1])
    assert run.length == expected
