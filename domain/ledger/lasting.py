"""Lasting: until when lots last, and how they come to last longer."""

from collections.abc import Mapping
from datetime import datetime

from domain.kernel.calendar import end_of, months_later
from domain.ledger import lots as arithmetic
from domain.ledger.book import Book
from domain.ledger.model import HeldLot, OpenLot


def renew(book: Book, at: datetime) -> None:
    """Let lots that are renewed last so many months from an instant on.

    The last transfer is what renewed them. None of them comes to last less long.
    """
    ends = {
        months: end_of(months_later(at.astimezone(book.zone).date(), months), book.zone)
        for months in set(book.renewed.values())
    }
    until = {lot_id: ends[months] for lot_id, months in book.renewed.items()}
    if longer := prolong(book, until):
        book.extend({each: until[each] for each in longer}, book.transfers[-1])


def prolong(book: Book, until: Mapping[str, datetime]) -> tuple[str, ...]:
    """Have lots last until later instants; return those that do so now."""

    def longer(lot: OpenLot | HeldLot) -> bool:
        ends = lot.expires_at
        return lot.id in until and ends is not None and ends < until[lot.id]

    found = {lot.id for lot in (*book.lots, *book.holds) if longer(lot)}
    book.lots = [
        lot._replace(expires_at=until[lot.id]) if longer(lot) else lot
        for lot in book.lots
    ]
    book.lots.sort(key=arithmetic.spend_order)
    book.holds = [
        lot._replace(expires_at=until[lot.id]) if longer(lot) else lot
        for lot in book.holds
    ]
    for lot_id in found:
        book.fall_due(until[lot_id])
    return tuple(sorted(found))
