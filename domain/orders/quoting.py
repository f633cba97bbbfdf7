"""Quotes as orders carry them: what was promised for a basket, signed, until when.

A quote is a compact JWS (RFC 7515) signed with Ed25519 (RFC 8037) by a key that follows
from the platform's own secret. It names the tenant, the customer, the basket by its
digest, and the instant by whose rules the order is judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from domain.kernel import CustomerId, Unit, ids
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, Money, Slug
from domain.orders.model import Line, Record
from domain.orders.refusals import QuoteRefused

QuoteId: TypeAlias = Annotated[str, identifier("quo")]

ALGORITHM = "Ed25519"
PURPOSE = "quotes"
# How far the clock of a shop may be behind ours.
LEEWAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedAward:
    """What a version of an earning rule gives for the basket."""

    rule: Slug
    version: Count
    unit: Slug
    amount: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a quote says: all figures of it, and for whom, for what and until when."""

    id: QuoteId
    tenant: Annotated[str, identifier("tnt")]
    customer_id: CustomerId
    quoted_at: Instant
    valid_until: Instant
    currency: str
    basket: str
    amount: Money
    shipping: Money
    awards: tuple[PromisedAward, ...]
    discounts: tuple[str, ...]
    # What held of the customer, for whoever judges the order by it.
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """By which quote an order was placed, and the instant by which it is judged."""

    quote_id: QuoteId
    quoted_at: datetime
    facts: dict[str, Any]


def sign(unit: Unit, promise: Promise) -> str:
    """Return a promise as an order may carry it."""
    key = _key(unit.vault.derive(PURPOSE))
    header = {"alg": ALGORITHM, "kid": key.kid}
    said = msgspec.json.encode(promise)
    return jws.serialize_compact(header, said, key, algorithms=[ALGORITHM])


def promise_of(unit: Unit, signed: str) -> Promise:
    """Return what a quote says, or refuse one that is not ours as it is."""
    key = _key(unit.vault.derive(PURPOSE))
    try:
        said = jws.deserialize_compact(signed, key, algorithms=[ALGORITHM]).payload
        promise = msgspec.json.decode(said, type=Promise)
    except (JoseError, ValueError, msgspec.ValidationError) as error:
        raise QuoteRefused("tampered") from error
    if promise.tenant != ids.encode("tnt", unit.principal.tenant):
        raise QuoteRefused("tampered")
    return promise


def check(unit: Unit, order: Record, buyer: CustomerId | None) -> Quoted | None:
    """Return the quote by which an order was placed, if it was by one, or refuse it."""
    if order.quote is None:
        return None
    promise = promise_of(unit, order.quote)
    if promise.customer_id != buyer:
        raise QuoteRefused("of_another_customer")
    since, until = promise.quoted_at - LEEWAY, promise.valid_until
    if not since <= order.occurred_at <= until:
        raise QuoteRefused("expired")
    if promise.basket != digest_of(order):
        raise QuoteRefused("of_another_basket")
    return Quoted(quote_id=promise.id, quoted_at=promise.quoted_at, facts=promise.facts)


def digest_of(order: Record) -> str:
    """Return the digest of an order's basket."""
    told = (order.currency, order.channel, order.source, order.shipping)
    return digest(told, order.points_paid, order.vouchers, order.lines)


def digest(
    told: tuple[str, str, str, int],
    points_paid: int,
    vouchers: Sequence[str],
    lines: Sequence[Line],
) -> str:
    """Return the same text for the same basket, and another for another.

    All that an earning rule may look at is in it; names of products are not.
    """
    bought = [
        (
            each.product_id,
            each.variant,
            each.category,
            each.quantity,
            each.unit_price,
            each.discount,
            each.tax,
        )
        for each in lines
    ]
    content = (*told, points_paid, sorted(vouchers), bought)
    return sha256(msgspec.json.encode(content)).hexdigest()


@lru_cache(maxsize=4)
def _key(seed: bytes) -> OKPKey:
    key: Any = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))
    key.ensure_kid()
    return key
