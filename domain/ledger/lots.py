"""Lots: which of them give, and in what order."""

from bisect import insort
from collections.abc import Iterable
from datetime import UTC, datetime

from domain.ledger.model import Allocation, OpenLot, PendingLot

NEVER = datetime.max.replace(tzinfo=UTC)


def spend_order(lot: OpenLot) -> tuple[datetime, str]:
    """Return the key by which lots are spent: soonest expiry, then oldest."""
    return lot.expires_at or NEVER, lot.id


def wait_order(lot: PendingLot) -> tuple[datetime, str]:
    """Return the key by which lots become available."""
    return lot.available_at, lot.id


def insert_open(lots: list[OpenLot], lot: OpenLot) -> None:
    """Put a lot where it is spent in its turn."""
    insort(lots, lot, key=spend_order)


def insert_waiting(lots: list[PendingLot], lot: PendingLot) -> None:
    """Put a lot where it becomes available in its turn."""
    insort(lots, lot, key=wait_order)


def take(lots: list[OpenLot], amount: int) -> tuple[Allocation, ...]:
    """Take an amount that is there from lots, in the order of spending."""
    taken: list[Allocation] = []
    emptied = 0
    while amount > 0:
        lot = lots[emptied]
        part = min(lot.amount, amount)
        taken.append(Allocation(lot.id, part))
        amount -= part
        if part == lot.amount:
            emptied += 1
        else:
            lots[emptied] = lot._replace(amount=lot.amount - part)
    del lots[:emptied]
    return tuple(taken)


def take_first(lots: list[OpenLot], lot_id: str, amount: int) -> tuple[Allocation, ...]:
    """Take at most an amount: from one lot first, then in the order of spending."""
    own: tuple[Allocation, ...] = ()
    for place, lot in enumerate(lots):
        if lot.id == lot_id:
            part = min(lot.amount, amount)
            rest = lot._replace(amount=lot.amount - part)
            lots[place : place + 1] = [rest] if rest.amount else []
            own = (Allocation(lot_id, part),) if part else ()
            break
    others = sum(lot.amount for lot in lots)
    return (*own, *take(lots, min(amount - total(own), others)))


def cancel(lots: list[PendingLot], lot_id: str, amount: int) -> tuple[Allocation, ...]:
    """Take at most an amount from a lot that still waits."""
    for place, lot in enumerate(lots):
        if lot.id == lot_id:
            part = min(lot.amount, amount)
            rest = lot._replace(amount=lot.amount - part)
            lots[place : place + 1] = [rest] if rest.amount else []
            return (Allocation(lot_id, part),)
    return ()


def whole(lots: Iterable[OpenLot | PendingLot]) -> tuple[Allocation, ...]:
    """Return all that is left of lots."""
    return tuple(Allocation(lot.id, lot.amount) for lot in lots)


def total(parts: Iterable[Allocation]) -> int:
    """Return how much some parts of lots are together."""
    return sum(part.amount for part in parts)
