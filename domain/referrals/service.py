"""What can be done with referrals, and asked of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain import customers, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    CustomerId,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)
from domain.referrals import code_store, keeping, rules, sentences, store
from domain.referrals.asking import Attribute, FindReferral, ReferralsOf, ReferrerOf
from domain.referrals.model import (
    Referral,
    ReferralId,
    ReferralReason,
    ReferralSettings,
    ReferralStatus,
)
from domain.referrals.refusals import (
    ReferralCodeNotFound,
    ReferralNotFound,
    ReferredAlready,
)
from domain.referrals.store import Row


@writes(
    "referrals:join",
    refusals=(Malformed, CustomerNotFound, ReferralCodeNotFound, ReferredAlready),
    subject="customer_id",
)
async def attribute(unit: Unit, command: Attribute) -> Referral:
    """Say by whose code a customer came; what does not count is kept with its reasons.

    The first code stands, and saying it again changes nothing. Only who has a key may
    say that it was earlier, and no earlier than orders count for.
    """
    friend_id = await customers.resolve(unit, command.customer_id)
    settings = await code_store.settings(unit)
    at = _came_at(unit, command, settings)
    referrer_id = await _inviter(unit, command.code)
    names = await customers.people(unit, (friend_id, referrer_id))
    mine = [name for name, whose in names.items() if whose == friend_id]
    for each in await store.read(unit, mine):
        if names.get(each.referrer_id) != referrer_id:
            raise ReferredAlready(each.id)
        return await _shown(unit, each)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    row = Row(
        id=unit.new_id("rfl"),
        referrer_id=referrer_id,
        friend_id=friend_id,
        status=ReferralStatus.INVITED,
        reasons=await _sudden(unit, settings, names, referrer_id),
        attributed_at=at,
        until=rules.last_moment(at, settings.window_days, zone),
        keep_days=settings.keep_days,
        amount_min=settings.amount_min,
        order_id=None,
        due_at=None,
        kept_at=None,
    )
    if await store.add(unit, row):
        await keeping.keep(unit, (friend_id,))
    (found,) = await store.read(unit, (friend_id,))
    if names.get(found.referrer_id) != referrer_id:
        raise ReferredAlready(found.id)
    return await _shown(unit, found)


@reads(
    "referrals:read",
    refusals=(CustomerNotFound, ReferralNotFound),
    subject="customer_id",
)
async def find_referrer(unit: Unit, command: ReferrerOf) -> Referral:
    """Tell how a customer came, if it was by somebody."""
    friend_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, friend_id)
    rows = await store.read(unit, names)
    if not rows:
        raise ReferralNotFound
    return await _shown(unit, min(rows, key=lambda row: (row.attributed_at, row.id)))


@reads("referrals:read", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def of_customer(unit: Unit, command: ReferralsOf) -> Page[Referral]:
    """List whom a customer brought, the latest first."""
    referrer_id = await customers.resolve(unit, command.customer_id)
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[ReferralId])
    names = await customers.names_of(unit, referrer_id)
    rows = await store.page(unit, names, before, command.limit)
    found = pages.page(rows, command.limit, lambda row: (row.id,))
    told = await _show(unit, found.items)
    return Page(items=tuple(told), next=found.next)


@reads("referrals:read", refusals=(ReferralNotFound,))
async def find(unit: Unit, command: FindReferral) -> Referral:
    """Tell what became of a referral, and why."""
    row = await store.find(unit, command.referral_id)
    if row is None:
        raise ReferralNotFound
    return await _shown(unit, row)


async def _inviter(unit: Unit, code: str) -> CustomerId:
    """Return who invites by a code, and count for them alone until the unit ends."""
    held = await code_store.hold_code(unit, _normal(code))
    if held is None:
        raise ReferralCodeNotFound
    kept = await customers.keep(unit, (held.customer_id,))
    if held.customer_id not in kept:
        raise ReferralCodeNotFound
    return kept[held.customer_id]


async def _sudden(
    unit: Unit,
    settings: ReferralSettings,
    names: dict[CustomerId, CustomerId],
    referrer_id: CustomerId,
) -> list[str]:
    """Return whether somebody brought more in a while than is likely."""
    theirs = sorted(name for name, whose in names.items() if whose == referrer_id)
    since = unit.now - timedelta(days=settings.friends_days)
    most = settings.friends_max
    many = await store.brought_since(unit, theirs, since, most) >= most
    return [str(ReferralReason.TOO_MANY)] if many else []


def _came_at(unit: Unit, command: Attribute, settings: ReferralSettings) -> datetime:
    if command.at is None:
        return unit.now
    earliest = unit.now - timedelta(days=settings.window_days)
    if unit.principal.customer is not None or not earliest <= command.at <= unit.now:
        detail = "Only lately, and only by who has a key."
        raise Malformed((FieldError(pointer="/at", detail=detail),))
    return command.at


def _normal(code: str) -> str:
    return code.upper().replace("-", "").replace(" ", "")


async def _shown(unit: Unit, row: Row) -> Referral:
    (found,) = await _show(unit, (row,))
    return found


async def _show(unit: Unit, rows: Iterable[Row]) -> list[Referral]:
    """Show referrals: to customers, without who the other is and which guard it was."""
    words = tenants.wordings(await tenants.programme(unit))
    asker = unit.principal.customer
    told: list[Referral] = []
    for row in rows:
        reasons = row.against if asker is None else ()
        told.append(
            Referral(
                id=row.id,
                referrer_id=row.referrer_id if asker is None else None,
                friend_id=row.friend_id if asker is None else None,
                status=row.status,
                reasons=reasons,
                attributed_at=row.attributed_at,
                until=row.until,
                due_at=row.due_at,
                kept_at=row.kept_at,
                why=sentences.why(row.status, reasons, row.due_at, words),
            )
        )
    return told
