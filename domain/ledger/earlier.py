"""Accounts as they were: at an instant, as known on another, lot by lot."""

from collections.abc import Iterable
from dataclasses import replace

from domain.kernel import Unit
from domain.ledger import earlier_store
from domain.ledger.earlier_store import Part
from domain.ledger.entries_store import Seen
from domain.ledger.model import AccountKey, Side, Transfer
from domain.ledger.reading import Holding, portions
from domain.ledger.settling import unwritten

SIDES = {Side.AVAILABLE: "available", Side.PENDING: "pending", Side.HELD: "held"}


async def holding_at(unit: Unit, key: AccountKey, seen: Seen) -> Holding:
    """Return what an account held at an instant, as was known on an instant."""
    read = await earlier_store.parts(unit, key, seen)
    first = min(seen.as_of, seen.known_on)
    unsettled = await unwritten(unit, [key])
    due = [each for each in unsettled if each.occurred_at <= first]
    lots = _with_due({each.id: each for each in read if each.id is not None}, due)
    debt = sum(each.debt for each in read) + sum(map(_owed, due))
    return Holding(
        customer_id=key.customer_id,
        unit=key.unit,
        available=sum(lot.available for lot in lots),
        pending=sum(lot.pending for lot in lots),
        held=sum(lot.held for lot in lots),
        debt=debt,
        becoming=portions(
            (lot.available_at, lot.pending)
            for lot in lots
            if lot.pending and lot.available_at
        ),
        expiring=portions(
            (lot.expires_at, lot.available)
            for lot in lots
            if lot.available and lot.expires_at
        ),
        frozen=await earlier_store.is_frozen(unit, key, first),
    )


def _with_due(known: dict[str, Part], due: Iterable[Transfer]) -> list[Part]:
    """Return what lots are once what is due was written down."""
    for transfer in due:
        for lot_id, amount in transfer.lots:
            lot = known.get(lot_id)
            if lot is None:
                continue  # Not given yet, as far as was known.
            for side, change in ((transfer.debit, -amount), (transfer.credit, amount)):
                if (name := SIDES.get(side)) is not None:
                    lot = replace(lot, **{name: getattr(lot, name) + change})
            known[lot_id] = lot
    return list(known.values())


def _owed(transfer: Transfer) -> int:
    return transfer.amount * (
        (transfer.debit is Side.DEBT) - (transfer.credit is Side.DEBT)
    )
