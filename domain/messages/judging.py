"""Judging: a batch of messages decided in turn, as each counts for the next.

What is decided is stored with what was seen; whoever judges writes it down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.kernel import CustomerId, Unit
from domain.messages import rules
from domain.messages.events import MessageEnding, MessagesEnded
from domain.messages.model import MessageId, MessageState, Reason, Row
from domain.messages.rules import Circumstances, Handed
from domain.messages.setting import MessageSettings


@dataclass(frozen=True, slots=True)
class Judged:
    """What may leave, what waits and until when, and what is over."""

    admitted: list[Row] = field(default_factory=list[Row])
    waiting: list[Row] = field(default_factory=list[Row])
    ended: list[Row] = field(default_factory=list[Row])


def judge(
    rows: Sequence[Row],
    seen: Mapping[MessageId, Circumstances],
    settings: MessageSettings,
    now: datetime,
) -> Judged:
    """Decide which may leave; each that may counts for the next of the same customer.

    What nothing is seen of is admitted as it is: whoever sees more decides.
    """
    judged = Judged()
    got: dict[CustomerId, list[Handed]] = {}
    for row in rows:
        these = seen.get(row.id)
        if these is None:
            judged.admitted.append(row)
            continue
        before = got.get(row.customer_id)
        if before or these.room:
            room = these.room and these.room - len(judged.admitted)
            handed = (*these.handed, *(before or ()))
            these = replace(these, handed=handed, room=room)
        decision = rules.decide(row, these, settings, now)
        evidence = [list(said) for said in decision.evidence]
        match decision.reason, decision.until:
            case None, _:
                judged.admitted.append(replace(row, reason=None, evidence=evidence))
                one = Handed(
                    message_class=row.message_class, channel=row.channel, at=now
                )
                got.setdefault(row.customer_id, []).append(one)
            case reason, None:
                over = replace(
                    row,
                    reason=reason,
                    evidence=evidence,
                    state=_over(reason),
                    due_at=None,
                    ended_at=now,
                )
                judged.ended.append(over)
            case reason, until:
                waits = replace(
                    row,
                    reason=reason,
                    evidence=evidence,
                    state=MessageState.DEFERRED,
                    due_at=until,
                )
                judged.waiting.append(waits)
    return judged


def end(row: Row, state: MessageState, now: datetime) -> Row:
    """Return a message that is over."""
    return replace(row, state=state, due_at=None, ended_at=now)


def tell(unit: Unit, ended: Sequence[Row]) -> None:
    """Publish what became of messages."""
    if ended:
        endings = tuple(
            MessageEnding(
                message_id=row.id,
                customer_id=row.customer_id,
                journey=row.journey,
                template=row.template,
                state=row.state,
                reason=row.reason,
            )
            for row in ended
        )
        unit.emit(MessagesEnded(endings=endings))


def _over(reason: Reason) -> MessageState:
    expired = reason is Reason.EXPIRED
    return MessageState.EXPIRED if expired else MessageState.SKIPPED
