"""Renewing: which lots earning and spending make last longer, and in which zone."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from domain import tenants
from domain.kernel import Unit
from domain.ledger import past_store
from domain.ledger.book import Book


async def recall(unit: Unit, books: Collection[Book]) -> None:
    """Tell books which of their lots are renewed, and where the programme is."""
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    lots = {
        lot.id
        for book in books
        if book.renewing
        for lot in (*book.lots, *book.waiting, *book.holds)
    }
    months = await past_store.renewed(unit, lots)
    for book in books:
        book.zone = zone
        if book.renewing:
            held = {lot.id for lot in (*book.lots, *book.waiting, *book.holds)}
            book.renewed |= {each: months[each] for each in held & months.keys()}
