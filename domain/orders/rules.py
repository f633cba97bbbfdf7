"""What is an order, and when are two the same."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from domain.customers import Identity
from domain.kernel import FieldError, Malformed
from domain.kernel.types import AMOUNT_MAX
from domain.orders.model import Record
from domain.orders.returns import RecordReturn, ReturnLine

# Clocks differ, and a shop's may be set to its own zone by mistake.
AHEAD_MAX = timedelta(days=1)
# An older order of a guest stays nobody's.
LINKED_WITHIN = timedelta(days=90)
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


def content(order: Record) -> bytes:
    """Return what the fingerprint of an order covers.

    A field that is new goes to the end, and only if it is given: what was sent before
    it keeps its fingerprint.
    """
    more: tuple[object, ...] = ()
    if is_claiming(order):
        more = (order.cart, order.redemptions)
    if order.quote is not None:
        more = (*more, order.quote)
    said = (
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
        *more,
    )
    return encode(said)


def fingerprint(content: bytes, key: bytes) -> bytes:
    """Return the same bytes for the same content, and others for another.

    It is keyed, as it covers an address that could be guessed.
    """
    return blake2b(content, key=key, digest_size=FINGERPRINT_BYTES).digest()


def is_claiming(order: Record) -> bool:
    """Tell whether an order says more of what it uses than the codes of vouchers."""
    named = order.cart is not None or order.quote is not None
    return named or bool(order.redemptions)


def is_guest(order: Record) -> bool:
    """Tell whether nothing that came with an order names a customer."""
    who = order.customer
    return who is None or not (who.id or who.external_id or who.email or who.phone)


def check_return(given: RecordReturn, now: datetime) -> None:
    """Refuse a return that no type can tell from one, and name each field at fault."""
    found: list[tuple[str, str]] = []
    if not EARLIEST <= given.occurred_at <= now + AHEAD_MAX:
        found.append(("/occurred_at", "Before 1970, or in the future."))
    if bool(given.lines) == (given.amount is not None):
        found.append(("/lines", "Give lines or an amount."))
    if given.amount is not None and given.order is None:
        found.append(("/order", "An amount is of an order."))
    if given.customer is not None and not any(_all_names(given.customer)):
        found.append(("/customer", "Names nobody: give at least one field."))
    for place, line in enumerate(given.lines):
        if (line.line is None) == (line.product_id is None):
            found.append((f"/lines/{place}", "Give a line or a product."))
        if line.quantity is None and line.amount is None:
            found.append((f"/lines/{place}/quantity", "Give a quantity or an amount."))
        if line.line is not None and given.order is None:
            found.append((f"/lines/{place}/line", "A line is of an order."))
    if found:
        errors = (FieldError(pointer=at, detail=detail) for at, detail in found)
        raise Malformed(tuple(errors))


def asked(given: RecordReturn) -> tuple[ReturnLine, ...]:
    """Return what is asked to come back; an amount is of the order as a whole."""
    return given.lines or (ReturnLine(amount=given.amount),)


def fingerprint_of_return(given: RecordReturn, key: bytes) -> bytes:
    """Return the same bytes for the same return, and others for another."""
    said = (
        given.source,
        given.external_id,
        given.occurred_at.astimezone(UTC),
        given.order,
        given.customer,
        given.currency,
        given.lines,
        given.amount,
    )
    return fingerprint(encode(said), key)


def _is_odd(order: Record, now: datetime) -> bool:
    return (
        not EARLIEST <= order.occurred_at <= now + AHEAD_MAX
        or order.shipping > AMOUNT_MAX
        or (order.guest_email is not None and not is_guest(order))
        or (order.customer is not None and not any(_names(order)))
    )


def _names(order: Record) -> tuple[str | None, ...]:
    return () if order.customer is None else _all_names(order.customer)


def _all_names(who: Identity) -> tuple[str | None, ...]:
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
