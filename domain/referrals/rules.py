"""What a referral comes to, of all that is known; pure.

It is a function of the friend's orders as they stand: duplicates, reordering and
returns need no code of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.calendar import end_of
from domain.orders import OrderCase
from domain.referrals.model import ReferralReason, ReferralStatus

# Decided by what was known then: who moves in together later came by each other once.
LASTING = frozenset(ReferralReason) - {
    ReferralReason.SELF,
    ReferralReason.MUTUAL,
    ReferralReason.KNOWN_CUSTOMER,
    ReferralReason.REFERRED_BEFORE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What held when somebody came."""

    attributed_at: datetime
    until: datetime
    keep_days: int
    amount_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a referral comes to now, and when that is decided, or was."""

    status: ReferralStatus
    reasons: tuple[ReferralReason, ...] = ()
    order_id: str | None = None
    due_at: datetime | None = None


def last_moment(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return when so many days are over, the last one included, in a zone."""
    return end_of(at.astimezone(zone).date() + timedelta(days=days), zone)


def knew(terms: Terms, orders: Iterable[OrderCase]) -> bool:
    """Tell whether somebody had ordered before they came."""
    return any(e.stands and e.occurred_at < terms.attributed_at for e in orders)


def qualifying(terms: Terms, orders: Iterable[OrderCase]) -> OrderCase | None:
    """Return the first order in time of which enough is left."""
    least = max(terms.amount_min, 1)
    found = [
        each
        for each in orders
        if terms.attributed_at <= each.occurred_at < terms.until and each.left >= least
    ]
    key = min(((each.occurred_at, each.order_id) for each in found), default=None)
    return next((e for e in found if (e.occurred_at, e.order_id) == key), None)


def judge(
    terms: Terms,
    orders: Sequence[OrderCase],
    reasons: Iterable[ReferralReason],
    kept_at: datetime | None,
    clock: tuple[datetime, ZoneInfo],
) -> Verdict:
    """Return what a referral comes to now; what was kept once is reversed, not lost."""
    now, zone = clock
    against = tuple(sorted(set(reasons)))
    if against:
        status = ReferralStatus.REVERSED if kept_at else ReferralStatus.REFUSED
        return Verdict(status=status, reasons=against)
    order = qualifying(terms, orders)
    if order is not None:
        due = last_moment(order.occurred_at, terms.keep_days, zone)
        status = ReferralStatus.KEPT if due <= now else ReferralStatus.ORDERED
        return Verdict(status=status, order_id=order.order_id, due_at=due)
    if kept_at is not None:
        return Verdict(status=ReferralStatus.REVERSED)
    if now < terms.until:
        return Verdict(status=ReferralStatus.INVITED, due_at=terms.until)
    return Verdict(status=ReferralStatus.LAPSED)
