"""Handing over: claimed in one unit, decided, handed over and recorded in another.

The attempt is committed before anything is handed over, so that what a crash leaves is
known to be unknown. The other unit holds the customers, and then looks: whoever says no
waits until it ends, and nothing sets out after they were answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from domain import consent, customers, mails
from domain.kernel import CustomerId, Unit, keyring, writes
from domain.mails import Outcome
from domain.messages import (
    circumstances,
    keeping_store,
    push_store,
    pushing,
    reach,
    store,
    writing,
)
from domain.messages.circumstances import Kept
from domain.messages.claiming import BATCH_MAX
from domain.messages.judging import ending, judge, over, tell
from domain.messages.model import (
    MessageId,
    MessageState,
    Parcel,
    Reason,
    Row,
    Told,
)
from domain.messages.rules import Decision
from domain.messages.suppression import SuppressionCause
from domain.messages.tables import messages

REPLY_MAX = 100
# With what the address of a browser begins, and no other.
BROWSER = ("https://", "http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMessages:
    """Decide which claimed messages may leave now, and write them."""

    message_ids: Annotated[tuple[MessageId, ...], Meta(max_length=BATCH_MAX)]
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Messages that may leave, as they are handed over and as they are recorded."""

    parcels: tuple[Parcel, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessages:
    """Say what the server said to each that this unit admitted."""

    rows: Annotated[tuple[Row, ...], Meta(max_length=BATCH_MAX)]
    told: Annotated[tuple[Told, ...], Meta(max_length=BATCH_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMessages:
    """How many messages are over."""

    ended: int


@writes("system")
async def admit_messages(unit: Unit, command: AdmitMessages) -> Admitted:
    """Decide which messages may leave, and write those; the rest waits or is over.

    From here on until this unit ends, their customers are held: whoever hands over
    what this returns does so within the unit, and records what came of it there.
    """
    become = await customers.keep(unit, await store.whose(unit, command.message_ids))
    await consent.hold_words(unit, set(become.values()))
    kept = [
        _kept(row, become.get(row.customer_id))
        for row in await store.hold(unit, command.message_ids)
        if row.state is MessageState.SENDING
    ]
    settings = await keeping_store.settings(unit)
    seen, whom = await circumstances.look(unit, kept, settings)
    judged = judge([each.row for each in kept], seen, settings, unit.now)
    admitted = [_seen(row, decision) for row, decision in judged.admitted]
    waiting = [_waits(row, decision) for row, decision in judged.waiting]
    ended = [
        _end(_seen(row, decision), over(decision), unit.now)
        for row, decision in judged.ended
    ]
    written: list[tuple[Row, Parcel]] = []
    if admitted:
        known = await writing.gather(unit, admitted, whom, command.public_url)
        for row in admitted:
            match writing.write(unit, row, known):
                case Parcel() as parcel:
                    written.append((row, parcel))
                case why:
                    ended.append(_wrong(row, why, unit.now))
    store.save(unit, (*waiting, *ended))
    _tell(unit, ended)
    return Admitted(
        parcels=tuple(parcel for _, parcel in written),
        rows=tuple(row for row, _ in written),
    )


@writes("system")
async def record_messages(unit: Unit, command: RecordMessages) -> RecordedMessages:
    """Write down what the server said; what may yet be taken is tried again later.

    Of what nothing is said, only what the gate saw is written: it is as unknown as
    after a crash.
    """
    told = {each.message_id: each for each in command.told}
    ended: list[Row] = []
    going_on: list[Row] = []
    for row in command.rows:
        said = told.get(row.id)
        if said is None:
            going_on.append(row)
            continue
        reply = said.reply and said.reply[:REPLY_MAX]
        match said.outcome:
            case None:
                # It did not set out: there was no attempt.
                going_on.append(_again(row, unit.now, row.attempts - 1, reply))
            case Outcome.LATER:
                waits = mails.wait(row.attempts, unit.dice(mails.DICE_BYTES))
                going_on.append(_again(row, unit.now + waits, row.attempts, reply))
            case Outcome.ACCEPTED:
                accepted = MessageState.ACCEPTED
                ended.append(_end(row, accepted, unit.now, reply, handed_at=unit.now))
            case Outcome.RECORDED:
                content = await _sealed(unit, row, said)
                ended.append(
                    _end(
                        row,
                        MessageState.RECORDED,
                        unit.now,
                        reply,
                        handed_at=unit.now,
                        content=content,
                    )
                )
            case Outcome.REFUSED:
                state = await _refused(unit, row, said)
                ended.append(_end(row, state, unit.now, reply))
    store.save(unit, (*going_on, *ended))
    _tell(unit, ended)
    return RecordedMessages(ended=len(ended))


def _kept(row: Row, customer_id: CustomerId | None) -> Kept:
    """Return a message for whom it is for now, if there is somebody."""
    if customer_id not in {None, row.customer_id}:
        row = replace(row, customer_id=customer_id)
    return Kept(row=row, customer_id=customer_id)


def _seen(row: Row, decision: Decision) -> Row:
    """Return a message with what the gate saw, and why it kept it back if it did."""
    evidence = [list(said) for said in decision.evidence]
    return replace(row, reason=decision.reason, evidence=evidence)


def _waits(row: Row, decision: Decision) -> Row:
    """Return a message that waits, of which no attempt was made."""
    waiting = replace(_seen(row, decision), attempts=row.attempts - 1)
    return replace(waiting, state=MessageState.DEFERRED, due_at=decision.until)


def _end(
    row: Row,
    state: MessageState,
    now: datetime,
    reply: str | None = None,
    **more: Any,
) -> Row:
    """Return a message that is over, and what was said to it last."""
    return replace(
        row, state=state, due_at=None, ended_at=now, reply=reply or row.reply, **more
    )


def _again(row: Row, due_at: datetime, attempts: int, reply: str | None) -> Row:
    """Return a message that is tried again."""
    return replace(
        row, state=MessageState.QUEUED, due_at=due_at, attempts=attempts, reply=reply
    )


def _tell(unit: Unit, ended: Sequence[Row]) -> None:
    tell(unit, [ending(row, row.state, row.reason) for row in ended])


def _wrong(row: Row, why: str, now: datetime) -> Row:
    """End a message if something is wrong with what it would say."""
    evidence = [*row.evidence, ["content", why]]
    wrong = replace(row, reason=Reason.CONTENT_LINT, evidence=evidence)
    return _end(wrong, MessageState.SKIPPED, now)


async def _sealed(unit: Unit, row: Row, said: Told) -> bytes | None:
    """Return what to keep of a message for the development inbox, where it is read."""
    held = await keyring.ciphers(unit, [row.customer_id])
    if said.content is None or row.customer_id not in held:
        return None
    plain = msgspec.json.encode(said.content).decode()
    return held[row.customer_id].seal(messages.c.content, row.id, plain)


async def _refused(unit: Unit, row: Row, said: Told) -> MessageState:
    """Return how a message ends that nobody will take; nothing more goes to nobody."""
    if said.content is None or not (said.unknown or said.stopped):
        return MessageState.DEAD
    if said.content.to.startswith(BROWSER):
        push_store.drop_endpoint(unit, await pushing.index(unit, said.content.to))
        return MessageState.BOUNCED
    index = reach.index(await keyring.secrets(unit), row.channel, said.content.to)
    cause, state = SuppressionCause.HARD_BOUNCE, MessageState.BOUNCED
    if said.stopped:
        cause, state = SuppressionCause.COMPLAINT, MessageState.COMPLAINED
    keeping_store.add_suppression(unit, (index, row.channel), cause)
    return state
