"""Periods: stretches of the calendar, counted from its beginning."""

from datetime import date

from domain.challenges.terms import ChallengePeriod

MONTHS_A_QUARTER = 3
DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12


def place(day: date, period: ChallengePeriod) -> int:
    """Return the how-manieth period a day is in, of all that there were."""
    match period:
        case ChallengePeriod.DAY:
            return day.toordinal()
        case ChallengePeriod.WEEK:
            # 1 January of year 1 was a Monday.
            return (day.toordinal() - 1) // DAYS_A_WEEK
        case ChallengePeriod.MONTH:
            return day.year * MONTHS_A_YEAR + day.month - 1
        case ChallengePeriod.QUARTER:
            return place(day, ChallengePeriod.MONTH) // MONTHS_A_QUARTER
        case ChallengePeriod.YEAR:
            return day.year


def first_day(nth: int, period: ChallengePeriod) -> date:
    """Return the first day of a period, of which `place` is the inverse."""
    match period:
        case ChallengePeriod.DAY:
            return date.fromordinal(nth)
        case ChallengePeriod.WEEK:
            return date.fromordinal(nth * DAYS_A_WEEK + 1)
        case ChallengePeriod.MONTH:
            year, month = divmod(nth, MONTHS_A_YEAR)
            return date(year, month + 1, 1)
        case ChallengePeriod.QUARTER:
            return first_day(nth * MONTHS_A_QUARTER, ChallengePeriod.MONTH)
        case ChallengePeriod.YEAR:
            return date(nth, 1, 1)
