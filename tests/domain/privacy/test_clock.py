"""The clock of a request, against dates that were looked up in a calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.privacy import clock, rules

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter_falls_where_the_calendar_has_it(year: int, easter: date) -> None:
    assert clock.easter_sunday(year) == easter


def test_the_holidays_of_a_year_are_those_of_the_law() -> None:
    assert clock.holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


def test_kings_day_is_a_day_earlier_if_it_would_be_a_sunday() -> None:
    assert date(2025, 4, 26) in clock.holidays(2025)
    assert date(2025, 4, 27) not in clock.holidays(2025)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        # A month later, on the same day.
        (date(2026, 3, 10), date(2026, 4, 10)),
        # The last of February, a Saturday: the Monday after.
        (date(2026, 1, 31), date(2026, 3, 2)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        # Good Friday is a working day.
        (date(2026, 3, 3), date(2026, 4, 3)),
        # Easter Saturday: the Tuesday after Easter Monday.
        (date(2026, 3, 4), date(2026, 4, 7)),
        # King's Day.
        (date(2026, 3, 27), date(2026, 4, 28)),
        # Christmas Day, Boxing Day, Sunday.
        (date(2026, 11, 25), date(2026, 12, 28)),
        (date(2026, 12, 1), date(2027, 1, 4)),
    ],
)
def test_a_term_ends_with_its_last_day_which_is_a_working_day(
    received: date, last: date
) -> None:
    noon = datetime(received.year, received.month, received.day, 12, tzinfo=AMSTERDAM)
    due = rules.term(noon.astimezone(UTC), AMSTERDAM)
    local = due.astimezone(AMSTERDAM)
    assert (local.hour, local.minute) == (0, 0)
    assert (local.date() - last).days == 1


def test_what_comes_just_after_midnight_is_received_that_day() -> None:
    # Half past midnight at Amsterdam, still the day before in UTC.
    received = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)
    due = rules.term(received, AMSTERDAM).astimezone(AMSTERDAM)
    assert due == datetime(2026, 7, 11, tzinfo=AMSTERDAM)
