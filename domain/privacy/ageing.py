"""Ageing: what is kept of customers for a time goes, also while they are customers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from domain import customers, orders
from domain.kernel import Unit, writes
from domain.orders import OrderId
from domain.privacy import legal_hold_store, rules, store
from domain.privacy.requests import RequestId

# For as long as annotations keep those of who was erased: counted from receipt.
REQUESTS_KEPT = timedelta(days=5 * 365 + 2)
# What books must show of orders is kept for as long; what was bought, no longer.
PRODUCTS_KEPT = timedelta(days=7 * 365 + 2)
Piece = Annotated[int, Meta(ge=1, le=1_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRequests:
    """Forget what living customers asked long ago, of requests after one."""

    after: RequestId | None = None
    limit: Piece = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsForgotten:
    """How many requests went, and what is left to look at."""

    done: int
    rest: ForgetRequests | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPurchases:
    """Forget what was bought long ago, of orders after one."""

    after: OrderId | None = None
    limit: Piece = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasesForgotten:
    """Of how many lines it is not told any more what they were, and what is left."""

    done: int
    rest: ForgetPurchases | None


@writes("system")
async def forget_requests(unit: Unit, command: ForgetRequests) -> RequestsForgotten:
    """Forget requests of five years ago that ended, but for those of who was erased.

    What is kept of them goes on the day that their certificate names.
    """
    seen = await store.received_after(unit, command.after, command.limit)
    before = unit.now - REQUESTS_KEPT
    old = [each for each in seen if each.received_at < before]
    gone = await customers.gone(unit, {each.customer_id for each in old})
    going = [
        each.id
        for each in old
        if each.state in rules.FORGOTTEN and each.customer_id not in gone
    ]
    await store.forget_requests(unit, going)
    more = len(old) == command.limit
    rest = ForgetRequests(after=old[-1].id, limit=command.limit) if more else None
    return RequestsForgotten(done=len(going), rest=rest)


@writes("system")
async def forget_purchases(unit: Unit, command: ForgetPurchases) -> PurchasesForgotten:
    """Let orders of seven years ago say no longer what was bought.

    Amounts stay, as points and tiers follow from them; so does all of whom a legal hold
    keeps back.
    """
    seen = await orders.recorded_after(unit, command.after, command.limit)
    before: datetime = unit.now - PRODUCTS_KEPT
    old = [each for each in seen if each.recorded_at < before]
    owners = sorted({e.customer_id for e in old if e.customer_id is not None})
    held = await legal_hold_store.held_until(unit, owners)
    going = [each.id for each in old if each.customer_id not in held]
    done = await orders.forget_products(unit, going)
    more = len(old) == command.limit
    rest = ForgetPurchases(after=old[-1].id, limit=command.limit) if more else None
    return PurchasesForgotten(done=done, rest=rest)
