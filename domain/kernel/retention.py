"""What the kernel keeps to do nothing twice, it keeps for a time and no longer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta
from sqlalchemy import delete, select

from domain.kernel.access import SYSTEM
from domain.kernel.audit import audit_entries
from domain.kernel.idempotency import idempotency_keys
from domain.kernel.outbox import inbox, outbox
from domain.kernel.unit import Unit
from domain.kernel.use_case import writes

# As long as callers are told that a key is known; no message rings for as long.
KEPT = timedelta(days=30)
# As the trail's annotation says; the database lets go of nothing younger.
AUDIT_KEPT = timedelta(days=731)
ROWS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Forget some of what is older than it need be."""

    limit: Annotated[int, Meta(ge=1, le=ROWS_MAX)] = ROWS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many rows are gone, and whether there may be more."""

    done: int
    more: bool


@writes(SYSTEM)
async def forget(unit: Unit, command: Forget) -> Forgotten:
    """Forget idempotency keys, messages that are done, and claims, after a month.

    What is in the trail of audits is forgotten after two years.
    """
    before = unit.now - KEPT
    old_keys = (
        select(idempotency_keys.c.key)
        .where(idempotency_keys.c.recorded_at < before)
        .limit(command.limit)
    )
    old_claims = (
        select(inbox.c.message_id)
        .where(inbox.c.claimed_at < before)
        .limit(command.limit)
    )
    old_messages = (
        select(outbox.c.id)
        .where(outbox.c.occurred_at < before, outbox.c.done_at.is_not(None))
        .limit(command.limit)
    )
    # Identifiers are in the order of time: what is old is among the first.
    first = (
        select(audit_entries.c.id, audit_entries.c.at)
        .order_by(audit_entries.c.id)
        .limit(command.limit)
        .subquery()
    )
    old_entries = select(first.c.id).where(first.c.at < unit.now - AUDIT_KEPT)
    keys = await unit.run(
        delete(idempotency_keys).where(idempotency_keys.c.key.in_(old_keys))
    )
    claims = await unit.run(delete(inbox).where(inbox.c.message_id.in_(old_claims)))
    messages = await unit.run(delete(outbox).where(outbox.c.id.in_(old_messages)))
    entries = await unit.run(
        delete(audit_entries).where(audit_entries.c.id.in_(old_entries))
    )
    gone = (keys, claims, messages, entries)
    return Forgotten(done=sum(gone), more=max(gone) >= command.limit)
