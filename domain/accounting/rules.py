"""The decisions of accounting; pure, so that a test needs nothing but values."""

from collections.abc import Iterable
from datetime import datetime

from domain.accounting.statement import ENTRIES
from domain.ledger import BalanceChange

ENTRIES_A_ROLLUP = int(ENTRIES)


def came(asked: datetime | None, now: datetime) -> datetime:
    """Return the instant that is asked about: none that has not come."""
    return now if asked is None else min(asked, now)


def filled(changes: Iterable[BalanceChange]) -> list[BalanceChange]:
    """Return the changes by which an account came to fill another roll-up."""
    return [
        each
        for each in changes
        if each.seq // ENTRIES_A_ROLLUP > (each.seq - each.entries) // ENTRIES_A_ROLLUP
    ]
