"""Taking everything of a kind away, part by part."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain import catalogue, community, consent, customers, ledger, orders, vouchers
from domain.exports import rules
from domain.exports.model import ROWS_AT_ONCE, ExportKind, ExportPart, TakeAway
from domain.kernel import BadCursor, NotAllowed, Scope, Unit, reads
from domain.kernel.walks import Piece


@dataclass(frozen=True, slots=True)
class Source:
    """What rows are, who may read them one by one, and how many are read at once."""

    of: type[Any]
    scope: Scope
    read: Callable[[Unit, str | None, int], Awaitable[Piece[Any]]]


SOURCES: Mapping[ExportKind, Source] = {
    ExportKind.CONSENTS: Source(
        consent.ConsentEvent, Scope("consent:read"), consent.consents_after
    ),
    ExportKind.CONTRIBUTIONS: Source(
        community.Contribution,
        Scope("community:read"),
        community.contributions_after,
    ),
    ExportKind.CUSTOMERS: Source(
        customers.Customer, Scope("customers:read"), customers.customers_after
    ),
    ExportKind.ORDERS: Source(orders.Order, Scope("orders:read"), orders.orders_after),
    ExportKind.POINTS: Source(
        ledger.AccountEntry, Scope("ledger:read"), ledger.entries_after
    ),
    ExportKind.PRODUCTS: Source(
        catalogue.Product, Scope("catalogue:read"), catalogue.products_after
    ),
    ExportKind.RETURNS: Source(
        orders.Return, Scope("orders:read"), orders.returns_after
    ),
    ExportKind.VOUCHERS: Source(
        vouchers.Voucher, Scope("vouchers:read"), vouchers.vouchers_after
    ),
}


@reads("exports:read", refusals=(NotAllowed, BadCursor))
async def take_away(unit: Unit, command: TakeAway) -> ExportPart:
    """Take away everything of a kind, the oldest first, as lines.

    Whoever is cut off goes on by the id of the last row that came, as `after`.
    """
    source = SOURCES[command.kind]
    unit.principal.require(source.scope)
    found = await source.read(unit, command.after, ROWS_AT_ONCE)
    lines = [rules.written(each, command.format) for each in found.items]
    if command.after is None:
        lines.insert(0, rules.heading(source.of, command.format))
    return ExportPart(lines=b"".join(lines), last=found.last)
