"""Where rows of each kind come from: a kind is what rows are, and who may read them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain import (
    catalogue,
    community,
    consent,
    customers,
    events,
    ledger,
    orders,
    vouchers,
)
from domain.exports.model import ExportKind
from domain.kernel import Scope, Unit
from domain.kernel.walks import Piece, Walked


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What rows are, and who may read them one by one.

    `read` reads some after an id, and `walked` counts all, and those up to an id.
    """

    of: type[Any]
    scope: Scope
    read: Callable[[Unit, str | None, int], Awaitable[Piece[Any]]]
    walked: Callable[[Unit, str | None], Awaitable[Walked]]


SOURCES: Mapping[ExportKind, Source] = {
    ExportKind.CONSENTS: Source(
        of=consent.ConsentEvent,
        scope=Scope("consent:read"),
        read=consent.consents_after,
        walked=consent.consents_walked,
    ),
    ExportKind.CONTRIBUTIONS: Source(
        of=community.Contribution,
        scope=Scope("community:read"),
        read=community.contributions_after,
        walked=community.contributions_walked,
    ),
    ExportKind.CUSTOMERS: Source(
        of=customers.Customer,
        scope=Scope("customers:read"),
        read=customers.customers_after,
        walked=customers.customers_walked,
    ),
    ExportKind.EVENTS: Source(
        of=events.Behaviour,
        scope=Scope("events:read"),
        read=events.events_after,
        walked=events.events_walked,
    ),
    ExportKind.ORDERS: Source(
        of=orders.Order,
        scope=Scope("orders:read"),
        read=orders.orders_after,
        walked=orders.orders_walked,
    ),
    ExportKind.POINTS: Source(
        of=ledger.AccountEntry,
        scope=Scope("ledger:read"),
        read=ledger.entries_after,
        walked=ledger.entries_walked,
    ),
    ExportKind.PRODUCTS: Source(
        of=catalogue.Product,
        scope=Scope("catalogue:read"),
        read=catalogue.products_after,
        walked=catalogue.products_walked,
    ),
    ExportKind.RETURNS: Source(
        of=orders.Return,
        scope=Scope("orders:read"),
        read=orders.returns_after,
        walked=orders.returns_walked,
    ),
    ExportKind.REVIEWS: Source(
        of=community.WrittenReview,
        scope=Scope("community:moderate"),
        read=community.reviews_after,
        walked=community.reviews_walked,
    ),
    ExportKind.VOUCHERS: Source(
        of=vouchers.Voucher,
        scope=Scope("vouchers:read"),
        read=vouchers.vouchers_after,
        walked=vouchers.vouchers_walked,
    ),
}
