"""What can be done with a voucher: asked about, kept for a cart, used, withdrawn."""

from collections.abc import Sequence
from datetime import timedelta

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads, writes
from domain.vouchers import codes, discounts, opening, rules, store
from domain.vouchers.events import VoucherUsed, VoucherVoided
from domain.vouchers.model import (
    FindVoucher,
    ListPools,
    Pools,
    ReleaseVoucher,
    ReserveVoucher,
    UseVoucher,
    ValidateVoucher,
    Validation,
    VoidVoucher,
    Voucher,
    VoucherId,
    VouchersOfCustomer,
    VouchersOfMany,
    VoucherStatus,
    Wallet,
)
from domain.vouchers.reasons import Cause, Obstacle, obstacle
from domain.vouchers.refusals import VoucherNotFound, VoucherRefused
from domain.vouchers.rules import Use
from domain.vouchers.store import Row


@reads("vouchers:read")
async def list_pools(unit: Unit, command: ListPools) -> Pools:
    """Tell all pools of vouchers, and how full they are."""
    del command
    return Pools(pools=await store.pools(unit))


@reads("vouchers:read", refusals=(VoucherNotFound,))
async def find_voucher(unit: Unit, command: FindVoucher) -> Voucher:
    """Tell what a voucher is good for, and what has become of it."""
    return await _shown(unit, await store.find(unit, command.voucher_id))


@reads(
    "vouchers:read",
    refusals=(BadCursor, CustomerNotFound),
    subject="customer_id",
)
async def vouchers_of_customer(
    unit: Unit, command: VouchersOfCustomer
) -> Page[Voucher]:
    """Tell a customer's vouchers with their codes, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[VoucherId])[0]
    rows = await store.page(unit, customer_id, before or None, command.limit)
    shown = await opening.shown(unit, rows)
    return pages.page(shown, command.limit, lambda each: (each.id,))


@reads("vouchers:read", subject="customer_ids")
async def vouchers_of_many(unit: Unit, command: VouchersOfMany) -> tuple[Wallet, ...]:
    """Tell the newest vouchers of each of many customers."""
    found = await store.latest(unit, command.customer_ids, command.limit)
    rows = [row for theirs in found.values() for row in theirs]
    shown = {each.id: each for each in await opening.shown(unit, rows)}
    return tuple(
        Wallet(
            customer_id=customer_id,
            vouchers=pages.page(
                [shown[row.id] for row in theirs],
                command.limit,
                lambda each: (each.id,),
            ),
        )
        for customer_id, theirs in found.items()
    )


@reads("vouchers:read", refusals=(CustomerNotFound,), subject="customer_id")
async def validate_voucher(unit: Unit, command: ValidateVoucher) -> Validation:
    """Tell whether a code counts, and what it takes off, or why it does not.

    Nothing changes by it. What somebody else's code is good for is not told.
    """
    owner = await _resolved(unit, command.customer_id)
    row = await store.named(unit, await opening.index(unit, command.code))
    words = await opening.words(unit)
    if row is None:
        cause = Cause.MISTYPED if codes.is_mistyped(command.code) else Cause.UNKNOWN
        return _invalid(obstacle(cause, words))
    voucher = await _shown(unit, row)
    against = await _why_not(unit, row, voucher, owner, command.cart)
    if any(each.code == Cause.NOT_YOURS for each in against):
        return _invalid(obstacle(Cause.NOT_YOURS, words))
    lacking = rules.too_little(voucher.discount, command.lines, words)
    off = discounts.deduction(voucher.discount, command.lines, command.shipping)
    against += lacking
    return Validation(
        valid=not against,
        status=voucher.status,
        discount=voucher.discount,
        deduction=None if against or not command.lines else off,
        obstacles=against,
    )


@writes(
    "vouchers:redeem",
    refusals=(CustomerNotFound, VoucherNotFound, VoucherRefused),
    subject="customer_id",
)
async def reserve_voucher(unit: Unit, command: ReserveVoucher) -> Voucher:
    """Keep a voucher for a cart, so that no other cart can use it meanwhile."""
    row, voucher = await _usable(unit, command.code, command.customer_id, command.cart)
    until = unit.now + timedelta(seconds=command.hold_s)
    if voucher.expires_at is not None:
        until = min(until, voucher.expires_at)
    store.change(
        unit,
        row.id,
        status=VoucherStatus.RESERVED,
        cart=command.cart,
        reserved_until=until,
    )
    return await _shown(unit, await store.find(unit, row.id))


@writes(
    "vouchers:redeem",
    refusals=(CustomerNotFound, VoucherNotFound, VoucherRefused),
    subject="customer_id",
)
async def release_voucher(unit: Unit, command: ReleaseVoucher) -> Voucher:
    """Let go of a voucher that was kept for a cart; twice is as once."""
    row, voucher = await _usable(unit, command.code, command.customer_id, command.cart)
    if voucher.status is VoucherStatus.RESERVED:
        free = {"status": VoucherStatus.ISSUED, "cart": None, "reserved_until": None}
        store.change(unit, row.id, **free)
    return await _shown(unit, await store.find(unit, row.id))


@writes(
    "vouchers:write",
    refusals=(CustomerNotFound, VoucherNotFound, VoucherRefused),
)
async def use_voucher(unit: Unit, command: UseVoucher) -> Voucher:
    """Use a voucher where there is no order: at the door of an event, at a desk."""
    row, voucher = await _usable(unit, command.code, command.customer_id, command.cart)
    store.change(unit, row.id, status=VoucherStatus.USED, used_at=unit.now)
    unit.emit(
        VoucherUsed(voucher_id=row.id, customer_id=voucher.customer_id, order_id=None)
    )
    return await _shown(unit, await store.find(unit, row.id))


@writes("vouchers:write", refusals=(VoucherNotFound, VoucherRefused))
async def void_voucher(unit: Unit, command: VoidVoucher) -> Voucher:
    """Withdraw a voucher; one that was used stays used. Twice is as once."""
    owner = await _owner(unit, command.voucher_id)
    row = await store.hold_one(unit, command.voucher_id)
    voucher = await _shown(unit, row)
    if voucher.status is VoucherStatus.USED:
        words = await opening.words(unit)
        raise VoucherRefused((obstacle(Cause.USED, words, at=voucher.used_at),))
    if voucher.status is not VoucherStatus.VOID:
        withdraw(unit, [voucher], None)
        if owner is not None:
            await store.note(unit, voucher.id, owner, command.reason)
    return await _shown(unit, await store.find(unit, voucher.id))


async def take_back(unit: Unit, voucher_ids: Sequence[VoucherId], reason: str) -> None:
    """Withdraw vouchers, as what they were given for is undone; used ones stay used."""
    rows = [await store.hold_one(unit, each) for each in sorted(set(voucher_ids))]
    found = await opening.shown(unit, [row for row in rows if row is not None])
    unused = [each for each in found if each.status is not VoucherStatus.USED]
    withdraw(unit, unused, reason)


async def count_unused_of(unit: Unit, customer_ids: Sequence[CustomerId]) -> int:
    """Return how many vouchers customers have left."""
    return await store.count_unused_of(unit, customer_ids)


async def void_of(unit: Unit, customer_ids: Sequence[CustomerId], reason: str) -> None:
    """Withdraw all vouchers that customers have left."""
    held = await store.hold_unused_of(unit, customer_ids)
    withdraw(unit, await opening.shown(unit, held), reason)


def withdraw(unit: Unit, held: Sequence[Voucher], reason: str | None) -> None:
    """Withdraw vouchers that this unit holds and that nobody has used."""
    for each in held:
        if each.status is not VoucherStatus.VOID:
            store.change(unit, each.id, status=VoucherStatus.VOID, reason=reason)
            unit.emit(VoucherVoided(voucher_id=each.id, customer_id=each.customer_id))


async def _owner(unit: Unit, voucher_id: VoucherId) -> CustomerId | None:
    """Return whose a voucher is, if anybody's, and keep them as they are."""
    row = await store.find(unit, voucher_id)
    if row is None or row.customer_id is None:
        return None
    return (await customers.keep(unit, [row.customer_id])).get(row.customer_id)


