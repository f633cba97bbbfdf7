"""What journeys know of somebody at an instant, and for what somebody enters one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

# Of a reward, this share is missing at most to be near.
NEAR_PERCENT = 20
# Who ordered within so long is not away.
AWAY_MIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is so of a customer at an instant, as far as journeys ask."""

    now: datetime
    today: date
    missing: int | None = None
    threshold: int | None = None
    reward: str | None = None
    expiring: int = 0
    expires_on: date | None = None
    tier: str | None = None
    # What is missing to keep the tier, and by when.
    to_keep: int = 0
    keep_by: date | None = None
    last_day: date | None = None
    next_on: date | None = None
    overdue: bool = False
    regular: bool = False
    ordered_at: datetime | None = None
    # When orders were placed of which they kept something.
    orders: frozenset[datetime] = frozenset()
    cart: str | None = None
    cart_at: datetime | None = None
    # Their last review, if it is a poor one.
    review: str | None = None
    # The last one that has come.
    birthday: date | None = None
    voucher: str | None = None
    voucher_name: str | None = None
    voucher_until: date | None = None
    # The week in which something new came.
    arrivals: str | None = None

    @property
    def near(self) -> bool:
        """Tell whether somebody is near a reward, and not at the beginning."""
        if self.missing is None or self.threshold is None:
            return False
        return 0 < 100 * self.missing <= NEAR_PERCENT * self.threshold

    @property
    def away(self) -> bool:
        """Tell whether it has been a while: scores may be older than the last order."""
        since = self.now - AWAY_MIN
        lately = self.ordered_at is not None and self.ordered_at > since
        return self.overdue and not lately

    @property
    def left(self) -> bool:
        """Tell whether something is left in their cart, and was not bought since."""
        if self.cart is None or self.cart_at is None:
            return False
        return self.ordered_at is None or self.ordered_at < self.cart_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody who enters: for what, once, and what there is to say of it."""

    key: str
    values: dict[str, Any]
