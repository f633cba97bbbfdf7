"""What is an order, and when are two the same."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from domain.kernel import FieldError, Malformed
from domain.kernel.types import AMOUNT_MAX
from domain.orders.model import Line, Record

# Clocks differ, and a shop's may be set to its own zone by mistake.
AHEAD_MAX = timedelta(days=1)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
FINGERPRINT_BYTES = 16

encode = msgspec.json.Encoder().encode


def check(order: Record, now: datetime) -> None:
    """Refuse an order that no type can tell from one, and name each field at fault."""
    total = 0
    for line in order.lines:
        gross = line.quantity * line.unit_price
        total += gross
        if line.discount > gross:
            raise Malformed(_errors(order, now))
    if total > AMOUNT_MAX or _is_odd(order, now):
        raise Malformed(_errors(order, now))


def amount(line: Line) -> int:
    """Return what is charged for a line, in minor units."""
    return line.quantity * line.unit_price - line.discount


def fingerprint(order: Record, key: bytes) -> bytes:
    """Return the same bytes for the same order, and others for another.

    It is keyed, as it covers an address that could be guessed. A field that is new goes
    to the end, and only if it is given: what was sent before it keeps its fingerprint.
    """
    content = (
        order.source,
        order.external_id,
        order.occurred_at.astimezone(UTC),
        order.currency,
        order.customer,
        order.guest_email,
        order.channel,
        order.shipping,
        order.vouchers,
        order.points_paid,
        order.lines,
    )
    return blake2b(encode(content), key=key, digest_size=FINGERPRINT_BYTES).digest()


def is_guest(order: Record) -> bool:
    """Tell whether nothing that came with an order names a customer."""
    who = order.customer
    return who is None or not (who.id or who.external_id or who.email or who.phone)


def only_external_id(order: Record) -> str | None:
    """Return the shop's own id of a customer, if it is all that names them."""
    who = order.customer
    if who is None or who.id or who.email or who.phone or who.visitor_id:
        return None
    return who.external_id


def _is_odd(order: Record, now: datetime) -> bool:
    return (
        not EARLIEST <= order.occurred_at <= now + AHEAD_MAX
        or order.shipping > AMOUNT_MAX
        or (order.guest_email is not None and not is_guest(order))
        or (order.customer is not None and not any(_names(order)))
    )


def _names(order: Record) -> tuple[str | None, ...]:
    who = order.customer
    if who is None:
        return ()
    return (who.id, who.external_id, who.email, who.phone, who.visitor_id)


def _errors(order: Record, now: datetime) -> tuple[FieldError, ...]:
    found: list[tuple[str, str]] = []
    for place, line in enumerate(order.lines):
        if line.discount > line.quantity * line.unit_price:
            detail = "More than what the quantity costs."
            found.append((f"/lines/{place}/discount", detail))
    if sum(line.quantity * line.unit_price for line in order.lines) > AMOUNT_MAX:
        found.append(("/lines", f"They come to more than {AMOUNT_MAX}."))
    if order.occurred_at > now + AHEAD_MAX:
        found.append(("/occurred_at", "In the future."))
    if order.occurred_at < EARLIEST:
        found.append(("/occurred_at", "Before 1970."))
    if order.customer is not None and not any(_names(order)):
        found.append(("/customer", "Names nobody: give at least one field."))
    if order.guest_email is not None and not is_guest(order):
        found.append(("/guest_email", "Not with a customer: then it is no guest's."))
    return tuple(FieldError(pointer=at, detail=detail) for at, detail in found)
