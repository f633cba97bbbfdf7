"""Rows: how the nouns of the ledger travel to PostgreSQL and back, by thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping

from domain.kernel.records import bare
from domain.ledger.model import (
    NO_POLICY,
    Account,
    AccountKey,
    ClawbackPolicy,
    Due,
    Extension,
    HeldLot,
    HoldChange,
    HoldTerms,
    Lot,
    OpenLot,
    OverCap,
    PendingLot,
    Policy,
    Reversal,
    Transfer,
)
from domain.ledger.reading import Adjustment, Entry, LotPart

# What `bare` does, where it is done for each lot of thousands of accounts.
HEX = slice(-32, None)


def accounts_of(rows: Iterable[Any]) -> dict[AccountKey, Account]:
    """Return the accounts that a statement read, by their keys."""
    found = (_read(*row) for row in rows)
    return {AccountKey(each.customer_id, each.unit): each for each in found}


def _read(customer_id: str, unit: str, *rest: Any) -> Account:
    """Return an account of its columns, in the order in which the table has them."""
    available, pending, held, debt, seq, *arrays = rest[:17]
    lots, waiting, holds = arrays[:3], arrays[3:7], arrays[7:]
    frozen, renewing, *said = rest[17:]
    return Account(
        customer_id=customer_id,
        unit=unit,
        available=available,
        pending=pending,
        held=held,
        debt=debt,
        seq=seq,
        lots=tuple(map(OpenLot, _named("lot", lots[0]), *lots[1:])),
        waiting=tuple(map(PendingLot, _named("lot", waiting[0]), *waiting[1:])),
        holds=tuple(
            map(
                HeldLot,
                _named("hld", holds[0]),
                _named("lot", holds[1]),
                *holds[2:],
            )
        ),
        frozen=frozen,
        renewing=renewing,
        policy=_policy(said) if said else NO_POLICY,
    )


def _policy(said: Sequence[Any]) -> Policy:
    """Return how a unit of value behaves, if anything was said of it."""
    most, over, giveable, clawback = said
    if over is None:
        return NO_POLICY
    return Policy(
        balance_max=most,
        over=OverCap(over),
        giveable=giveable,
        clawback=ClawbackPolicy(clawback),
    )


def _named(prefix: str, array: str) -> list[str]:
    """Return the identifiers that PostgreSQL writes as `{0192…,0193…}`."""
    inner = array[1:-1]
    return [f"{prefix}_{each}" for each in inner.split(",")] if inner else []


def account_row(account: Account) -> dict[str, Any]:
    """Return an account as a row."""
    return {
        "customer_id": bare(account.customer_id),
        "unit": account.unit,
        "available": account.available,
        "pending": account.pending,
        "held": account.held,
        "debt": account.debt,
        "seq": account.seq,
        "lot_ids": [lot.id[HEX] for lot in account.lots],
        "lot_amounts": [lot.amount for lot in account.lots],
        "lot_expires": [lot.expires_at for lot in account.lots],
        "pending_ids": [lot.id[HEX] for lot in account.waiting],
        "pending_amounts": [lot.amount for lot in account.waiting],
        "pending_available": [lot.available_at for lot in account.waiting],
        "pending_expires": [lot.expires_at for lot in account.waiting],
        "held_holds": [lot.hold_id[HEX] for lot in account.holds],
        "held_lots": [lot.id[HEX] for lot in account.holds],
        "held_amounts": [lot.amount for lot in account.holds],
        "held_until": [lot.until for lot in account.holds],
        "held_expires": [lot.expires_at for lot in account.holds],
        "frozen": account.frozen,
        "renewing": account.renewing,
    }


def transfer_row(transfer: Transfer) -> dict[str, Any]:
    """Return a transfer as a row."""
    return {
        "id": bare(transfer.id),
        "customer_id": bare(transfer.customer_id),
        "unit": transfer.unit,
        "seq": transfer.seq,
        "kind": transfer.kind,
        "debit": transfer.debit,
        "credit": transfer.credit,
        "amount": transfer.amount,
        "lot_ids": [part.lot_id[HEX] for part in transfer.lots],
        "lot_amounts": [part.amount for part in transfer.lots],
        "available_after": transfer.available_after,
        "pending_after": transfer.pending_after,
        "held_after": transfer.held_after,
        "debt_after": transfer.debt_after,
        "source_type": transfer.source.type,
        "source_id": transfer.source.id,
        "effect": transfer.source.effect,
        "part": transfer.part,
        "fingerprint": transfer.fingerprint,
        "occurred_at": transfer.occurred_at,
        "recorded_at": transfer.recorded_at,
    }


def lot_row(lot: Lot) -> dict[str, Any]:
    """Return the terms of a lot as a row."""
    return {
        "id": bare(lot.id),
        "transfer_id": bare(lot.transfer_id),
        "customer_id": bare(lot.customer_id),
        "unit": lot.unit,
        "amount": lot.amount,
        "available_at": lot.available_at,
        "expires_at": lot.expires_at,
        "renewed_months": lot.renewed_months,
    }


def hold_row(hold: HoldTerms) -> dict[str, Any]:
    """Return a hold as a row."""
    return {
        "id": bare(hold.id),
        "customer_id": bare(hold.customer_id),
        "unit": hold.unit,
        "amount": hold.amount,
        "status": hold.status,
        "expires_at": hold.expires_at,
        "recorded_at": hold.recorded_at,
        "ended_at": hold.ended_at,
    }


def change_row(change: HoldChange) -> dict[str, Any]:
    """Return what became of a hold as a row."""
    return {
        "id": bare(change.id),
        "customer_id": bare(change.customer_id),
        "status": change.status,
        "ended_at": change.ended_at,
    }


def reversal_row(reversal: Reversal) -> dict[str, Any]:
    """Return how much of a transfer was undone as a row."""
    return {
        "transfer_id": bare(reversal.transfer_id),
        "by_id": bare(reversal.by_id),
        "amount": reversal.amount,
    }


def extension_row(extension: Extension) -> dict[str, Any]:
    """Return until when a lot lasts from now on as a row."""
    return {
        "lot_id": bare(extension.lot_id),
        "transfer_id": bare(extension.transfer_id),
        "seq": extension.seq,
        "expires_at": extension.expires_at,
        "amount": extension.amount,
        "occurred_at": extension.occurred_at,
        "recorded_at": extension.recorded_at,
    }


def adjustment_row(adjustment: Adjustment, reason: bytes | None) -> dict[str, Any]:
    """Return an adjustment as a row, of which the reason is sealed."""
    return {
        "id": bare(adjustment.id),
        "customer_id": bare(adjustment.customer_id),
        "unit": adjustment.unit,
        "amount": adjustment.amount,
        # As PostgreSQL reads bytes.
        "reason": None if reason is None else rf"\x{reason.hex()}",
        "author": adjustment.author,
        "recorded_at": adjustment.recorded_at,
    }


def due_row(due: Due) -> dict[str, Any]:
    """Return a due as a row."""
    return {
        "due_at": due.due_at,
        "customer_id": bare(due.customer_id),
        "unit": due.unit,
    }


def entry(row: RowMapping) -> Entry:
    """Return a transfer as a line of a statement."""
    values = {f.name: row[f.name] for f in fields(Entry) if f.name in row}
    parts = zip(row["lot_ids"], row["lot_amounts"], strict=True)
    lots = tuple(LotPart(lot_id=lot, amount=amount) for lot, amount in parts)
    return Entry(**values, lots=lots)
