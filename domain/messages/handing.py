"""Handing over: claimed in one unit, decided, handed over and recorded in another.

The attempt is committed before anything is handed over, so that what a crash leaves is
known to be unknown. The other unit holds the customers, and then looks: whoever says no
waits until it ends, and nothing sets out after they were answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from domain import consent, customers, mails
from domain.consent import ContactChannel
from domain.kernel import CustomerId, Unit, keyring, writes
from domain.mails import Outcome
from domain.messages import circumstances, keeping_store, reach, rules, store, writing
from domain.messages.circumstances import Kept
from domain.messages.events import MessageEnding, MessagesEnded
from domain.messages.model import (
    MessageClass,
    MessageId,
    MessageState,
    Parcel,
    Reason,
    Row,
    Told,
)
from domain.messages.rules import Circumstances, Handed
from domain.messages.setting import MessageSettings
from domain.messages.suppression import SuppressionCause
from domain.messages.tables import messages
from domain.messages.writing import Known

BATCH_MAX = 100
REPLY_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMessages:
    """Claim messages that are due."""

    limit: Annotated[int, Meta(ge=1, le=BATCH_MAX)] = BATCH_MAX
    # Those by which something can be handed over now.
    channels: tuple[ContactChannel, ...] = tuple(reach.LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMessages:
    """Messages of each of which an attempt is counted; whether more may be due."""

    message_ids: tuple[MessageId, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMessages:
    """Decide which claimed messages may leave now, and write them."""

    message_ids: Annotated[tuple[MessageId, ...], Meta(max_length=BATCH_MAX)]
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessages:
    """Say what the server said to each that was admitted."""

    told: Annotated[tuple[Told, ...], Meta(max_length=BATCH_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMessages:
    """How many messages are over."""

    ended: int


@writes("system")
async def claim_messages(unit: Unit, command: ClaimMessages) -> ClaimedMessages:
    """Claim messages, and count the attempts, which are made once this has committed.

    Of an attempt that nothing was heard of nobody knows how it went: marketing is
    dropped, and what is service goes again, by the name that it had.
    """
    rows = await store.claim(unit, command.channels, command.limit)
    begun: list[MessageId] = []
    ended: list[Row] = []
    for row in rows:
        unheard = row.state is MessageState.SENDING
        if unheard and row.message_class is MessageClass.MARKETING:
            dropped = replace(row, handed_at=row.attempted_at)
            ended.append(_end(unit, dropped, MessageState.DROPPED))
        elif row.attempts >= mails.ATTEMPTS_MAX:
            ended.append(_end(unit, row, MessageState.DEAD))
        elif unit.now >= row.expires_at:
            late = replace(row, reason=Reason.EXPIRED)
            ended.append(_end(unit, late, MessageState.EXPIRED))
        else:
            begun.append(row.id)
    store.begin(unit, begun)
    store.save(unit, ended)
    _tell(unit, ended)
    more = len(rows) == command.limit
    return ClaimedMessages(message_ids=tuple(begun), more=more)


@writes("system")
async def admit_messages(unit: Unit, command: AdmitMessages) -> tuple[Parcel, ...]:
    """Decide which messages may leave, and write those; the rest waits or is over.

    From here on until this unit ends, their customers are held: whoever hands over
    what this returns does so within the unit.
    """
    become = await customers.keep(unit, await store.whose(unit, command.message_ids))
    await consent.hold_words(unit, set(become.values()))
    kept = [
        _kept(row, become.get(row.customer_id))
        for row in await store.hold(unit, command.message_ids)
        if row.state is MessageState.SENDING
    ]
    settings = await keeping_store.settings(unit)
    seen, people = await circumstances.look(unit, kept, settings)
    admitted = _decided(unit, kept, seen, settings)
    if not admitted:
        return ()
    known = await writing.gather(unit, admitted, people, command.public_url)
    written = [_written(unit, row, known) for row in admitted]
    parcels = tuple(each for each in written if isinstance(each, Parcel))
    wrong = [each for each in written if isinstance(each, Row)]
    store.save(unit, wrong)
    _tell(unit, wrong)
    return parcels


@writes("system")
async def record_messages(unit: Unit, command: RecordMessages) -> RecordedMessages:
    """Write down what the server said; what may yet be taken is tried again later."""
    told = {each.message_id: each for each in command.told}
    ended: list[Row] = []
    waiting: list[Row] = []
    for row in await store.hold(unit, sorted(told)):
        said = told[row.id]
        if row.state is not MessageState.SENDING:
            continue
        reply = said.reply and said.reply[:REPLY_MAX]
        match said.outcome:
            case None:
                # It did not set out: there was no attempt.
                again = replace(row, attempts=row.attempts - 1, due_at=unit.now)
                waiting.append(replace(again, state=MessageState.QUEUED))
            case Outcome.ACCEPTED:
                handed = replace(row, handed_at=unit.now, reply=reply)
                ended.append(_end(unit, handed, MessageState.ACCEPTED))
            case Outcome.RECORDED:
                recorded = await _sealed(unit, row, said)
                ended.append(_end(unit, recorded, MessageState.RECORDED))
            case Outcome.REFUSED:
                ended.append(await _refused(unit, row, said))
            case Outcome.LATER:
                waits = mails.wait(row.attempts, unit.dice(mails.DICE_BYTES))
                again = replace(row, due_at=unit.now + waits, reply=reply)
                waiting.append(replace(again, state=MessageState.QUEUED))
    store.save(unit, (*waiting, *ended))
    _tell(unit, ended)
    return RecordedMessages(ended=len(ended))


def _decided(
    unit: Unit,
    kept: Sequence[Kept],
    seen: Mapping[MessageId, Circumstances],
    settings: MessageSettings,
) -> list[Row]:
    """Return what may leave; each counts for the next one of the same customer."""
    admitted: list[Row] = []
    waiting: list[Row] = []
    ended: list[Row] = []
    got: dict[CustomerId, list[Handed]] = {}
    for each in kept:
        these, now = seen[each.row.id], got.get(each.row.customer_id)
        if now or these.room:
            room = these.room and these.room - len(admitted)
            these = replace(these, handed=(*these.handed, *(now or ())), room=room)
        decision = rules.decide(each.row, these, settings, unit.now)
        evidence = [list(said) for said in decision.evidence]
        row = replace(each.row, reason=decision.reason, evidence=evidence)
        if decision.reason is None:
            admitted.append(row)
            one = Handed(message_class=row.message_class, at=unit.now)
            got.setdefault(row.customer_id, []).append(one)
        elif decision.until is not None:
            waiting.append(_deferred(row, decision.until))
        elif decision.reason is Reason.EXPIRED:
            ended.append(_end(unit, row, MessageState.EXPIRED))
        else:
            ended.append(_end(unit, row, MessageState.SKIPPED))
    store.save(unit, (*admitted, *waiting, *ended))
    _tell(unit, ended)
    return admitted


def _kept(row: Row, customer_id: CustomerId | None) -> Kept:
    """Return a message for whom it is for now, if there is somebody."""
    if customer_id not in {None, row.customer_id}:
        row = replace(row, customer_id=customer_id)
    return Kept(row=row, customer_id=customer_id)


def _deferred(row: Row, until: datetime) -> Row:
    """Return a message that waits, of which no attempt was made."""
    waiting = replace(row, attempts=row.attempts - 1, due_at=until)
    return replace(waiting, state=MessageState.DEFERRED)


def _written(unit: Unit, row: Row, known: Known) -> Parcel | Row:
    """Write a message, or end it if something is wrong with what it would say."""
    written = writing.write(unit, row, known)
    if isinstance(written, Parcel):
        return written
    evidence = [*row.evidence, ["content", written]]
    wrong = replace(row, reason=Reason.CONTENT_LINT, evidence=evidence)
    return _end(unit, wrong, MessageState.SKIPPED)


def _end(unit: Unit, row: Row, state: MessageState) -> Row:
    return replace(row, state=state, due_at=None, ended_at=unit.now)


async def _sealed(unit: Unit, row: Row, said: Told) -> Row:
    """Keep what a message says for the development inbox, as only there it is read."""
    held = await keyring.ciphers(unit, [row.customer_id])
    content = None
    if said.content is not None and row.customer_id in held:
        plain = msgspec.json.encode(said.content).decode()
        cipher = held[row.customer_id]
        content = cipher.seal(messages.c.content, row.id, plain)
    return replace(row, content=content, handed_at=unit.now)


async def _refused(unit: Unit, row: Row, said: Told) -> Row:
    """End a message that nobody will take; where nobody is, nothing goes again."""
    reply = replace(row, reply=said.reply and said.reply[:REPLY_MAX])
    if said.content is None or not (said.unknown or said.stopped):
        return _end(unit, reply, MessageState.DEAD)
    index = reach.index(await keyring.secrets(unit), row.channel, said.content.to)
    cause, state = SuppressionCause.HARD_BOUNCE, MessageState.BOUNCED
    if said.stopped:
        cause, state = SuppressionCause.COMPLAINT, MessageState.COMPLAINED
    keeping_store.add_suppression(unit, (index, row.channel), cause)
    return _end(unit, reply, state)


def _tell(unit: Unit, ended: Sequence[Row]) -> None:
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
