"""The SQL of orders that change hands: one function, one statement, one type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, literal, null, select, true, update

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.tables import Id
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

MOVED_ORDERS = sets.given(order_moves.c.order_id)
MOVED_RETURNS = sets.given(return_moves.c.return_id)
ADDRESSES = sets.given(orders.c.guest_email_index, orders.c.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An order that is somebody's now."""

    order_id: OrderId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class _Moved:
    id: str


LINKED = (orders.c.id.label("order_id"), orders.c.customer_id)
BY_EMAIL = (
    update(orders)
    .where(orders.c.customer_id.is_(None))
    .where(orders.c.guest_email_index == ADDRESSES.c.guest_email_index)
    .where(orders.c.occurred_at >= bindparam("since", type_=orders.c.occurred_at.type))
    .values(customer_id=ADDRESSES.c.customer_id, **OWNED)
    .returning(*LINKED)
)
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


def link_returns(
    unit: Unit, customer_id: CustomerId, order_ids: Sequence[OrderId]
) -> None:
    """Give a customer the returns of orders that are theirs now."""
    theirs = RETURNS_OF_ORDERS.values(customer_id=customer_id)
    unit.write(theirs, id_of=list(order_ids))


async def move_orders(
    unit: Unit, giver: CustomerId, taker: CustomerId
) -> tuple[str, ...]:
    """Let a customer have all orders of another one; return which."""
    moved = (
        update(orders)
        .where(orders.c.customer_id == giver)
        .values(customer_id=taker)
        .returning(orders.c.id)
    )
    return tuple(each.id for each in await unit.all(_Moved, moved))


async def move_returns(
    unit: Unit, giver: CustomerId, taker: CustomerId
) -> tuple[str, ...]:
    """Let a customer have all returns of another one; return which."""
    moved = (
        update(returns)
        .where(returns.c.customer_id == giver)
        .values(customer_id=taker)
        .returning(returns.c.id)
    )
    return tuple(each.id for each in await unit.all(_Moved, moved))


def remember_orders(unit: Unit, merge_id: str, order_ids: Sequence[str]) -> None:
    """Write down which orders a merge moved."""
    columns = [order_moves.c.merge_id, order_moves.c.order_id]
    rows = select(literal(merge_id, Id("mrg")), MOVED_ORDERS.c.order_id)
    unit.write(
        insert(order_moves).from_select([each.name for each in columns], rows),
        order_id_of=list(order_ids),
    )


def remember_returns(unit: Unit, merge_id: str, return_ids: Sequence[str]) -> None:
    """Write down which returns a merge moved."""
    rows = select(literal(merge_id, Id("mrg")), MOVED_RETURNS.c.return_id)
    unit.write(
        insert(return_moves).from_select(["merge_id", "return_id"], rows),
        return_id_of=list(return_ids),
    )


async def give_back_orders(
    unit: Unit, merge_id: str, giver: CustomerId, taker: CustomerId
) -> tuple[str, ...]:
    """Give back the orders that a merge moved, and that are where it moved them."""
    back = (
        update(orders)
        .where(orders.c.id == order_moves.c.order_id)
        .where(order_moves.c.merge_id == merge_id)
        .where(orders.c.customer_id == giver)
        .values(customer_id=taker)
        .returning(orders.c.id)
    )
    return tuple(each.id for each in await unit.all(_Moved, back))


def give_back_returns(
    unit: Unit, merge_id: str, giver: CustomerId, taker: CustomerId
) -> None:
    """Give back the returns that a merge moved, and that are where it moved them."""
    unit.write(
        update(returns)
        .where(returns.c.id == return_moves.c.return_id)
        .where(return_moves.c.merge_id == merge_id)
        .where(returns.c.customer_id == giver)
        .values(customer_id=taker)
    )


def forget(unit: Unit, merge_id: str) -> None:
    """Forget what a merge moved, as it is undone."""
    unit.write(delete(order_moves).where(order_moves.c.merge_id == merge_id))
    unit.write(delete(return_moves).where(return_moves.c.merge_id == merge_id))
