"""Vouchers and orders: an order uses the vouchers that it names, in its own unit.

An order has happened, whatever we think of its vouchers. One that does not count for it
is disputed, and told of; the order stands, and the voucher stays what it was.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from domain import orders
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import Unit, keyring
from domain.orders import OrderClaims, OrderId
from domain.vouchers import opening, rules, store
from domain.vouchers.events import VoucherDisputed, VoucherGivenBack, VoucherUsed
from domain.vouchers.model import OnReturn, Voucher, VoucherStatus
from domain.vouchers.rules import Use


async def use_by_orders(unit: Unit, order_ids: Sequence[OrderId]) -> None:
    """Use the vouchers that orders name; codes of the shop's own are left alone.

    One that an order has used already is used by it once.
    """
    claims = await orders.claims(unit, order_ids)
    secrets = await keyring.secrets(unit)
    wanted: defaultdict[bytes, list[OrderClaims]] = defaultdict(list)
    for each in claims:
        for code in dict.fromkeys(each.vouchers):
            wanted[opening.blind(secrets, code)].append(each)
    rows = await store.hold_many(unit, sorted(wanted))
    if not rows:
        return
    pools = await store.pools_of(unit, rows.values())
    words = await opening.words(unit)
    for index, row in rows.items():
        pool = pools[row.pool_id]
        voucher = opening.voucher(unit, secrets, pool, row)
        for order in sorted(wanted[index], key=lambda each: each.occurred_at):
            if voucher.order_id != order.order_id:
                use = Use(
                    terms=pool.terms,
                    now=order.occurred_at,
                    words=words,
                    customer_id=order.customer_id or voucher.customer_id,
                    cart=_cart(order, voucher),
                )
                voucher = _use(unit, voucher, order, use)


async def give_back_of_orders(unit: Unit, order_ids: Sequence[OrderId]) -> None:
    """Give back the vouchers of orders of which nothing is left, by their terms."""
    rows = await store.hold_of_orders(unit, order_ids)
    if not rows:
        return
    theirs = await orders.claims(unit, sorted({row.order_id or "" for row in rows}))
    gone = {each.order_id for each in theirs if each.is_gone}
    pools = await store.pools_of(unit, rows)
    zone = await opening.zone(unit)
    for row in rows:
        terms = pools[row.pool_id].terms
        if row.order_id in gone and terms.on_return is OnReturn.GIVE_BACK:
            store.change(
                unit,
                row.id,
                status=VoucherStatus.ISSUED,
                order_id=None,
                used_at=None,
                expires_at=rules.expires_again_at(
                    terms, row.expires_at, unit.now, zone
                ),
            )
            unit.emit(
                VoucherGivenBack(
                    voucher_id=row.id,
                    customer_id=row.customer_id,
                    order_id=row.order_id,
                )
            )


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer have the vouchers of the other one."""
    giver, taker = news.merged_id, news.kept_id
    await store.MOVES.follow(unit, news.merge_id, giver, taker)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Give back the vouchers that a merge moved."""
    giver, taker = news.kept_id, news.merged_id
    await store.MOVES.give_back(unit, news.merge_id, giver, taker)


def _cart(order: OrderClaims, voucher: Voucher) -> str | None:
    """Return for which cart an order was; its own customer's, if it names none."""
    own = order.customer_id is not None and order.customer_id == voucher.customer_id
    return voucher.cart if order.cart is None and own else order.cart


def _use(unit: Unit, voucher: Voucher, order: OrderClaims, use: Use) -> Voucher:
    """Have an order use a voucher, or dispute it; return what the voucher is then."""
    against = rules.why_not(voucher, use)
    if against:
        unit.emit(
            VoucherDisputed(
                voucher_id=voucher.id,
                order_id=order.order_id,
                reasons=tuple(each.code for each in against),
                nl=tuple(each.nl for each in against),
                en=tuple(each.en for each in against),
            )
        )
        return voucher
    used = {
        "status": VoucherStatus.USED,
        "order_id": order.order_id,
        "used_at": order.occurred_at,
    }
    store.change(unit, voucher.id, **used)
    unit.emit(
        VoucherUsed(
            voucher_id=voucher.id,
            customer_id=order.customer_id,
            order_id=order.order_id,
        )
    )
    return replace(voucher, **used)
