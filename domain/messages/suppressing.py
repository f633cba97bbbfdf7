"""Suppressing: where nothing goes, as a server, a reader or the shop says."""

from dataclasses import replace

from domain import customers
from domain.consent import ContactChannel
from domain.customers import FindMany
from domain.kernel import FieldError, Malformed, Unit, keyring, writes
from domain.messages import keeping_store, reach, returned, store
from domain.messages.events import MessageEnding, MessagesEnded
from domain.messages.model import MessageNotFound, MessageState, Row
from domain.messages.suppression import (
    Address,
    AddressSuppression,
    LiftSuppression,
    MessageReport,
    NoReport,
    NotSuppressed,
    Reported,
    ReportMessage,
    Suppress,
    SuppressionCause,
    TakeReport,
)

CAUSES = {
    MessageReport.BOUNCED: SuppressionCause.HARD_BOUNCE,
    MessageReport.COMPLAINED: SuppressionCause.COMPLAINT,
}
STATES = {
    MessageReport.BOUNCED: MessageState.BOUNCED,
    MessageReport.RETURNED: MessageState.BOUNCED,
    MessageReport.DELIVERED: MessageState.DELIVERED,
    MessageReport.COMPLAINED: MessageState.COMPLAINED,
}
# What was said of a message that outlives news of its arrival.
TOLD = (MessageState.BOUNCED, MessageState.COMPLAINED)


@writes("messages:write", refusals=(Malformed,))
async def suppress_address(unit: Unit, command: Suppress) -> AddressSuppression:
    """Have nothing sent to an address, whosever it is; only its digest is kept."""
    address = await _address(unit, command)
    keeping_store.add_suppression(unit, address, SuppressionCause.MANUAL)
    return await _found(unit, address)


@writes("messages:write", refusals=(Malformed, NotSuppressed))
async def lift_suppression(unit: Unit, command: LiftSuppression) -> AddressSuppression:
    """Let an address be written to again, by who knows that it works."""
    address = await _address(unit, command)
    found = await _found(unit, address)
    await keeping_store.drop_suppression(unit, address)
    return found


@writes("messages:write", refusals=(MessageNotFound,))
async def report_message(unit: Unit, command: ReportMessage) -> Reported:
    """Write down that a message arrived or came back, or that its reader complained.

    Nothing goes to an address at which nobody is, nor marketing to who complained.
    """
    for row in await store.hold(unit, [command.message_id]):
        return await _reported(unit, row, command.report)
    raise MessageNotFound


@writes("messages:write", refusals=(NoReport,))
async def take_report(unit: Unit, command: TakeReport) -> Reported:
    """Read a mail that tells of another (RFC 3464, RFC 5965), and write down what."""
    found = returned.report(command.mail)
    if found is not None:
        for row in await store.hold(unit, [found[0]]):
            return await _reported(unit, row, found[1])
    raise NoReport


async def _reported(unit: Unit, row: Row, report: MessageReport) -> Reported:
    state = STATES[report]
    if state is row.state or (state is MessageState.DELIVERED and row.state in TOLD):
        return Reported(message_id=row.id, state=row.state)
    ended = replace(row, state=state, due_at=None, ended_at=row.ended_at or unit.now)
    store.save(unit, [ended])
    if report in CAUSES:
        await _shut_out(unit, row, CAUSES[report])
    ending = MessageEnding(
        message_id=row.id,
        customer_id=row.customer_id,
        journey=row.journey,
        template=row.template,
        state=state,
        reason=None,
    )
    unit.emit(MessagesEnded(endings=(ending,)))
    return Reported(message_id=row.id, state=state)


async def _shut_out(unit: Unit, row: Row, cause: SuppressionCause) -> None:
    """Have nothing sent where a message went, by its channel."""
    secrets = await keyring.secrets(unit)
    asked = FindMany(customer_ids=(row.customer_id,))
    for person in await customers.find_many(unit, asked):
        to = reach.address(person, row.channel)
        if to is not None:
            index = reach.index(secrets, row.channel, to)
            keeping_store.add_suppression(unit, (index, row.channel), cause)


async def _address(unit: Unit, said: Suppress | LiftSuppression) -> Address:
    """Return an address in its normal form, which fits its channel, or refuse."""
    match said.channel, said.email, said.phone:
        case ContactChannel.EMAIL, str(email), None:
            index, _ = await customers.whose_email(unit, email)
        case ((ContactChannel.SMS | ContactChannel.CHAT), None, str(phone)):
            index = await customers.phone_index(unit, phone)
        case _:
            detail = "An e-mail address, or a telephone number by sms or chat."
            raise Malformed((FieldError(pointer="/channel", detail=detail),))
    return index, said.channel


async def _found(unit: Unit, address: Address) -> AddressSuppression:
    found = (await keeping_store.suppressed(unit, [address])).get(address)
    if found is None:
        raise NotSuppressed
    return AddressSuppression(
        channel=found.channel, cause=found.cause, suppressed_at=found.suppressed_at
    )
