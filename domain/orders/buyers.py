"""Whose an order is, be it somebody's or a guest's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain import customers
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit
from domain.orders import rules
from domain.orders.model import Record


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose an order is; a guest's, by what their name may come out later."""

    customer_id: CustomerId | None
    visitor_id: str | None = None
    guest_email_index: bytes | None = None


Found: TypeAlias = Buyer | Refusal


async def identify(unit: Unit, orders: Sequence[Record]) -> list[Found]:
    """Return whose each order is, or why nobody can tell.

    Those known by nothing but the shop's own id are looked up together.
    """
    alike: defaultdict[str, set[str]] = defaultdict(set)
    others: dict[int, Found] = {}
    for place, order in enumerate(orders):
        external_id = rules.only_external_id(order)
        if external_id is None:
            others[place] = await _identify(unit, order)
        else:
            alike[order.source].add(external_id)
    known = {
        (source, external_id): Buyer(customer_id)
        for source, names in sorted(alike.items())
        for external_id, customer_id in (
            await customers.identify_many(unit, source, names)
        ).items()
    }
    return [
        others[place] if place in others else known[_name(order)]
        for place, order in enumerate(orders)
    ]


async def _identify(unit: Unit, order: Record) -> Found:
    who = order.customer
    if order.guest_email is not None:
        return await _guest(unit, order, order.guest_email)
    if who is None:
        return Buyer(None)
    try:
        customer_id = await customers.identify(unit, order.source, who)
    except customers.CustomerNotFound as refusal:
        return refusal
    except Malformed as refusal:
        return _within("/customer", refusal)
    return Buyer(customer_id, None if customer_id else who.visitor_id)


async def _guest(unit: Unit, order: Record, email: str) -> Found:
    """Return a guest, who is a customer if the visitor or the address is one's."""
    visitor = order.customer
    if visitor is not None:
        customer_id = await customers.identify(unit, order.source, visitor)
        if customer_id is not None:
            return Buyer(customer_id)
    try:
        index, holder = await customers.whose_email(unit, email)
    except Malformed:
        error = FieldError(pointer="/guest_email", detail="Not an e-mail address.")
        return Malformed((error,))
    if holder is not None:
        return Buyer(holder)
    return Buyer(None, visitor and visitor.visitor_id, index)


def _name(order: Record) -> tuple[str, str]:
    external_id = rules.only_external_id(order)
    assert external_id is not None, order
    return order.source, external_id


def _within(pointer: str, refusal: Malformed) -> Malformed:
    """Return a refusal whose fields are inside another one."""
    return Malformed(
        tuple(
            FieldError(pointer=pointer + error.pointer, detail=error.detail)
            for error in refusal.errors
        )
    )
