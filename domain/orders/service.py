"""What can be done with orders."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from domain import customers
from domain.kernel import (
    BadCursor,
    CustomerId,
    Malformed,
    Page,
    Refusal,
    Unit,
    pages,
    reads,
    writes,
)
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    Reader,
    RowResult,
    read_line,
    refused,
)
from domain.kernel.use_case import Asked, alone
from domain.orders import (
    case_store,
    reading,
    recording,
    references,
    return_store,
    returning,
    rules,
    store,
)
from domain.orders.case_store import Place
from domain.orders.cases import OrderCase
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
    ReturnId,
    Status,
)
from domain.orders.reading import Reading
from domain.orders.refusals import (
    OrderConflict,
    OrderNotFound,
    QuoteRefused,
    ReturnConflict,
    ReturnNotFound,
)
from domain.orders.returns import (
    FindReturn,
    RecordReturn,
    RecordReturns,
    Return,
    ReturnsOfCustomer,
)
from domain.orders.store import Held


async def record_each(
    unit: Unit, asked: Sequence[Asked[Record]]
) -> Sequence[Order | Refusal]:
    """Write down orders that came at the same time, and answer each by itself."""
    read = [reading.of_order(each.command) for each in asked]
    taken = await recording.take(unit, reading.checked(read, unit.now))
    ids = [each[1] for each in taken if not isinstance(each, Refusal)]
    summaries = await store.summaries(unit, ids) if ids else ()
    shown = {each.id: each for each in await _show(unit, summaries)}
    return [each if isinstance(each, Refusal) else shown[each[1]] for each in taken]


@writes(
    "orders:write",
    refusals=(Malformed, OrderConflict, QuoteRefused, customers.CustomerNotFound),
    together=record_each,
)
async def record(unit: Unit, command: Record) -> Order:
    """Write down what was bought; the same order again is answered as at first."""
    return await alone(record_each, unit, command)


@writes("orders:write")
async def record_many(unit: Unit, command: RecordMany) -> BatchResult:
    """Write down up to 1,000 orders, each of which is answered by itself."""
    read = [reading.of_row(each) for each in command.orders]
    return _answer(await recording.take(unit, reading.checked(read, unit.now)))


@reads("orders:read", refusals=(OrderNotFound,))
async def find(unit: Unit, command: Find) -> Order:
    """Tell what was bought in an order, and what came back of it."""
    return await _shown(unit, await references.identify(unit, command.order_id))


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
        if not await _is_gone(unit, held):
            unit.emit(OrdersCancelled(order_ids=(held.id,)))
    return await _shown(unit, held.id)


@writes("orders:write", refusals=(OrderNotFound,))
async def reopen(unit: Unit, command: Reopen) -> Order:
    """Let an order stand again that was called off."""
    held = await _held(unit, command.order_id)
    if held.status is Status.CANCELLED:
        store.change_status(unit, held.id, Status.RECORDED)
        if not await _is_gone(unit, held):
            unit.emit(OrdersReopened(order_ids=(held.id,)))
    return await _shown(unit, held.id)


@writes(
    "orders:write",
    refusals=(
        Malformed,
        OrderNotFound,
        ReturnConflict,
        customers.CustomerNotFound,
    ),
)
async def record_return(unit: Unit, command: RecordReturn) -> Return:
    """Write down what came back; the same return again is answered as it stands.

    Never more comes back than was bought: what cannot be matched is listed. A return
    that comes before its order waits for it.
    """
    rules.check_return(command, unit.now)
    (taken,) = await returning.take(unit, [command])
    if isinstance(taken, Refusal):
        raise taken
    _, return_id = taken
    return await _shown_return(unit, return_id)


@writes("orders:write")
async def record_returns(unit: Unit, command: RecordReturns) -> BatchResult:
    """Write down up to 1,000 returns, each of which is answered by itself."""
    read = _return_reader(unit).read(command.returns)
    return _answer(await returning.take(unit, read))


@reads("orders:read", refusals=(ReturnNotFound,))
async def find_return(unit: Unit, command: FindReturn) -> Return:
    """Tell what came back, and what could not be matched."""
    return await _shown_return(unit, command.return_id)


@reads(
    "orders:read",
    refusals=(BadCursor, customers.CustomerNotFound),
    subject="customer_id",
)
async def returns_of_customer(unit: Unit, command: ReturnsOfCustomer) -> Page[Return]:
    """Tell what a customer brought back, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    after = command.after and pages.place(command.after, tuple[datetime, ReturnId])
    rows = await return_store.page(unit, customer_id, after or None, command.limit)
    piece = pages.page(rows, command.limit, lambda row: (row.occurred_at, row.id))
    parts = await return_store.parts(unit, [row.id for row in piece.items])
    items = tuple(row.shown(parts[row.id]) for row in piece.items)
    return Page(items=items, next=piece.next)


