"""The history of occasions: what came about by itself, for who tries other rules on it.

Birthdays are those of everybody of whom one is known, whether a rule asked for them or
not. Who signed up, or completed a profile, is known only of when some rule did.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from domain.earning import occasion_store
from domain.earning.facts import EventCase
from domain.earning.nightly import SET_DAYS, celebrated_in, midnight
from domain.earning.occasion_store import Birthday
from domain.earning.occasions import BIRTHDAY, PROFILE, SIGN_UP
from domain.events import Span
from domain.kernel import CustomerId, Unit

# What can be tried again; silences and full cards follow from what rules gave.
TRIED = (SIGN_UP, PROFILE, BIRTHDAY)
ID_BYTES = 16


async def occasions_within(
    unit: Unit, span: Span, kinds: Sequence[str], zone: ZoneInfo
) -> list[EventCase]:
    """Return occasions of some kinds, of some customers, in some time."""
    if not kinds:
        return []
    found = await occasion_store.history(unit, span, kinds)
    cases = [each.case() for each in found]
    if BIRTHDAY not in kinds:
        return cases
    had = {(each.customer_id, each.mark) for each in found if each.kind == BIRTHDAY}
    for born in await occasion_store.born(unit, span):
        cases += [
            _case(born.customer_id, at)
            for at in _birthdays(born, span, zone)
            if (born.customer_id, str(at.year)) not in had
        ]
    return cases


def _birthdays(born: Birthday, span: Span, zone: ZoneInfo) -> Iterator[datetime]:
    """Give when somebody's birthday was, as far as it was known in time."""
    set_on = born.set_at.astimezone(zone).date()
    for year in range(set_on.year, span.until.astimezone(zone).year + 1):
        day = celebrated_in(year, born.month, born.day)
        known = born.set_at <= midnight(day - timedelta(days=SET_DAYS), zone)
        if known and span.since <= (at := midnight(day, zone)) < span.until:
            yield at


def _case(customer_id: CustomerId, at: datetime) -> EventCase:
    """Return a birthday for which nobody gave anything."""
    named = f"{customer_id}:{at.year}".encode()
    return EventCase(
        event_id=f"occ_{blake2b(named, digest_size=ID_BYTES).hexdigest()}",
        type=BIRTHDAY,
        customer_id=customer_id,
        occurred_at=at,
        recorded_at=at.astimezone(UTC),
    )