async def _usable(
    unit: Unit, code: str, customer_id: CustomerRef | None, cart: str | None
) -> tuple[Row, Voucher]:
    """Return the voucher of a code and hold it, or refuse and say why not.

    That it is somebody else's is told no more than that there is none.
    """
    owner = await _resolved(unit, customer_id)
    row = await store.hold(unit, await opening.index(unit, code))
    if row is None:
        raise VoucherNotFound
    voucher = await _shown(unit, row)
    against = await _why_not(unit, row, voucher, owner, cart)
    if any(each.code == Cause.NOT_YOURS for each in against):
        raise VoucherNotFound
    if against:
        raise VoucherRefused(against)
    return row, voucher


async def _why_not(
    unit: Unit,
    row: Row,
    voucher: Voucher,
    owner: CustomerId | None,
    cart: str | None,
) -> tuple[Obstacle, ...]:
    pool = (await store.pools_of(unit, [row]))[row.pool_id]
    use = Use(
        terms=pool.terms,
        now=unit.now,
        words=await opening.words(unit),
        customer_id=owner,
        cart=cart,
    )
    return rules.why_not(voucher, use)


async def _resolved(unit: Unit, ref: CustomerRef | None) -> CustomerId | None:
    return None if ref is None else await customers.resolve(unit, ref)


async def _shown(unit: Unit, row: Row | None) -> Voucher:
    if row is None:
        raise VoucherNotFound
    (voucher,) = await opening.shown(unit, [row])
    return voucher


def _invalid(why: Obstacle) -> Validation:
    return Validation(
        valid=False, status=None, discount=None, deduction=None, obstacles=(why,)
    )
