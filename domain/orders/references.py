"""Which orders commands mean, by our ids or by the shop's."""

from collections.abc import Sequence

from domain.kernel import Unit
from domain.orders import store
from domain.orders.model import OrderId, OrderRef
from domain.orders.refusals import OrderNotFound
from domain.orders.store import Key

EXTERNAL = "external"


def key(ref: OrderRef) -> Key | None:
    """Return the source and id by which a shop names an order, or None if we do."""
    kind, _, named = ref.partition(":")
    if kind != EXTERNAL:
        return None
    source, _, external_id = named.partition(":")
    return source, external_id


async def identify(unit: Unit, ref: OrderRef) -> OrderId:
    """Return which order a command means, or refuse; one of ours may not be there."""
    named = key(ref)
    if named is None:
        return ref
    for order in (await store.known(unit, [named])).values():
        return order.id
    raise OrderNotFound


async def resolve(unit: Unit, refs: Sequence[OrderRef]) -> dict[OrderRef, OrderId]:
    """Return those of these orders that are there.

    If one of the shop's is not, then no order is written down until this unit ends: so
    that it cannot come unseen while something is made to wait for it.
    """
    ours = [ref for ref in refs if key(ref) is None]
    theirs = {named: ref for ref in refs if (named := key(ref)) is not None}
    found = {each.id: each.id for each in await store.hold(unit, ours)} if ours else {}
    known = await store.known(unit, [*theirs]) if theirs else {}
    if len(known) < len(theirs):
        await store.exclude_arrivals(unit)
        known = await store.known(unit, [*theirs])
    return found | {theirs[named]: each.id for named, each in known.items()}


async def names(unit: Unit, order_ids: Sequence[OrderId]) -> dict[str, OrderId]:
    """Return by what names shops know orders, as references write them."""
    found = await store.summaries(unit, order_ids)
    return {f"{EXTERNAL}:{each.source}:{each.external_id}": each.id for each in found}