async def take(unit: Unit, read: Sequence[Reading | Malformed]) -> BatchResult:
    """Write down orders that `read_order` read, a chunk of a bulk import."""
    return _answer(await recording.take(unit, reading.checked(read, unit.now)))


async def take_returns(
    unit: Unit, read: Sequence[RecordReturn | Malformed]
) -> BatchResult:
    """Write down returns that `read_return` read, a chunk of a bulk import."""
    return _answer(await returning.take(unit, _return_reader(unit).checked(read)))


async def facts(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[OrderFacts, ...]:
    """Return what orders come to, in the order of their ids."""
    return await store.facts(unit, order_ids)


async def cases(unit: Unit, order_ids: Sequence[OrderId]) -> list[OrderCase]:
    """Return orders with their lines, as they stand, in the order of their ids."""
    return await case_store.cases(unit, order_ids)


async def last_orders(
    unit: Unit, after: CustomerId | None, limit: int
) -> list[tuple[CustomerId, datetime]]:
    """Return when each of some customers ordered last, in the order of their ids."""
    return await case_store.last_orders(unit, after, limit)


async def counts(unit: Unit, places: Sequence[Place]) -> list[int]:
    """Return how many standing orders a customer had up to each place, in turn."""
    return await case_store.counts(unit, places)


read_return = partial(read_line, RecordReturn)


def _return_reader(unit: Unit) -> Reader[RecordReturn]:
    """Return what reads returns that come together."""
    return Reader(RecordReturn, lambda given: rules.check_return(given, unit.now))


def _answer(taken: Iterable[tuple[Outcome, str] | Refusal]) -> BatchResult:
    return BatchResult(rows=tuple(_row(each) for each in taken))


def _row(taken: tuple[Outcome, str] | Refusal) -> RowResult:
    if isinstance(taken, Refusal):
        return refused(taken)
    outcome, thing_id = taken
    return RowResult(outcome=outcome, id=thing_id)


async def _held(unit: Unit, ref: OrderRef) -> Held:
    order_id = await references.identify(unit, ref)
    for held in await store.hold(unit, [order_id]):
        return held
    raise OrderNotFound


async def _is_gone(unit: Unit, held: Held) -> bool:
    """Tell whether an order is of who was erased: what it gave is settled for good."""
    whose = held.customer_id
    return whose is not None and bool(await customers.gone(unit, [whose]))


async def _shown(unit: Unit, order_id: OrderId) -> Order:
    for order in await _show(unit, await store.summaries(unit, [order_id])):
        return order
    raise OrderNotFound


async def _shown_return(unit: Unit, return_id: ReturnId) -> Return:
    for row in await return_store.those(unit, [return_id]):
        return row.shown((await return_store.parts(unit, [return_id]))[return_id])
    raise ReturnNotFound


async def _show(unit: Unit, summaries: Sequence[OrderSummary]) -> tuple[Order, ...]:
    lines = await store.lines(unit, [each.id for each in summaries])
    return tuple(
        Order(**asdict(each), lines=tuple(lines[each.id])) for each in summaries
    )
