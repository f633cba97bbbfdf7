"""What can be asked of messages, and done with them before they leave."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec

from domain import consent, customers
from domain.consent import PurposeNotFound
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, Page, Unit, keyring, pages, reads, writes
from domain.messages import reach, sentences, store, template_store
from domain.messages.model import (
    WAITING,
    CancelMessage,
    ChannelUnknown,
    Content,
    Fact,
    FindMessage,
    ListMessages,
    Message,
    MessageId,
    MessageNotFound,
    MessageOver,
    MessageState,
    Row,
    SendMessage,
)
from domain.messages.tables import messages
from domain.messages.template import Template, TemplateNotFound


@writes(
    "messages:write",
    refusals=(CustomerNotFound, TemplateNotFound, PurposeNotFound, ChannelUnknown),
)
async def send_message(unit: Unit, command: SendMessage) -> Message:
    """Send a message as soon as it may be; whether it may is decided when it leaves."""
    customer_id = await customers.resolve(unit, command.customer_id)
    declared = await consent.list_purposes(unit, consent.ListPurposes())
    channels = {each.purpose: each.channels for each in declared.purposes}
    if command.purpose not in channels:
        raise PurposeNotFound(command.purpose)
    reach.refuse_unknown(channels[command.purpose], {command.channel})
    approved = await template_store.in_use(unit, [command.template])
    if command.template not in approved:
        raise TemplateNotFound
    row = _row(unit, command, customer_id, approved[command.template])
    if not await store.add(unit, row):
        known = await store.known(unit, row.dedup_key)
        assert known is not None, row.dedup_key
        row = known
    return await _one(unit, row)


@reads("messages:read", refusals=(CustomerNotFound, BadCursor))
async def list_messages(unit: Unit, command: ListMessages) -> Page[Message]:
    """List messages, newest first, those kept back too, and why.

    What a message says is shown only where it was kept as there is no mail server.
    """
    before = command.after and pages.place(command.after, tuple[MessageId])[0]
    whose = None
    if command.customer_id is not None:
        named = await customers.resolve(unit, command.customer_id)
        whose = await customers.names_of(unit, named)
    rows = await store.page(unit, whose, before or None, command.limit)
    shown = await _shown(unit, rows)
    return pages.page(shown, command.limit, lambda message: (message.id,))


@reads("messages:read", refusals=(MessageNotFound,))
async def find_message(unit: Unit, command: FindMessage) -> Message:
    """Tell what became of a message, what the gate saw, and why it was sent or not."""
    found = await store.find(unit, command.message_id)
    if found is None:
        raise MessageNotFound
    return await _one(unit, found)


@writes("messages:write", refusals=(MessageNotFound, MessageOver))
async def cancel_message(unit: Unit, command: CancelMessage) -> Message:
    """Let a message not be sent; one that is leaving is not called back."""
    for row in await store.hold(unit, [command.message_id]):
        if row.state not in WAITING or row.state is MessageState.SENDING:
            raise MessageOver(row.state)
        ended = replace(
            row, state=MessageState.CANCELLED, due_at=None, ended_at=unit.now
        )
        store.save(unit, [ended])
        return await _one(unit, ended)
    raise MessageNotFound


def _row(unit: Unit, command: SendMessage, customer_id: str, template: Template) -> Row:
    new = unit.new_id("msg")
    return Row(
        id=new,
        customer_id=customer_id,
        journey=None,
        run_id=None,
        template=template.template,
        template_version=template.version,
        message_class=command.message_class,
        purpose=command.purpose,
        channel=command.channel,
        state=MessageState.QUEUED,
        dedup_key=f"shop:{command.dedup_key or new}",
        subject={"values": command.values or {}},
        created_at=unit.now,
        due_at=unit.now,
        expires_at=unit.now + timedelta(hours=command.lifetime_hours),
    )


async def _one(unit: Unit, row: Row) -> Message:
    (shown,) = await _shown(unit, [row])
    return shown


async def _shown(unit: Unit, rows: Sequence[Row]) -> tuple[Message, ...]:
    kept = sorted({row.customer_id for row in rows if row.content is not None})
    ciphers = await keyring.ciphers(unit, kept)
    told: list[Message] = []
    for row in rows:
        said = None
        if row.content is not None and row.customer_id in ciphers:
            cipher = ciphers[row.customer_id]
            opened = cipher.open(messages.c.content, row.id, row.content)
            said = msgspec.json.decode(opened, type=Content)
        told.append(_message(row, said))
    return tuple(told)


def _message(row: Row, said: Content | None) -> Message:
    return Message(
        id=row.id,
        customer_id=row.customer_id,
        journey=row.journey,
        template=row.template,
        template_version=row.template_version,
        message_class=row.message_class,
        purpose=row.purpose,
        channel=row.channel,
        state=row.state,
        reason=row.reason,
        evidence=tuple(Fact(name=name, value=value) for name, value in row.evidence),
        why=sentences.why(row),
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempted_at=row.attempted_at,
        ended_at=row.ended_at,
        reply=row.reply,
        to=said and said.to,
        subject=said and said.subject,
        text=said and said.text,
        html=(said and said.html) or None,
    )
