"""Placing: holds that whoever asks sets, confirms and releases, and all that there are.

Redemptions have holds of their own, which end with them and by nothing else.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import BadCursor, Page, Unit, pages, reads, writes
from domain.kernel.types import Cursor, PageSize, Points, Slug
from domain.ledger import placing_store, store
from domain.ledger.holding import confirm, hold, release
from domain.ledger.model import POINTS, HoldId, HoldStatus, HoldTerms
from domain.ledger.postings import GraceDays
from domain.ledger.postings import Hold as Wanted
from domain.ledger.refusals import (
    AccountFrozen,
    HoldEnded,
    HoldNotFound,
    HoldOfRedemption,
    InsufficientPoints,
    UnitUnknown,
)
from domain.ledger.units import check_unit

# Thirty days.
MINUTES_MAX = 43_200
ENDING = (HoldNotFound, HoldEnded, HoldOfRedemption)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold:
    """Set aside what a customer is about to spend, for so many minutes."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    amount: Points
    minutes: Annotated[int, Meta(ge=1, le=MINUTES_MAX)] = 15


@writes(
    "ledger:write",
    refusals=(
        AccountFrozen,
        CustomerNotFound,
        InsufficientPoints,
        UnitUnknown,
        tenants.ProgrammeNotFound,
    ),
)
async def place_hold(unit: Unit, command: PlaceHold) -> HoldTerms:
    """Set value aside: nothing else can spend it, nor does it expire meanwhile.

    A hold that is neither confirmed nor released goes back to its lots when it expires.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    await check_unit(unit, command.unit)
    wanted = Wanted(
        customer_id=customer_id,
        unit=command.unit,
        amount=command.amount,
        source_type=placing_store.PLACEMENT,
        source_id=unit.new_id("plc"),
        effect="hold",
        occurred_at=unit.now,
        expires_at=unit.now + timedelta(minutes=command.minutes),
    )
    (held,) = await hold(unit, [wanted])
    return HoldTerms(
        id=held.hold_id,
        customer_id=held.customer_id,
        unit=held.unit,
        amount=held.amount,
        status=HoldStatus.OPEN,
        expires_at=held.expires_at,
        recorded_at=unit.now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmHold:
    """Spend what a hold has set aside."""

    hold_id: HoldId


@writes("ledger:write", refusals=ENDING)
async def confirm_hold(unit: Unit, command: ConfirmHold) -> HoldTerms:
    """Spend what a hold has set aside, all of it; again, the answer is the same."""
    await _check(unit, command.hold_id)
    await confirm(unit, [command.hold_id])
    return await _ended(unit, command.hold_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHold:
    """Give back what a hold has set aside.

    What has lapsed meanwhile lasts `grace_days` more, or expires at once.
    """

    hold_id: HoldId
    grace_days: GraceDays = 0


@writes("ledger:write", refusals=ENDING)
async def release_hold(unit: Unit, command: ReleaseHold) -> HoldTerms:
    """Give what a hold has set aside back to its lots; again, the same answer."""
    await _check(unit, command.hold_id)
    await release(unit, [command.hold_id], command.grace_days)
    return await _ended(unit, command.hold_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHolds:
    """Ask for a customer's holds, newest first; those of one unit of value, or all."""

    customer_id: CustomerRef
    unit: Slug | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@reads("ledger:read", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def list_holds(unit: Unit, command: ListHolds) -> Page[HoldTerms]:
    """List what was set aside of what a customer holds, and what became of it."""
    customer_id = await customers.resolve(unit, command.customer_id)
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[HoldId])
    found = await placing_store.page(
        unit, customer_id, command.unit, before, command.limit
    )
    told = [_now(unit, each) for each in found]
    return pages.page(told, command.limit, lambda each: (each.id,))


async def _check(unit: Unit, hold_id: HoldId) -> None:
    """Refuse to end what is not there, or is another's to end."""
    source_type = await placing_store.source_type(unit, hold_id)
    if source_type is None:
        raise HoldNotFound
    if source_type != placing_store.PLACEMENT:
        raise HoldOfRedemption


async def _ended(unit: Unit, hold_id: HoldId) -> HoldTerms:
    (found,) = await store.holds_of(unit, [hold_id])
    return found


def _now(unit: Unit, each: HoldTerms) -> HoldTerms:
    """Return a hold as it is now, also if nobody has written down that it expired."""
    if each.status is HoldStatus.OPEN and each.expires_at <= unit.now:
        return replace(each, status=HoldStatus.EXPIRED, ended_at=each.expires_at)
    return each
