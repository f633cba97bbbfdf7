"""The clock of a request: one month, on working days, as Dutch law counts them.

AVG art. 12(3): within one month of receipt, which may be extended by two. Where a term
ends on a Saturday, a Sunday or a public holiday, it ends on the next day that is none
of these (Algemene termijnenwet art. 1 and 3). Good Friday counts as a working day, so
that nobody who asks waits a day longer for it.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.calendar import end_of, months_later

TERM_MONTHS, EXTENSION_MONTHS = 1, 2
SATURDAY, SUNDAY = 5, 6
# So many days after Easter Sunday: Easter Monday, Ascension, Pentecost Monday.
MOVABLE_DAYS = (0, 1, 39, 49, 50)
# New Year's Day, Liberation Day and both days of Christmas.
FIXED = ((1, 1), (5, 5), (12, 25), (12, 26))
KINGS_DAY, KINGS_DAY_BEFORE_SUNDAY = (4, 27), (4, 26)


def due_at(received_at: datetime, zone: ZoneInfo, months: int) -> datetime:
    """Return when a request must have been answered: the end of its last day."""
    last = months_later(received_at.astimezone(zone).date(), months)
    return end_of(working_day(last), zone)


def working_day(day: date) -> date:
    """Return a day, or the first working day after it if it is none."""
    while day.weekday() in {SATURDAY, SUNDAY} or day in holidays(day.year):
        day += timedelta(days=1)
    return day


def holidays(year: int) -> frozenset[date]:
    """Return the Dutch public holidays of a year."""
    easter = easter_sunday(year)
    kings_day = date(year, *KINGS_DAY)
    if kings_day.weekday() == SUNDAY:
        kings_day = date(year, *KINGS_DAY_BEFORE_SUNDAY)
    return frozenset(
        {
            *(date(year, month, day) for month, day in FIXED),
            *(easter + timedelta(days=days) for days in MOVABLE_DAYS),
            kings_day,
        }
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian algorithm, as Meeus gives it)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, left = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    four, over = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * four - epact - over) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
