"""Endings: what ends a journey early, by what is so of somebody now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.messages.arriving import ordered
from domain.messages.journey import ExitKind
from domain.messages.known import Facts

# So long after a day there is still something to say of it.
LATE_MAX = timedelta(days=2)
# What follows a tier in a key: when somebody came to it.
DATED = len("-2030-01-31")


@dataclass(frozen=True, slots=True)
class Entered:
    """For what somebody entered, and when."""

    key: str
    at: datetime


Ending = Callable[[Entered, Facts], bool]


def _ordered(entered: Entered, facts: Facts) -> bool:
    return facts.ordered_at is not None and facts.ordered_at > entered.at


def _reward_changed(entered: Entered, facts: Facts) -> bool:
    return entered.key != f"{facts.reward}-{facts.threshold}" or not facts.near


def _nothing_expires(entered: Entered, facts: Facts) -> bool:
    return facts.expires_on is None or facts.expires_on.isoformat() != entered.key


def _order_gone(entered: Entered, facts: Facts) -> bool:
    return entered.key not in {ordered(each).key for each in facts.orders}


def _tier_kept(entered: Entered, facts: Facts) -> bool:
    safe = facts.keep_by is None or facts.to_keep <= 0
    return safe or f"{facts.tier}-{facts.keep_by}" != entered.key


def _day_passed(entered: Entered, facts: Facts) -> bool:
    return facts.today > date.fromisoformat(entered.key) + LATE_MAX


ENDINGS: Mapping[ExitKind, Ending] = {
    ExitKind.ORDERED: _ordered,
    ExitKind.REWARD_CHANGED: _reward_changed,
    ExitKind.NOTHING_EXPIRES: _nothing_expires,
    ExitKind.NOT_OVERDUE: lambda _, facts: not facts.away,
    ExitKind.ORDER_GONE: _order_gone,
    ExitKind.CART_CHANGED: lambda entered, facts: (
        facts.cart != entered.key or not facts.left
    ),
    ExitKind.TIER_KEPT: _tier_kept,
    ExitKind.TIER_CHANGED: lambda entered, facts: facts.tier != entered.key[:-DATED],
    ExitKind.DAY_PASSED: _day_passed,
    ExitKind.REVIEW_GONE: lambda entered, facts: facts.review != entered.key,
    ExitKind.VOUCHER_GONE: lambda entered, facts: facts.voucher != entered.key,
}
