"""Suppressing: where nothing goes, as a server, a reader or the shop says."""

from dataclasses import replace

from domain import customers
from domain.consent import ContactChannel
from domain.customers import FindMany
from domain.kernel import Malformed, Unit, keyring, writes
from domain.messages import keeping_store, store
from domain.messages.events import MessageEnding, MessagesEnded
from domain.messages.model import MessageNotFound, MessageState
from domain.messages.suppression import (
    AddressSuppression,
    LiftSuppression,
    MessageReport,
    NotSuppressed,
    Reported,
    ReportMessage,
    Suppress,
    SuppressionCause,
)

EMAIL = "email"
CAUSES = {
    MessageReport.BOUNCED: SuppressionCause.HARD_BOUNCE,
    MessageReport.COMPLAINED: SuppressionCause.COMPLAINT,
}
STATES = {
    MessageReport.BOUNCED: MessageState.BOUNCED,
    MessageReport.COMPLAINED: MessageState.COMPLAINED,
}


@writes("messages:write", refusals=(Malformed,))
async def suppress_address(unit: Unit, command: Suppress) -> AddressSuppression:
    """Have nothing sent to an address, whosever it is; only its digest is kept."""
    index, _ = await customers.whose_email(unit, command.email)
    keeping_store.add_suppression(unit, index, SuppressionCause.MANUAL)
    return await _found(unit, index)


@writes("messages:write", refusals=(Malformed, NotSuppressed))
async def lift_suppression(unit: Unit, command: LiftSuppression) -> AddressSuppression:
    """Let an address be written to again, by who knows that it works."""
    index, _ = await customers.whose_email(unit, command.email)
    found = await _found(unit, index)
    await keeping_store.drop_suppression(unit, index)
    return found


@writes("messages:write", refusals=(MessageNotFound,))
async def report_message(unit: Unit, command: ReportMessage) -> Reported:
    """Write down that a message came back, or that its reader complained.

    Nothing goes to that address from now on; after a complaint, no marketing does.
    """
    for row in await store.hold(unit, [command.message_id]):
        ended = replace(row, state=STATES[command.report], due_at=None)
        store.save(unit, replace(ended, ended_at=row.ended_at or unit.now))
        asked = FindMany(customer_ids=(row.customer_id,))
        secrets = await keyring.secrets(unit)
        for person in await customers.find_many(unit, asked):
            if person.email is not None:
                index = secrets.blind(EMAIL, person.email)
                keeping_store.add_suppression(unit, index, CAUSES[command.report])
        ending = MessageEnding(
            message_id=row.id,
            customer_id=row.customer_id,
            journey=row.journey,
            template=row.template,
            state=STATES[command.report],
            reason=None,
        )
        unit.emit(MessagesEnded(endings=(ending,)))
        return Reported(message_id=row.id, state=ending.state)
    raise MessageNotFound


async def _found(unit: Unit, index: bytes) -> AddressSuppression:
    found = (await keeping_store.suppressed(unit, [index])).get(index)
    if found is None:
        raise NotSuppressed
    return AddressSuppression(
        channel=ContactChannel.EMAIL,
        cause=found.cause,
        suppressed_at=found.suppressed_at,
    )
