"""The SQL of orders that change hands: one function, one statement, one type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, null, select, true, update

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.moves import Moves
from domain.orders.model import OrderId
from domain.orders.tables import (
    order_moves,
    orders,
    return_lines,
    return_moves,
    returns,
)

# Of one order.
RETURNS_MAX = 10_000
ORDERS = sets.given(orders.c.id)
ITS_PART = sets.all_found(
    "its_part",
    select(return_lines.c.return_id),
    RETURNS_MAX,
    return_lines.c.order_id == ORDERS.c.id,
)
OWNED = {"visitor_id": null(), "guest_email_index": null()}

ORDERS_MOVED = Moves(orders, order_moves)
RETURNS_MOVED = Moves(returns, return_moves)
ADDRESSES = sets.given(orders.c.guest_email_index, orders.c.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An order that is somebody's now."""

    order_id: OrderId
    customer_id: CustomerId


LINKED = (orders.c.id.label("order_id"), orders.c.customer_id)
BY_EMAIL = (
    update(orders)
    .where(orders.c.customer_id.is_(None))
    .where(orders.c.guest_email_index == ADDRESSES.c.guest_email_index)
    .where(orders.c.occurred_at >= bindparam("since", type_=orders.c.occurred_at.type))
    .values(customer_id=ADDRESSES.c.customer_id, **OWNED)
    .returning(*LINKED)
)
GUESTS = sets.given(orders.c.guest_email_index, name="guests")
VISITORS = sets.given(orders.c.visitor_id, name="passers_by")
_NOBODYS = update(orders).where(orders.c.customer_id.is_(None))
FORGET_EMAILS = _NOBODYS.where(
    orders.c.guest_email_index.in_(select(GUESTS.c.guest_email_index))
).values(OWNED)
FORGET_VISITORS = _NOBODYS.where(
    orders.c.visitor_id.in_(select(VISITORS.c.visitor_id))
).values(OWNED)
RETURNS_OF_ORDERS = (
    update(returns)
    .where(returns.c.customer_id.is_(None))
    .where(
        returns.c.id.in_(
            select(ITS_PART.c.return_id).select_from(ORDERS.join(ITS_PART, true()))
        )
    )
)


async def link_visitor(
    unit: Unit, visitor_id: str, customer_id: CustomerId, since: datetime
) -> tuple[Linked, ...]:
    """Give a customer the orders of a visitor that are nobody's; return them."""
    return await unit.all(
        Linked,
        update(orders)
        .where(orders.c.customer_id.is_(None))
        .where(orders.c.visitor_id == visitor_id)
        .where(orders.c.occurred_at >= since)
        .values(customer_id=customer_id, **OWNED)
        .returning(*LINKED),
    )


async def link_emails(
    unit: Unit, addresses: Mapping[bytes, CustomerId], since: datetime
) -> tuple[Linked, ...]:
    """Give customers the orders of guests with their addresses; return them."""
    return await unit.all(
        Linked,
        BY_EMAIL,
        since=since,
        guest_email_index_of=[*addresses.keys()],
        customer_id_of=[*addresses.values()],
    )


def forget_guests(
    unit: Unit, email_indexes: Sequence[bytes], visitor_ids: Sequence[str]
) -> None:
    """Let orders that are nobody's be found by these names no longer."""
    unit.write(FORGET_EMAILS, guest_email_index_of=list(email_indexes))
    unit.write(FORGET_VISITORS, visitor_id_of=list(visitor_ids))


def link_returns(
    unit: Unit, customer_id: CustomerId, order_ids: Sequence[OrderId]
) -> None:
    """Give a customer the returns of orders that are theirs now."""
    theirs = RETURNS_OF_ORDERS.values(customer_id=customer_id)
    unit.write(theirs, id_of=list(order_ids))
