"""Judging: a batch of messages decided in turn, as each counts for the next.

What is decided is stored with what was seen; whoever judges writes it down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from domain.kernel import CustomerId, Unit
from domain.messages import rules
from domain.messages.events import MessageEnding, MessagesEnded
from domain.messages.model import Due, MessageId, MessageState, Reason
from domain.messages.rules import Circumstances, Decision, Handed
from domain.messages.setting import MessageSettings

M = TypeVar("M", bound=Due)

UNSEEN = Decision(reason=None, until=None, evidence=())


@dataclass(frozen=True, slots=True)
class Judged(Generic[M]):
    """What may leave, what waits and what is over, each with its decision."""

    admitted: list[tuple[M, Decision]] = field(default_factory=list[tuple[M, Decision]])
    waiting: list[tuple[M, Decision]] = field(default_factory=list[tuple[M, Decision]])
    ended: list[tuple[M, Decision]] = field(default_factory=list[tuple[M, Decision]])


def judge(
    rows: Sequence[M],
    seen: Mapping[MessageId, Circumstances],
    settings: MessageSettings,
    now: datetime,
) -> Judged[M]:
    """Decide which may leave; each that may counts for the next of the same customer.

    What nothing is seen of is admitted as it is: whoever sees more decides.
    """
    judged: Judged[M] = Judged()
    got: dict[CustomerId, list[Handed]] = {}
    for row in rows:
        these = seen.get(row.id)
        if these is None:
            judged.admitted.append((row, UNSEEN))
            continue
        before = got.get(row.customer_id)
        if before or these.room:
            room = these.room and these.room - len(judged.admitted)
            handed = (*these.handed, *(before or ()))
            these = replace(these, handed=handed, room=room)
        decision = rules.decide(row, these, settings, now)
        if decision.reason is None:
            judged.admitted.append((row, decision))
            one = Handed(message_class=row.message_class, channel=row.channel, at=now)
            got.setdefault(row.customer_id, []).append(one)
        elif decision.until is None:
            judged.ended.append((row, decision))
        else:
            judged.waiting.append((row, decision))
    return judged


def over(decision: Decision) -> MessageState:
    """Return what a message has become that is kept back for good."""
    expired = decision.reason is Reason.EXPIRED
    return MessageState.EXPIRED if expired else MessageState.SKIPPED


def ending(row: Due, state: MessageState, reason: Reason | None) -> MessageEnding:
    """Return the news of what became of a message."""
    return MessageEnding(
        message_id=row.id,
        customer_id=row.customer_id,
        journey=row.journey,
        template=row.template,
        state=state,
        reason=reason,
    )


def tell(unit: Unit, endings: Sequence[MessageEnding]) -> None:
    """Publish what became of messages."""
    if endings:
        unit.emit(MessagesEnded(endings=tuple(endings)))
