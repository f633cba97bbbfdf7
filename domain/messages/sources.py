"""Sources: what customers left behind, wrote, hold, and what is new around them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import catalogue, earning, events, vouchers
from domain.events import Behaviour
from domain.kernel import CustomerId, Unit
from domain.messages.needs import Source
from domain.vouchers import Voucher, VoucherStatus

# What is older is no news to anybody.
CART_KEPT = timedelta(days=14)
REVIEW_KEPT = timedelta(days=30)
NEW_SINCE = timedelta(days=14)
STARS_POOR = 2
WALLET_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is around a customer, as far as it was asked for."""

    cart: Behaviour | None = None
    review: Behaviour | None = None
    birthday: date | None = None
    voucher: Voucher | None = None
    voucher_until: date | None = None
    arrivals: str | None = None


async def around(
    unit: Unit, whose: tuple[CustomerId, ...], asked: Collection[Source], zone: ZoneInfo
) -> dict[CustomerId, Around]:
    """Return what is around customers; what nobody asks for is not read."""
    today = unit.now.astimezone(zone).date()
    left = dict[CustomerId, Behaviour]()
    wrote = dict[CustomerId, Behaviour]()
    born = dict[CustomerId, tuple[int, int]]()
    held = dict[CustomerId, Voucher]()
    if Source.CART in asked:
        left = await carts(unit, whose)
    if Source.REVIEW in asked:
        wrote = await _reviews(unit, whose)
    if Source.BIRTHDAY in asked:
        born = await earning.birthdays_of(unit, whose)
    if Source.VOUCHER in asked:
        held = await _vouchers(unit, whose)
    new = await _week(unit) if Source.ARRIVALS in asked else None
    return {
        each: Around(
            cart=left.get(each),
            review=wrote.get(each),
            birthday=_last(born[each], today) if each in born else None,
            voucher=held.get(each),
            voucher_until=_until(held.get(each), zone),
            arrivals=new,
        )
        for each in whose
    }


async def carts(unit: Unit, whose: Iterable[CustomerId]) -> dict[CustomerId, Behaviour]:
    """Return the carts in which something is left."""
    found = await events.latest_of(unit, sorted(whose), "cart", unit.now - CART_KEPT)
    return {who: each for who, each in found.items() if each.data.get("lines")}


async def _reviews(
    unit: Unit, whose: Iterable[CustomerId]
) -> dict[CustomerId, Behaviour]:
    """Return the last reviews, of those whose last one gave two stars at most."""
    since = unit.now - REVIEW_KEPT
    found = await events.latest_of(unit, sorted(whose), "review", since)
    return {
        who: each
        for who, each in found.items()
        if int(each.data.get("rating", STARS_POOR + 1)) <= STARS_POOR
    }


async def _vouchers(
    unit: Unit, whose: tuple[CustomerId, ...]
) -> dict[CustomerId, Voucher]:
    """Return of each the voucher that expires first and can still be used."""
    asked = vouchers.VouchersOfMany(customer_ids=whose, limit=WALLET_MAX)
    return {
        wallet.customer_id: first
        for wallet in await vouchers.vouchers_of_many(unit, asked)
        if (first := _first(wallet.vouchers.items, unit.now)) is not None
    }


def _first(held: Iterable[Voucher], now: datetime) -> Voucher | None:
    usable = [
        (each.expires_at, each.id, each)
        for each in held
        if each.status is VoucherStatus.ISSUED
        if each.expires_at is not None and each.expires_at > now
    ]
    return min(usable)[-1] if usable else None


def _until(held: Voucher | None, zone: ZoneInfo) -> date | None:
    """Return the last day of a voucher, at the end of which it expires."""
    if held is None or held.expires_at is None:
        return None
    return (held.expires_at - timedelta(microseconds=1)).astimezone(zone).date()


def _last(born: tuple[int, int], today: date) -> date:
    """Return the last day that was somebody's birthday."""
    day = earning.celebrated_in(today.year, *born)
    return day if day <= today else earning.celebrated_in(today.year - 1, *born)


async def _week(unit: Unit) -> str | None:
    """Return in which week the newest of what is new came, if anything is."""
    new = await catalogue.arrivals(unit, unit.now - NEW_SINCE)
    if not new:
        return None
    year, week, _ = new[0].recorded_at.isocalendar()
    return f"{year}-W{week:02}"
