"""Moving: lots, debt and holds that leave one account and arrive in another."""

from collections.abc import Iterable

from domain.ledger import lots as arithmetic
from domain.ledger.book import Book
from domain.ledger.lots import whole
from domain.ledger.model import Baggage, HeldLot, HoldStatus, Side, TransferKind


def leave(book: Book, lot_ids: frozenset[str] | None, debt_max: int) -> Baggage:
    """Send lots and debt away; None means all lots that there are."""
    gone = [lot for lot in book.lots if lot_ids is None or lot.id in lot_ids]
    later = [lot for lot in book.waiting if lot_ids is None or lot.id in lot_ids]
    debt = min(debt_max, -book.held[Side.DEBT])
    book.lots = [lot for lot in book.lots if lot not in gone]
    book.waiting = [lot for lot in book.waiting if lot not in later]
    book.move(TransferKind.MOVE, (Side.AVAILABLE, Side.TRANSIT), whole(gone))
    book.move(TransferKind.MOVE, (Side.PENDING, Side.TRANSIT), whole(later))
    book.owe(TransferKind.MOVE, (Side.TRANSIT, Side.DEBT), debt)
    return Baggage(
        lots=tuple(gone),
        waiting=tuple(later),
        debt=debt,
        renewing=book.renewing,
    )


def arrive(book: Book, baggage: Baggage) -> None:
    """Receive what left another account; each lot keeps its terms."""
    for lot in baggage.lots:
        arithmetic.give_back(book.lots, lot)
        book.fall_due(lot.expires_at)
    for lot in baggage.waiting:
        book.wait(lot)
    lots, waiting = whole(baggage.lots), whole(baggage.waiting)
    book.move(TransferKind.MOVE, (Side.TRANSIT, Side.AVAILABLE), lots)
    book.move(TransferKind.MOVE, (Side.TRANSIT, Side.PENDING), waiting)
    book.owe(TransferKind.MOVE, (Side.DEBT, Side.TRANSIT), baggage.debt)
    book.renewing = book.renewing or baggage.renewing
    book.absorb()


def hand_over(book: Book, hold_id: str) -> tuple[HeldLot, ...]:
    """Send away what is set aside for a hold."""
    parts = tuple(lot for lot in book.holds if lot.hold_id == hold_id)
    book.holds = [lot for lot in book.holds if lot.hold_id != hold_id]
    book.move(TransferKind.MOVE, (Side.HELD, Side.TRANSIT), whole(parts))
    return parts


def take_over(book: Book, parts: Iterable[HeldLot]) -> None:
    """Receive what another account has set aside; the hold keeps its terms."""
    parts = tuple(parts)
    for lot in parts:
        arithmetic.insert_held(book.holds, lot)
        book.fall_due(lot.until)
    book.move(TransferKind.MOVE, (Side.TRANSIT, Side.HELD), whole(parts))
    for hold_id in {lot.hold_id for lot in parts}:
        book.change(hold_id, HoldStatus.OPEN, None)
