"""Mails: written in the unit that has reason to, handed over after it.

A handover is three steps: take (a unit, which counts the attempt), hand over (none),
record (another). What was taken and never recorded is handed over again, under the same
name, so that a server or a reader can tell that it is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec

from domain import tenants
from domain.kernel import (
    BadCursor,
    CustomerId,
    Page,
    Unit,
    frame,
    keyring,
    pages,
    reads,
    writes,
)
from domain.mails import rules, store
from domain.mails.events import MailDue
from domain.mails.model import (
    CallAgain,
    Called,
    Content,
    FindMail,
    Handover,
    Letter,
    ListMails,
    Mail,
    MailId,
    MailKind,
    MailNotFound,
    MailState,
    Outcome,
    Recorded,
    RecordOutcome,
    TakeMail,
)
from domain.mails.store import Row
from domain.mails.tables import mails

OVER: Mapping[Outcome, MailState] = {
    Outcome.ACCEPTED: MailState.ACCEPTED,
    Outcome.RECORDED: MailState.RECORDED,
    Outcome.REFUSED: MailState.REFUSED,
}


async def post(unit: Unit, letter: Letter) -> MailId:
    """Write a mail, which is handed over once this unit has committed."""
    content = Content(
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
    )
    cipher = (await keyring.every_cipher(unit, [letter.customer_id]))[
        letter.customer_id
    ]
    plain = msgspec.json.encode(content).decode()
    row = Row(
        id=unit.new_id("mai"),
        customer_id=letter.customer_id,
        kind=letter.kind,
        state=MailState.QUEUED,
        content=cipher.seal(mails.c.content, letter.customer_id, plain),
        attempts=0,
        created_at=unit.now,
        expires_at=unit.now + letter.valid_for,
        due_at=unit.now,
        attempted_at=None,
        ended_at=None,
        reply=None,
    )
    store.add(unit, row)
    unit.emit(MailDue(mail_id=row.id))
    return row.id


async def count_of(unit: Unit, customer_id: CustomerId, kind: MailKind) -> int:
    """Return how many mails of a kind a customer was written within a day."""
    return await store.count_of(unit, customer_id, kind, unit.now - timedelta(days=1))


@reads("mails:read", refusals=(BadCursor,))
async def list_mails(unit: Unit, command: ListMails) -> Page[Mail]:
    """List what the platform wrote to customers, newest first.

    What a mail says is shown only where it was kept as there is no mail server.
    """
    before = command.after and pages.place(command.after, tuple[MailId])[0]
    rows = await store.page(unit, before or None, command.limit)
    shown = await _shown(unit, rows)
    return pages.page(shown, command.limit, lambda mail: (mail.id,))


@reads("mails:read", refusals=(MailNotFound,))
async def find_mail(unit: Unit, command: FindMail) -> Mail:
    """Tell what became of a mail."""
    found = await store.find(unit, command.mail_id)
    if found is None:
        raise MailNotFound
    (shown,) = await _shown(unit, [found])
    return shown


@writes("system")
async def take_mail(unit: Unit, command: TakeMail) -> Handover | None:
    """Take a mail that is due, or nothing if it is not, or not any more."""
    row = await store.take(unit, command.mail_id)
    if row is None:
        return None
    if unit.now >= row.expires_at or row.attempts > rules.ATTEMPTS_MAX:
        _end(unit, row, MailState.EXPIRED, row.reply)
        return None
    content = (await _opened(unit, [row])).get(row.id)
    if content is None:
        _end(unit, row, MailState.DROPPED, row.reply)
        return None
    sender = (await tenants.programme(unit)).name
    return Handover(
        mail_id=row.id,
        sender=sender,
        to=content.to,
        subject=content.subject,
        text=content.text,
        html=frame.html(content.language, sender, content.text),
        written_at=row.created_at,
    )


@writes("system", refusals=(MailNotFound,))
async def record_outcome(unit: Unit, command: RecordOutcome) -> Recorded:
    """Write down what the server said; what may yet be taken is tried again later."""
    row = await store.hold(unit, command.mail_id)
    if row is None:
        raise MailNotFound
    if row.state is not MailState.SENDING:
        return Recorded(mail_id=row.id, state=row.state)
    if command.outcome is not Outcome.LATER:
        state = OVER[command.outcome]
        _end(unit, row, state, command.reply)
        return Recorded(mail_id=row.id, state=state)
    again = unit.now + rules.wait(row.attempts, unit.dice(rules.DICE_BYTES))
    queued = replace(row, state=MailState.QUEUED, due_at=again, reply=command.reply)
    store.save(unit, queued)
    return Recorded(mail_id=row.id, state=queued.state)


@writes("system")
async def call_again(unit: Unit, command: CallAgain) -> Called:
    """Call for mails that wait for another attempt, or were never heard of again."""
    found = await store.due(unit, command.limit)
    for mail_id in found:
        unit.emit(MailDue(mail_id=mail_id))
    return Called(done=len(found))


def _end(unit: Unit, row: Row, state: MailState, reply: str | None) -> None:
    """Try no more; what the mail says is kept for nobody but the development inbox."""
    content = row.content if state is MailState.RECORDED else None
    ended = replace(
        row, state=state, due_at=None, ended_at=unit.now, reply=reply, content=content
    )
    store.save(unit, ended)


async def _shown(unit: Unit, rows: Sequence[Row]) -> tuple[Mail, ...]:
    kept = [each for each in rows if each.state is MailState.RECORDED]
    said = await _opened(unit, kept)
    sender = (await tenants.programme(unit)).name if said else ""
    return tuple(
        Mail(
            id=row.id,
            customer_id=row.customer_id,
            kind=row.kind,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            expires_at=row.expires_at,
            attempted_at=row.attempted_at,
            ended_at=row.ended_at,
            reply=row.reply,
            to=content.to if (content := said.get(row.id)) else None,
            subject=content.subject if content else None,
            text=content.text if content else None,
            html=frame.html(content.language, sender, content.text)
            if content
            else None,
        )
        for row in rows
    )


async def _opened(unit: Unit, rows: Sequence[Row]) -> dict[MailId, Content]:
    """Return what those mails say whose customers still have a key."""
    held = await keyring.ciphers(unit, sorted({each.customer_id for each in rows}))
    return {
        row.id: msgspec.json.decode(
            held[row.customer_id].open(mails.c.content, row.customer_id, row.content),
            type=Content,
        )
        for row in rows
        if row.content is not None and row.customer_id in held
    }
