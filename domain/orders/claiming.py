"""What orders use besides money: for features above that keep vouchers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, true

from domain.kernel import CustomerId, Unit, sets
from domain.orders.model import OrderClaims, OrderId, Record, Status
from domain.orders.quoting import Quoted
from domain.orders.tables import order_claims, order_lines, orders


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    order_id: OrderId
    customer_id: CustomerId | None
    status: Status
    occurred_at: datetime
    amount: int
    returned_amount: int
    quantity: int
    returned_quantity: int
    vouchers: tuple[str, ...]
    cart: str | None
    redemptions: list[str] | None


NAMED = sets.given(orders.c.id)
_PIECES = (
    select(
        func.sum(order_lines.c.quantity).label("quantity"),
        func.sum(order_lines.c.returned_quantity).label("returned_quantity"),
    )
    .where(order_lines.c.order_id == orders.c.id)
    .lateral("pieces")
)
CLAIMS = (
    select(
        orders.c.id.label("order_id"),
        *(
            orders.c[name]
            for name in (
                *("customer_id", "status", "occurred_at"),
                *("amount", "returned_amount", "vouchers"),
            )
        ),
        *_PIECES.c,
        order_claims.c.cart,
        order_claims.c.redemptions,
    )
    .select_from(
        NAMED.join(orders, orders.c.id == NAMED.c.id)
        .join(_PIECES, true())
        .outerjoin(order_claims, order_claims.c.order_id == orders.c.id)
    )
    .order_by(orders.c.id)
)


def add(
    unit: Unit,
    claiming: Mapping[OrderId, Record],
    quoted: Mapping[OrderId, Quoted | None],
) -> None:
    """Write down what new orders use, and by which quotes they were placed."""
    rows = [
        {
            "order_id": order_id,
            "cart": order.cart,
            "redemptions": list(order.redemptions),
            "quote_id": quote and quote.quote_id,
            "quoted_at": quote and quote.quoted_at,
            "facts": quote and quote.facts,
        }
        for order_id, order in claiming.items()
        for quote in (quoted[order_id],)
    ]
    unit.write(insert(order_claims).values(rows))


async def claims(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[OrderClaims, ...]:
    """Return what orders use besides money, in the order of their ids."""
    found = await unit.all(_Row, CLAIMS, id_of=list(dict.fromkeys(order_ids)))
    return tuple(
        OrderClaims(
            order_id=each.order_id,
            customer_id=each.customer_id,
            status=each.status,
            occurred_at=each.occurred_at,
            amount=each.amount,
            returned_amount=each.returned_amount,
            quantity=each.quantity,
            returned_quantity=each.returned_quantity,
            vouchers=each.vouchers,
            cart=each.cart,
            redemptions=tuple(each.redemptions or ()),
        )
        for each in found
    )
