"""The forecast of breakage: what of the outstanding will expire, by what once did.

IFRS 15 (B44-B47) and its kin let a shop count on the breakage that its own history
shows, and on none if that shows too little. The history is read as a run-off triangle
(the development of cohorts, as chain ladder does: T. Mack, ASTIN Bulletin 23(2), 1993),
by the time that is left instead of the time that went by, as lots of many terms expire
in one month. Of all that was outstanding a number of months before the end of a month
of expiry, which share expired in the end? The same share is expected of what is as far
from its expiry now. It assumes no more than that customers go on as they did; that
the state at the end of a month stands for the month; that what never expires is
redeemed; and it rounds down, so that what is owed is not understated.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from domain.accounting.calendar import between, months
from domain.accounting.sides import CohortMovement, ExpiryMonth, IssueMonth
from domain.kernel.calendar import months_later
from domain.ledger import Side

# In which month something expired, and in which it had been issued.
_Lapse: TypeAlias = tuple[date, date]
# What customers hold; their debt is another matter.
HELD = frozenset({"customer.available", "customer.pending", "customer.held"})
# Below these, history shows too little.
MONTHS_MIN = 3
BASIS_MIN = 1_000
# What expired longer ago than this says little of today's customers.
HISTORY_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of how much, in how many months of expiry, how much expired in the end."""

    basis: int = 0
    expired: int = 0
    months: int = 0

    def with_month(self, basis: int, expired: int) -> "Share":
        """Return this with another month of expiry."""
        return Share(
            basis=self.basis + basis,
            expired=self.expired + expired,
            months=self.months + 1,
        )

    def of(self, amount: int) -> int | None:
        """Return the same share of another amount, or None if it says too little."""
        if self.months < MONTHS_MIN or self.basis < BASIS_MIN:
            return None
        return max(amount, 0) * max(self.expired, 0) // self.basis


def outstanding(
    movements: Iterable[CohortMovement],
) -> tuple[Mapping[date | None, int], Mapping[date, int]]:
    """Return what customers hold, by month of expiry and by month of issue."""
    expiring: Counter[date | None] = Counter()
    issued: Counter[date] = Counter()
    for each in movements:
        change = _held(each)
        if change:
            expiring[each.expires_in] += change
            if each.issued_in is not None:
                issued[each.issued_in] += change
    return expiring, issued


def shares(movements: Iterable[CohortMovement], now: date) -> Mapping[int, Share]:
    """Return by how many months were left which share expired, until a month."""
    first = months_later(now, -HISTORY_MONTHS)
    changes: defaultdict[date, Counter[date]] = defaultdict(Counter)
    lapses: defaultdict[date, Counter[_Lapse]] = defaultdict(Counter)
    for each in movements:
        if each.expires_in is not None and first <= each.expires_in < now:
            changes[each.expires_in][each.month] += _held(each)
            lapse = each.month, each.issued_in or each.month
            lapses[each.expires_in][lapse] += _expired(each)
    found: defaultdict[int, Share] = defaultdict(Share)
    for month, change in changes.items():
        for left, (basis, expired) in _run_off(month, change, lapses[month]).items():
            found[left] = found[left].with_month(basis, expired)
    return found


def expiry_months(
    movements: Sequence[CohortMovement], now: date
) -> tuple[ExpiryMonth, ...]:
    """Return what is outstanding by month of expiry, and what of it will expire.

    What outlasted its month is of no month that anybody could tell: see `extended`.
    """
    held, history = outstanding(movements)[0], shares(movements, now)
    told: list[ExpiryMonth] = []
    for month in sorted(held, key=lambda each: each or date.max):
        if held[month] and (month is None or month >= now):
            share = Share() if month is None else history.get(between(now, month))
            share = share or Share()
            told.append(
                ExpiryMonth(
                    month=month,
                    outstanding=held[month],
                    expected_breakage=share.of(held[month]),
                    basis=share.basis,
                    expired=share.expired,
                    months=share.months,
                )
            )
    return tuple(told)


def extended(movements: Iterable[CohortMovement], now: date) -> int:
    """Return what is outstanding of lots that outlasted the month of their expiry."""
    held = outstanding(movements)[0]
    return sum(held[month] for month in held if month is not None and month < now)


def issue_months(movements: Iterable[CohortMovement]) -> tuple[IssueMonth, ...]:
    """Return what is outstanding of what was issued in each month."""
    issued = outstanding(movements)[1]
    return tuple(
        IssueMonth(month=month, outstanding=issued[month])
        for month in sorted(issued)
        if issued[month]
    )


def _run_off(
    month: date, change: Mapping[date, int], lapsed: Mapping[_Lapse, int]
) -> Mapping[int, tuple[int, int]]:
    """Return by how many months were left what was outstanding, and expired of that.

    What was issued later is no part of it. In the month of expiry itself, what was
    outstanding when it began counts.
    """
    told: dict[int, tuple[int, int]] = {}
    held = 0
    for each in months(min(change), months_later(month, -1)):
        held += change.get(each, 0)
        left_to_expire = sum(
            amount
            for (in_month, issued_in), amount in lapsed.items()
            if issued_in <= each < in_month
        )
        told[between(each, month)] = held, left_to_expire
    if 1 in told:
        told[0] = told[1]
    return told


def _held(each: CohortMovement) -> int:
    return each.amount * ((each.credit in HELD) - (each.debit in HELD))


def _expired(each: CohortMovement) -> int:
    gone = each.credit == Side.BREAKAGE, each.debit == Side.BREAKAGE
    return each.amount * (gone[0] - gone[1])
