"""What can be done with orders."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from domain import customers
from domain.kernel import (
    BadCursor,
    Malformed,
    Page,
    Refusal,
    Unit,
    pages,
    reads,
    writes,
)
from domain.kernel.batches import BatchResult, Reader, RowResult, refused
from domain.orders import recording, rules, store
from domain.orders.events import OrdersCancelled, OrdersReopened
from domain.orders.model import (
    Cancel,
    Find,
    FindMany,
    History,
    OfCustomer,
    OfMany,
    Order,
    OrderFacts,
    OrderId,
    OrderRef,
    OrderSummary,
    Record,
    RecordMany,
    Reopen,
    Status,
)
from domain.orders.recording import Taken
from domain.orders.refusals import OrderConflict, OrderNotFound
from domain.orders.store import Held

EXTERNAL = "external"


@writes(
    "orders:write",
    refusals=(Malformed, OrderConflict, customers.CustomerNotFound),
)
async def record(unit: Unit, command: Record) -> Order:
    """Write down what was bought; the same order again is answered as at first."""
    rules.check(command, unit.now)
    (taken,) = await recording.take(unit, [command])
    if isinstance(taken, Refusal):
        raise taken
    _, order_id = taken
    return await _shown(unit, order_id)


@writes("orders:write")
async def record_many(unit: Unit, command: RecordMany) -> BatchResult:
    """Write down up to 1,000 orders, each of which is answered by itself."""
    return _answer(await recording.take(unit, reader(unit).read(command.orders)))


@reads("orders:read", refusals=(OrderNotFound,))
async def find(unit: Unit, command: Find) -> Order:
    """Tell what was bought in an order, and what came back of it."""
    return await _shown(unit, await identify(unit, command.order_id))


@reads("orders:read")
async def find_many(unit: Unit, command: FindMany) -> tuple[Order, ...]:
    """Look up those of many orders that there are."""
    return await _show(unit, await store.summaries(unit, command.order_ids))


@reads(
    "orders:read",
    refusals=(BadCursor, customers.CustomerNotFound),
    subject="customer_id",
)
async def of_customer(unit: Unit, command: OfCustomer) -> Page[OrderSummary]:
    """Tell what a customer ordered, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    after = command.after and pages.place(command.after, tuple[datetime, OrderId])
    rows = await store.page(unit, customer_id, after or None, command.limit)
    return pages.page(rows, command.limit, lambda row: (row.occurred_at, row.id))


@reads("orders:read", subject="customer_ids")
async def of_many(unit: Unit, command: OfMany) -> tuple[History, ...]:
    """Tell what each of many customers ordered last, newest first."""
    found = await store.latest(unit, command.customer_ids, command.limit)
    return tuple(
        History(
            customer_id=customer_id,
            orders=pages.page(
                rows, command.limit, lambda row: (row.occurred_at, row.id)
            ),
        )
        for customer_id, rows in found.items()
    )


@writes("orders:write", refusals=(OrderNotFound,))
async def cancel(unit: Unit, command: Cancel) -> Order:
    """Call an order off; what it caused is undone. Twice is as once."""
    held = await _held(unit, command.order_id)
    if held.status is Status.RECORDED:
        store.change_status(unit, held.id, Status.CANCELLED)
        unit.emit(OrdersCancelled(order_ids=(held.id,)))
    return await _shown(unit, held.id)


@writes("orders:write", refusals=(OrderNotFound,))
async def reopen(unit: Unit, command: Reopen) -> Order:
    """Let an order stand again that was called off."""
    held = await _held(unit, command.order_id)
    if held.status is Status.CANCELLED:
        store.change_status(unit, held.id, Status.RECORDED)
        unit.emit(OrdersReopened(order_ids=(held.id,)))
    return await _shown(unit, held.id)


async def take(unit: Unit, lines: Iterable[bytes]) -> BatchResult:
    """Write down orders from lines of JSON, a chunk of a bulk import."""
    return _answer(await recording.take(unit, reader(unit).read_json(lines)))


async def facts(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[OrderFacts, ...]:
    """Return what orders come to, in the order of their ids."""
    return await store.facts(unit, order_ids)


async def identify(unit: Unit, ref: OrderRef) -> OrderId:
    """Return which order a command means, or refuse."""
    kind, _, named = ref.partition(":")
    if kind != EXTERNAL:
        return ref
    source, _, external_id = named.partition(":")
    order_id = await store.named(unit, source, external_id)
    if order_id is None:
        raise OrderNotFound
    return order_id


def reader(unit: Unit) -> Reader[Record]:
    """Return what reads orders that come together."""
    return Reader(Record, lambda order: rules.check(order, unit.now))


def _answer(taken: Iterable[Taken]) -> BatchResult:
    return BatchResult(rows=tuple(_row(each) for each in taken))


def _row(taken: Taken) -> RowResult:
    if isinstance(taken, Refusal):
        return refused(taken)
    outcome, order_id = taken
    return RowResult(outcome=outcome, id=order_id)


async def _held(unit: Unit, ref: OrderRef) -> Held:
    order_id = await identify(unit, ref)
    for held in await store.hold(unit, [order_id]):
        return held
    raise OrderNotFound


async def _shown(unit: Unit, order_id: OrderId) -> Order:
    for order in await _show(unit, await store.summaries(unit, [order_id])):
        return order
    raise OrderNotFound


async def _show(unit: Unit, summaries: Sequence[OrderSummary]) -> tuple[Order, ...]:
    lines = await store.lines(unit, [each.id for each in summaries])
    return tuple(
        Order(**asdict(each), lines=tuple(lines[each.id])) for each in summaries
    )
