"""Lots: which of them give, and in what order."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from domain.ledger.model import Allocation, HeldLot, OpenLot, PendingLot

AnyLot = TypeVar("AnyLot", OpenLot, PendingLot, HeldLot)
NEVER = datetime.max.replace(tzinfo=UTC)


def spend_order(lot: OpenLot) -> tuple[datetime, str]:
    """Return the key by which lots are spent: soonest expiry, then oldest."""
    return lot.expires_at or NEVER, lot.id


def wait_order(lot: PendingLot) -> tuple[datetime, str]:
    """Return the key by which lots become available."""
    return lot.available_at, lot.id


def hold_order(lot: HeldLot) -> tuple[datetime, str]:
    """Return the key by which holds expire; parts of one stay in their order."""
    return lot.until, lot.hold_id


def insert_open(lots: list[OpenLot], lot: OpenLot) -> None:
    """Put a lot where it is spent in its turn."""
    insort(lots, lot, key=spend_order)


def insert_waiting(lots: list[PendingLot], lot: PendingLot) -> None:
    """Put a lot where it becomes available in its turn."""
    insort(lots, lot, key=wait_order)


def insert_held(lots: list[HeldLot], lot: HeldLot) -> None:
    """Put the part of a lot where its hold expires in its turn."""
    insort(lots, lot, key=hold_order)


def give_back(lots: list[OpenLot], lot: OpenLot) -> None:
    """Add to what is left of a lot, on the terms that it has now."""
    for place, there in enumerate(lots):
        if there.id == lot.id:
            lots[place] = there._replace(amount=there.amount + lot.amount)
            return
    insert_open(lots, lot)


def last(lots: list[AnyLot], until: Mapping[str, datetime | None]) -> Counter[str]:
    """Have lots last until other instants; return how much is left of each."""
    left: Counter[str] = Counter()
    for place, lot in enumerate(lots):
        if lot.id in until:
            left[lot.id] += lot.amount
            lots[place] = lot._replace(expires_at=until[lot.id])
    return left


def take(lots: list[OpenLot], amount: int) -> tuple[OpenLot, ...]:
    """Take an amount that is there from lots, in the order of spending."""
    taken: list[OpenLot] = []
    emptied = 0
    while amount > 0:
        lot = lots[emptied]
        part = min(lot.amount, amount)
        taken.append(lot._replace(amount=part))
        amount -= part
        if part == lot.amount:
            emptied += 1
        else:
            lots[emptied] = lot._replace(amount=lot.amount - part)
    del lots[:emptied]
    return tuple(taken)


def take_own(lots: list[OpenLot], lot_id: str, amount: int) -> tuple[Allocation, ...]:
    """Take at most an amount from one lot."""
    for place, lot in enumerate(lots):
        if lot.id == lot_id:
            part = min(lot.amount, amount)
            rest = lot._replace(amount=lot.amount - part)
            lots[place : place + 1] = [rest] if rest.amount else []
            return (Allocation(lot_id, part),) if part else ()
    return ()


def cancel(lots: list[PendingLot], lot_id: str, amount: int) -> tuple[Allocation, ...]:
    """Take at most an amount from a lot that still waits."""
    for place, lot in enumerate(lots):
        if lot.id == lot_id:
            part = min(lot.amount, amount)
            rest = lot._replace(amount=lot.amount - part)
            lots[place : place + 1] = [rest] if rest.amount else []
            return (Allocation(lot_id, part),)
    return ()


def newest(lots: Sequence[OpenLot], skipped: int, amount: int) -> tuple[OpenLot, ...]:
    """Return an amount of what was taken from lots, what was taken last first.

    Leave out as much as was given back before.
    """
    found: list[OpenLot] = []
    for lot in reversed(lots):
        passed = min(lot.amount, skipped)
        part = min(lot.amount - passed, amount)
        skipped, amount = skipped - passed, amount - part
        if part:
            found.append(lot._replace(amount=part))
    return tuple(found)


def whole(lots: Iterable[OpenLot | PendingLot | HeldLot]) -> tuple[Allocation, ...]:
    """Return all that is left of lots."""
    return tuple(Allocation(lot.id, lot.amount) for lot in lots)


def total(parts: Iterable[Allocation | OpenLot]) -> int:
    """Return how much some parts of lots are together."""
    return sum(part.amount for part in parts)
