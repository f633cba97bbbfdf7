"""Helping: a person takes over, and says when it is over."""

from dataclasses import replace

from domain import customers, ledger, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    CustomerId,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)
from domain.messages import entering, help_store
from domain.messages.events import HelpAsked, HelpClosed
from domain.messages.help import (
    Apologise,
    AskHelp,
    CloseHelp,
    FindHelp,
    Help,
    HelpId,
    HelpNotFound,
    HelpOver,
    HelpState,
    ListHelp,
)
from domain.messages.journey import Run

# Stands for the journey where somebody asked, or a page for them.
ASKED = "asked"


async def ask(unit: Unit, run: Run) -> None:
    """Ask a person to help who is on a journey, unless one does."""
    await _ask(unit, run.customer_id, run.journey, run.entry_key)


@writes("help:ask", refusals=(CustomerNotFound,), subject="customer_id")
async def ask_help(unit: Unit, command: AskHelp) -> Help:
    """Ask a person to help a customer; while one does, nobody else is asked."""
    customer_id = await customers.resolve(unit, command.customer_id)
    return await _ask(unit, customer_id, ASKED, command.upon)


async def _ask(unit: Unit, customer_id: CustomerId, journey: str, upon: str) -> Help:
    """Ask a person to help somebody, unless one does; webhooks hand it to them."""
    asked = Help(
        id=unit.new_id("hlp"),
        customer_id=customer_id,
        journey=journey,
        upon=upon,
        state=HelpState.OPEN,
        opened_at=unit.now,
        closed_at=None,
        goodwill=None,
    )
    if await help_store.add(unit, asked):
        told = HelpAsked(
            help_id=asked.id,
            customer_id=asked.customer_id,
            journey=asked.journey,
            upon=asked.upon,
        )
        unit.emit(told)
        return asked
    there = await help_store.open_of(unit, customer_id)
    # None, if it was closed between the two statements.
    return there or await _ask(unit, customer_id, journey, upon)


@reads("messages:read", refusals=(BadCursor,))
async def list_help(unit: Unit, command: ListHelp) -> Page[Help]:
    """List who is to be helped, newest first."""
    before = command.after and pages.place(command.after, tuple[HelpId])[0]
    found = await help_store.page(unit, command.state, before or None, command.limit)
    return pages.page(found, command.limit, lambda each: (each.id,))


@reads("messages:read", refusals=(HelpNotFound,))
async def find_help(unit: Unit, command: FindHelp) -> Help:
    """Tell what became of somebody who was to be helped."""
    found = await help_store.find(unit, command.help_id)
    if found is None:
        raise HelpNotFound
    return found


@writes("messages:write", refusals=(HelpNotFound, HelpOver))
async def close_help(unit: Unit, command: CloseHelp) -> Help:
    """Say that somebody was helped; marketing may reach them again."""
    return await _close(unit, command.help_id, None)


@writes(
    "ledger:write",
    refusals=(
        HelpNotFound,
        HelpOver,
        Malformed,
        CustomerNotFound,
        ledger.UnitUnknown,
        ledger.InstantPassed,
        ledger.InsufficientPoints,
        ledger.BalanceCapped,
        tenants.ProgrammeNotFound,
    ),
)
async def apologise(unit: Unit, command: Apologise) -> Help:
    """Say that somebody was helped, and give them points, of which they are written."""
    found = await find_help(unit, FindHelp(help_id=command.help_id))
    given = ledger.Adjust(
        customer_id=found.customer_id, amount=command.points, reason=command.reason
    )
    await ledger.adjust(unit, given)
    closed = await _close(unit, command.help_id, command.points)
    await entering.enter_by_apology(unit, closed.customer_id, closed.id, command.points)
    return closed


async def _close(unit: Unit, help_id: HelpId, goodwill: int | None) -> Help:
    found = await help_store.hold(unit, help_id)
    if found is None:
        raise HelpNotFound
    if found.state is HelpState.CLOSED:
        raise HelpOver
    closed = replace(
        found, state=HelpState.CLOSED, closed_at=unit.now, goodwill=goodwill
    )
    help_store.save(unit, closed)
    told = HelpClosed(
        help_id=closed.id, customer_id=closed.customer_id, goodwill=goodwill
    )
    unit.emit(told)
    return closed
