"""Suspending: the clock of expiry stands still, and goes on where it stood."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.kernel import CustomerId, Unit
from domain.ledger import caring_store, store
from domain.ledger.book import Book
from domain.ledger.caring_store import StoppedLot
from domain.ledger.model import AccountKey, Side, Source, TransferKind
from domain.ledger.posting import close_books, open_books

CLOCK = "clock"


async def stop_clock(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Have nothing that customers hold expire until the clock goes on."""
    books = await open_books(unit, await store.held_by(unit, customer_ids))
    stopped: list[StoppedLot] = []
    for key, book in books.items():
        ends = {
            lot.id: lot.expires_at
            for lot in (*book.lots, *book.holds, *book.waiting)
            if lot.expires_at is not None
        }
        _last(unit, book, dict.fromkeys(ends), "stop")
        stopped += [
            StoppedLot(
                lot_id=lot_id,
                customer_id=key.customer_id,
                expires_at=ends[lot_id],
                stopped_at=unit.now,
            )
            for lot_id in sorted(ends)
        ]
    caring_store.stop(unit, stopped)
    await close_books(unit, books.values())


async def start_clock(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Let what customers hold expire again, as much later as the clock stood still."""
    books = await open_books(unit, await store.held_by(unit, customer_ids))
    stopped = await caring_store.stopped(unit, customer_ids)
    until = {
        each.lot_id: each.expires_at + (unit.now - each.stopped_at) for each in stopped
    }
    there = {
        lot.id: key
        for key, book in books.items()
        for lot in (*book.lots, *book.holds, *book.waiting)
    }
    # What was spent of others meanwhile may be given back to them later.
    gone = [each for each in stopped if each.lot_id not in there]
    codes = await caring_store.units_of(unit, [each.lot_id for each in gone])
    there |= {
        each.lot_id: AccountKey(each.customer_id, codes[each.lot_id]) for each in gone
    }
    for key, book in books.items():
        theirs = {each: at for each, at in until.items() if there[each] == key}
        _last(unit, book, theirs, "start")
    caring_store.forget_stopped(unit, customer_ids)
    await close_books(unit, books.values())


def _last(
    unit: Unit, book: Book, until: Mapping[str, datetime | None], effect: str
) -> None:
    """Have lots last until other instants, or for ever."""
    if not until:
        return
    book.begin(Source(CLOCK, unit.new_id("clk"), effect), unit.now, "")
    way = (Side.AVAILABLE, Side.BREAKAGE)
    written = book.record(TransferKind.EXTEND, way, 0, ())
    book.extend(until, written)
