"""The SQL of claims: what is due, and what was decided of it at a glance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Text,
    bindparam,
    case,
    func,
    update,
)

from domain.consent import ContactChannel
from domain.kernel import Unit
from domain.kernel.records import bare, encoded, records
from domain.kernel.rows import view
from domain.messages.model import Due, MessageState, Reason
from domain.messages.rules import Said
from domain.messages.tables import messages

NOW = bindparam("now", type_=DateTime(timezone=True))
CLAIM = (
    view(messages, Due)
    .where(
        messages.c.due_at <= NOW,
        messages.c.ended_at.is_(None),
        messages.c.channel == func.any(bindparam("channels", type_=ARRAY(Text))),
    )
    .order_by(messages.c.due_at)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
WRITTEN = ("id", "state", "reason", "evidence", "due_at")
DECIDED = records(*(messages.c[each] for each in WRITTEN), name="decided")
DECIDE = (
    update(messages)
    .where(messages.c.id == DECIDED.c.id)
    .values(
        state=DECIDED.c.state,
        reason=DECIDED.c.reason,
        evidence=func.coalesce(DECIDED.c.evidence, messages.c.evidence),
        due_at=DECIDED.c.due_at,
        ended_at=case((DECIDED.c.due_at.is_(None), NOW)),
        attempts=messages.c.attempts
        + case((DECIDED.c.state == MessageState.SENDING, 1), else_=0),
        attempted_at=case(
            (DECIDED.c.state == MessageState.SENDING, NOW),
            else_=messages.c.attempted_at,
        ),
        # Of what is dropped it is assumed that it arrived.
        handed_at=case(
            (DECIDED.c.state == MessageState.DROPPED, messages.c.attempted_at),
            else_=messages.c.handed_at,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a message has become, and why; without evidence, it keeps what it has.

    Without an instant at which it is due again, it is over.
    """

    row: Due
    state: MessageState
    reason: Reason | None
    evidence: Sequence[Said] | None
    due_at: datetime | None


async def claim(
    unit: Unit, channels: Collection[ContactChannel], limit: int
) -> tuple[Due, ...]:
    """Return messages that are due, oldest first, which nobody else has claimed."""
    named = sorted(channels)
    return await unit.all(Due, CLAIM, now=unit.now, channels=named, limit=limit)


def decide(unit: Unit, decided: Sequence[Decided]) -> None:
    """Write down what messages have become, which this unit holds."""
    if decided:
        rows = (
            {
                "id": bare(each.row.id),
                "state": each.state,
                "reason": each.reason,
                "evidence": each.evidence,
                "due_at": each.due_at,
            }
            for each in decided
        )
        unit.write(DECIDE, decided=encoded(rows), now=unit.now)
