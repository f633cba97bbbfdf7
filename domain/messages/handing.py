"""Handing over: claimed in one unit, decided, handed over and recorded in another.

The attempt is committed before anything is handed over, so that what a crash leaves is
known to be unknown. The other unit holds the customers, and then looks: whoever says no
waits until it ends, and nothing sets out after they were answered.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from domain import consent, customers, mails
from domain.consent import ContactChannel
from domain.kernel import CustomerId, Unit, keyring, writes
from domain.mails import Outcome
from domain.messages import circumstances, keeping_store, reach, store, writing
from domain.messages.circumstances import Kept
from domain.messages.glancing import glance
from domain.messages.judging import end, judge, tell
from domain.messages.model import (
    MessageClass,
    MessageId,
    MessageState,
    Parcel,
    Reason,
    Row,
    Told,
)
from domain.messages.suppression import SuppressionCause
from domain.messages.tables import messages

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
async def claim_messages(unit: Unit, command: ClaimMessages) -> ClaimedMessages:
    """Claim messages, and count the attempts, which are made once this has committed.

    What may not leave is over, or waits, without an attempt. Of an attempt that nothing
    was heard of nobody knows how it went: marketing is dropped, and what is service
    goes again, by the name that it had.
    """
    rows = await store.claim(unit, command.channels, command.limit)
    open_: list[Row] = []
    ended: list[Row] = []
    for row in rows:
        unheard = row.state is MessageState.SENDING
        if unheard and row.message_class is MessageClass.MARKETING:
            dropped = replace(row, handed_at=row.attempted_at)
            ended.append(end(dropped, MessageState.DROPPED, unit.now))
        elif row.attempts >= mails.ATTEMPTS_MAX:
            ended.append(end(row, MessageState.DEAD, unit.now))
        elif unit.now >= row.expires_at:
            late = replace(row, reason=Reason.EXPIRED)
            ended.append(end(late, MessageState.EXPIRED, unit.now))
        else:
            open_.append(row)
    settings = await keeping_store.settings(unit)
    seen = await glance(unit, open_, settings)
    judged = judge(open_, seen, settings, unit.now)
    begun = [_begun(row, unit.now) for row in judged.admitted]
    ended += judged.ended
    store.save(unit, (*begun, *judged.waiting, *ended))
    tell(unit, ended)
    more = len(rows) == command.limit
    return ClaimedMessages(message_ids=tuple(row.id for row in begun), more=more)


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
    seen, people = await circumstances.look(unit, kept, settings)
    judged = judge([each.row for each in kept], seen, settings, unit.now)
    # Of what waits, no attempt was made.
    waiting = [replace(row, attempts=row.attempts - 1) for row in judged.waiting]
    written: list[tuple[Row, Parcel]] = []
    wrong: list[Row] = []
    if judged.admitted:
        known = await writing.gather(unit, judged.admitted, people, command.public_url)
        for row in judged.admitted:
            match writing.write(unit, row, known):
                case Parcel() as parcel:
                    written.append((row, parcel))
                case why:
                    wrong.append(_wrong(row, why, unit.now))
    over = (*judged.ended, *wrong)
    store.save(unit, (*waiting, *over))
    tell(unit, over)
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
        heard = replace(row, reply=said.reply and said.reply[:REPLY_MAX])
        match said.outcome:
            case None:
                # It did not set out: there was no attempt.
                again = replace(heard, attempts=row.attempts - 1, due_at=unit.now)
                going_on.append(replace(again, state=MessageState.QUEUED))
            case Outcome.ACCEPTED:
                handed = replace(heard, handed_at=unit.now)
                ended.append(end(handed, MessageState.ACCEPTED, unit.now))
            case Outcome.RECORDED:
                recorded = await _sealed(unit, heard, said)
                ended.append(end(recorded, MessageState.RECORDED, unit.now))
            case Outcome.REFUSED:
                ended.append(await _refused(unit, heard, said))
            case Outcome.LATER:
                waits = mails.wait(row.attempts, unit.dice(mails.DICE_BYTES))
                again = replace(heard, due_at=unit.now + waits)
                going_on.append(replace(again, state=MessageState.QUEUED))
    store.save(unit, (*going_on, *ended))
    tell(unit, ended)
    return RecordedMessages(ended=len(ended))


def _begun(row: Row, now: datetime) -> Row:
    """Return a message of which an attempt is begun."""
    return replace(
        row,
        state=MessageState.SENDING,
        attempts=row.attempts + 1,
        attempted_at=now,
        due_at=now + store.LEASE,
    )


def _kept(row: Row, customer_id: CustomerId | None) -> Kept:
    """Return a message for whom it is for now, if there is somebody."""
    if customer_id not in {None, row.customer_id}:
        row = replace(row, customer_id=customer_id)
    return Kept(row=row, customer_id=customer_id)


def _wrong(row: Row, why: str, now: datetime) -> Row:
    """End a message if something is wrong with what it would say."""
    evidence = [*row.evidence, ["content", why]]
    wrong = replace(row, reason=Reason.CONTENT_LINT, evidence=evidence)
    return end(wrong, MessageState.SKIPPED, now)


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
    if said.content is None or not (said.unknown or said.stopped):
        return end(row, MessageState.DEAD, unit.now)
    index = reach.index(await keyring.secrets(unit), row.channel, said.content.to)
    cause, state = SuppressionCause.HARD_BOUNCE, MessageState.BOUNCED
    if said.stopped:
        cause, state = SuppressionCause.COMPLAINT, MessageState.COMPLAINED
    keeping_store.add_suppression(unit, (index, row.channel), cause)
    return end(row, state, unit.now)
