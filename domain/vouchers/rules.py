"""The decisions of vouchers; pure, so that a test needs nothing but values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel import CustomerId
from domain.kernel.calendar import end_of
from domain.orders import Line
from domain.tenants import Wordings
from domain.vouchers import discounts
from domain.vouchers.discounts import DiscountKind, DiscountTerms
from domain.vouchers.model import Voucher, VoucherStatus, VoucherTerms
from domain.vouchers.reasons import Cause, Obstacle, obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who wants to use a voucher, when, for which cart, and by which terms."""

    terms: VoucherTerms
    now: datetime
    words: Wordings
    customer_id: CustomerId | None
    cart: str | None


def status_at(voucher: Voucher, now: datetime) -> VoucherStatus:
    """Return what can be done with a voucher at an instant."""
    match voucher.status:
        case VoucherStatus.USED | VoucherStatus.VOID:
            return voucher.status
        case _ if voucher.expires_at is not None and voucher.expires_at <= now:
            return VoucherStatus.EXPIRED
        case VoucherStatus.RESERVED if _is_kept(voucher, now):
            return VoucherStatus.RESERVED
        case _:
            return VoucherStatus.ISSUED


def expires_at(
    terms: VoucherTerms, issued_at: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return the end of a voucher's last day, which is inclusive, or None for never."""
    ends = [] if terms.valid_until is None else [terms.valid_until]
    if terms.valid_days is not None:
        ends.append(end_of_day(issued_at, terms.valid_days, zone))
    return min(ends, default=None)


def expires_again_at(
    terms: VoucherTerms, expires: datetime | None, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return when a voucher expires that was given back, grace included."""
    if expires is None or expires > now or terms.grace_days == 0:
        return expires
    return end_of_day(now, terms.grace_days, zone)


def end_of_day(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the end of the day that is so many days after that of an instant."""
    return end_of(at.astimezone(zone).date() + timedelta(days=days), zone)


def why_not(voucher: Voucher, use: Use) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of using a voucher; nothing, if it counts."""
    return tuple(_obstacles(voucher, use))


def too_little(
    terms: DiscountTerms, lines: Sequence[Line], words: Wordings
) -> tuple[Obstacle, ...]:
    """Return what a basket lacks for a discount to be one."""
    if not lines or terms.kind is DiscountKind.NONE:
        return ()
    if not any(discounts.is_of(terms, line) for line in lines):
        return (obstacle(Cause.NOTHING_TO_TAKE_OFF, words),)
    basis = discounts.basis(terms, lines)
    wanted = max(terms.amount_min, terms.steps[0].amount_from if terms.steps else 0)
    if basis >= wanted:
        return ()
    return (obstacle(Cause.BASKET_TOO_SMALL, words, missing=wanted - basis),)


def _obstacles(voucher: Voucher, use: Use) -> Iterator[Obstacle]:
    match status_at(voucher, use.now):
        case VoucherStatus.USED:
            yield obstacle(Cause.USED, use.words, at=voucher.used_at)
        case VoucherStatus.VOID:
            yield obstacle(Cause.VOID, use.words)
        case VoucherStatus.EXPIRED:
            yield obstacle(Cause.EXPIRED, use.words, at=voucher.expires_at)
        case VoucherStatus.RESERVED if use.cart != voucher.cart:
            yield obstacle(Cause.RESERVED, use.words, at=voucher.reserved_until)
        case VoucherStatus.RESERVED | VoucherStatus.ISSUED:
            pass
    since = use.terms.valid_from
    if since is not None and since > use.now:
        yield obstacle(Cause.NOT_YET, use.words, at=since)
    bound = voucher.customer_id is not None and not use.terms.transferable
    if bound and use.customer_id != voucher.customer_id:
        yield obstacle(Cause.NOT_YOURS, use.words)


def _is_kept(voucher: Voucher, now: datetime) -> bool:
    return voucher.reserved_until is not None and voucher.reserved_until > now
