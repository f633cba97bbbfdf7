"""Arriving: for what somebody enters a journey, by what is so of them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from domain.messages.goods import ORDERED_AT
from domain.messages.journey import EntryKind
from domain.messages.known import Arrival, Facts

# How far back, or ahead, something counts.
Within = timedelta
Entry = Callable[[Facts, Within], Arrival | None]


def ordered(at: datetime) -> Arrival:
    """Return for what somebody enters who ordered: once for each instant."""
    key = at.astimezone(UTC).isoformat()
    return Arrival(key=key, values={ORDERED_AT: key})


def _by_order(facts: Facts, within: Within) -> Arrival | None:
    at = facts.ordered_at
    return ordered(at) if at is not None and at > facts.now - within else None


def _near(facts: Facts, within: Within) -> Arrival | None:
    del within
    key = f"{facts.reward}-{facts.threshold}"
    return Arrival(key=key, values={}) if facts.near else None


def _expiring(facts: Facts, within: Within) -> Arrival | None:
    if facts.expires_on is None or facts.expires_on > facts.today + within:
        return None
    day = facts.expires_on.isoformat()
    return Arrival(key=day, values={"amount": str(facts.expiring), "day": day})


def _overdue(facts: Facts, within: Within) -> Arrival | None:
    del within
    if facts.last_day is None or not facts.away:
        return None
    return Arrival(key=facts.last_day.isoformat(), values={})


def _replenishing(facts: Facts, within: Within) -> Arrival | None:
    if facts.next_on is None or facts.last_day is None:
        return None
    comes = facts.today <= facts.next_on <= facts.today + within
    return Arrival(key=facts.last_day.isoformat(), values={}) if comes else None


def _left_in_cart(facts: Facts, within: Within) -> Arrival | None:
    if not facts.left or facts.cart is None or facts.cart_at is None:
        return None
    lately = facts.cart_at > facts.now - within
    return Arrival(key=facts.cart, values={}) if lately else None


def _losing_tier(facts: Facts, within: Within) -> Arrival | None:
    if facts.keep_by is None or facts.to_keep <= 0:
        return None
    if not facts.today <= facts.keep_by <= facts.today + within:
        return None
    day = facts.keep_by.isoformat()
    return Arrival(key=f"{facts.tier}-{day}", values={"day": day})


def _celebrating(facts: Facts, within: Within) -> Arrival | None:
    if facts.birthday is None or facts.birthday <= facts.today - within:
        return None
    return Arrival(key=facts.birthday.isoformat(), values={})


def _disappointed(facts: Facts, within: Within) -> Arrival | None:
    del within
    return Arrival(key=facts.review, values={}) if facts.review else None


def _holding_voucher(facts: Facts, within: Within) -> Arrival | None:
    if facts.voucher is None or facts.voucher_until is None:
        return None
    if facts.voucher_until > facts.today + within:
        return None
    day = facts.voucher_until.isoformat()
    values = {"voucher": facts.voucher_name or "", "day": day}
    return Arrival(key=facts.voucher, values=values)


def _curious(facts: Facts, within: Within) -> Arrival | None:
    del within
    if facts.arrivals is None or not facts.regular:
        return None
    return Arrival(key=facts.arrivals, values={})


# Of the others, somebody says that they came about.
BY_FACTS: Mapping[EntryKind, Entry] = {
    EntryKind.ORDERED: _by_order,
    EntryKind.NEAR_REWARD: _near,
    EntryKind.POINTS_EXPIRING: _expiring,
    EntryKind.OVERDUE: _overdue,
    EntryKind.REPLENISH: _replenishing,
    EntryKind.CART: _left_in_cart,
    EntryKind.TIER_AT_RISK: _losing_tier,
    EntryKind.BIRTHDAY: _celebrating,
    EntryKind.POOR_REVIEW: _disappointed,
    EntryKind.VOUCHER_EXPIRING: _holding_voucher,
    EntryKind.ARRIVALS: _curious,
}
