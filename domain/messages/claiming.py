"""Claiming: what is due is decided at a glance, and begun if it may leave.

An attempt is committed before anything is handed over, so that what a crash leaves is
known to be unknown.
"""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import mails
from domain.consent import ContactChannel
from domain.kernel import Unit, writes
from domain.messages import claim_store, keeping_store, reach, store
from domain.messages.claim_store import Decided
from domain.messages.glancing import glance
from domain.messages.judging import ending, judge, over, tell
from domain.messages.model import (
    Due,
    MessageClass,
    MessageId,
    MessageState,
    Reason,
)
from domain.messages.rules import Decision

BATCH_MAX = 100
LOOK_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMessages:
    """Claim messages that are due.

    Of `look` messages it is decided whether they may leave, and `limit` are begun at
    most.
    """

    limit: Annotated[int, Meta(ge=1, le=BATCH_MAX)] = BATCH_MAX
    look: Annotated[int, Meta(ge=1, le=LOOK_MAX)] = BATCH_MAX
    # Those by which something can be handed over now.
    channels: tuple[ContactChannel, ...] = tuple(reach.LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMessages:
    """Messages of each of which an attempt is counted; whether more may be due."""

    message_ids: tuple[MessageId, ...]
    more: bool


@writes("system")
async def claim_messages(unit: Unit, command: ClaimMessages) -> ClaimedMessages:
    """Claim messages, and count the attempts, which are made once this has committed.

    What may not leave is over, or waits, without an attempt. Of an attempt that nothing
    was heard of nobody knows how it went: marketing is dropped, and what is service
    goes again, by the name that it had.
    """
    rows = await claim_store.claim(unit, command.channels, command.look)
    lost = [each for row in rows if (each := _lost(unit, row)) is not None]
    gone = {each.row.id for each in lost}
    open_ = [row for row in rows if row.id not in gone]
    settings = await keeping_store.settings(unit)
    judged = judge(open_, await glance(unit, open_, settings), settings, unit.now)
    lease = unit.now + store.LEASE
    begun = [
        Decided(row, MessageState.SENDING, None, decision.evidence, lease)
        for row, decision in judged.admitted[: command.limit]
    ]
    decided = [*lost, *begun, *map(_kept_back, judged.waiting + judged.ended)]
    claim_store.decide(unit, decided)
    tell(
        unit,
        [ending(e.row, e.state, e.reason) for e in decided if e.due_at is None],
    )
    more = len(rows) == command.look
    ids = tuple(each.row.id for each in begun)
    return ClaimedMessages(message_ids=ids, more=more)


def _kept_back(judged: tuple[Due, Decision]) -> Decided:
    """Return what has become of a message that may not leave now."""
    row, decision = judged
    waits = decision.until is not None
    state = MessageState.DEFERRED if waits else over(decision)
    return Decided(row, state, decision.reason, decision.evidence, decision.until)


def _lost(unit: Unit, row: Due) -> Decided | None:
    """Return what has become of a message that is over whatever the gate says."""
    unheard = row.state is MessageState.SENDING
    if unheard and row.message_class is MessageClass.MARKETING:
        return Decided(row, MessageState.DROPPED, None, None, None)
    if row.attempts >= mails.ATTEMPTS_MAX:
        return Decided(row, MessageState.DEAD, None, None, None)
    if unit.now >= row.expires_at:
        return Decided(row, MessageState.EXPIRED, Reason.EXPIRED, None, None)
    return None
