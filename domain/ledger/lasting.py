"""Lasting: until when lots last, and how they come to last longer."""

from collections.abc import Mapping
from datetime import datetime

from domain.kernel.calendar import end_of, months_later
from domain.ledger.book import Book


def renew(book: Book, at: datetime) -> None:
    """Let lots that are renewed last so many months from an instant on.

    The last transfer is what renewed them. None of them comes to last less long.
    """
    ends = {
        months: end_of(months_later(at.astimezone(book.zone).date(), months), book.zone)
        for months in set(book.renewed.values())
    }
    until = {lot_id: ends[months] for lot_id, months in book.renewed.items()}
    if longer := sooner(book, until):
        book.extend(longer, book.transfers[-1])


def sooner(book: Book, until: Mapping[str, datetime]) -> Mapping[str, datetime]:
    """Return those lots that would end sooner than at these instants, and these.

    What never expires is left out, and so is what waits.
    """
    return {
        lot.id: until[lot.id]
        for lot in (*book.lots, *book.holds)
        if lot.id in until and lot.expires_at and lot.expires_at < until[lot.id]
    }
