"""Calendar: when an award stops pending, and when it expires, in a programme's zone."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.earning.terms import Expiry, Terms
from domain.kernel.calendar import MONTHS_A_YEAR, end_of, months_later

MONTHS_A_QUARTER = 3


def available_at(terms: Terms, occurred_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when an award stops pending: the same time of day, so many days later."""
    if terms.pending_days == 0:
        return occurred_at
    local = occurred_at.astimezone(zone).replace(tzinfo=None)
    later = (local + timedelta(days=terms.pending_days)).replace(tzinfo=zone)
    return later.astimezone(occurred_at.tzinfo)


def expires_at(terms: Terms, available: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end of the last valid day, which is inclusive, or None for never."""
    if terms.expiry is Expiry.NEVER:
        return None
    last = months_later(available.astimezone(zone).date(), terms.expiry_months)
    match terms.expiry:
        case Expiry.END_OF_MONTH:
            last = month_end(last)
        case Expiry.END_OF_QUARTER:
            quarter = -(-last.month // MONTHS_A_QUARTER)
            last = month_end(last.replace(day=1, month=quarter * MONTHS_A_QUARTER))
        case Expiry.END_OF_YEAR:
            last = last.replace(month=MONTHS_A_YEAR, day=31)
        case Expiry.ROLLING | Expiry.INACTIVITY:
            pass
    return end_of(last, zone).astimezone(available.tzinfo)


def renewed_months(terms: Terms) -> int:
    """Return for how many months each earning and spending renews what is given."""
    return terms.expiry_months if terms.expiry is Expiry.INACTIVITY else 0


def month_end(day: date) -> date:
    """Return the last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
