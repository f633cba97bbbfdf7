"""Freezing: an account from which nothing may be spent, for a reason."""

from dataclasses import dataclass

from domain.customers import CustomerRef
from domain.kernel import Unit, writes
from domain.kernel.types import ShortText, Slug
from domain.ledger import caring_store
from domain.ledger.intervening import UNKNOWN, intervention, open_account
from domain.ledger.model import POINTS
from domain.ledger.posting import close_books
from domain.ledger.reading import Intervention, InterventionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """Keep anything of an account from being spent, for a reason."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    reason: ShortText


@writes("ledger:write", refusals=UNKNOWN)
async def freeze(unit: Unit, command: Freeze) -> Intervention:
    """Freeze an account: nothing is spent, held or given away; it goes on earning.

    What expires expires, returns take back what they undo, and what was set aside
    before may be spent on what it was set aside for.
    """
    key, book = await open_account(unit, command.customer_id, command.unit)
    await close_books(unit, [book])
    # After what fell due was written down with the whole account.
    caring_store.freeze(unit, key)
    made = intervention(unit, key, InterventionKind.FREEZE, command.reason)
    await caring_store.write_down(unit, made)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfreeze:
    """Let an account be spent from again, for a reason."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    reason: ShortText


@writes("ledger:write", refusals=UNKNOWN)
async def unfreeze(unit: Unit, command: Unfreeze) -> Intervention:
    """Unfreeze an account; what was earned meanwhile is there."""
    key, book = await open_account(unit, command.customer_id, command.unit)
    await close_books(unit, [book])
    # After what fell due was written down with the whole account.
    caring_store.unfreeze(unit, key)
    made = intervention(unit, key, InterventionKind.UNFREEZE, command.reason)
    await caring_store.write_down(unit, made)
    return made
