"""What can be done with events."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from domain import customers
from domain.customers import CustomersMerged, CustomersUnmerged, VisitorLinked
from domain.events import recording, rules, store
from domain.events.model import (
    Behaviour,
    EventId,
    EventsLinked,
    EventsMoved,
    EventsRemoved,
    EventType,
    Find,
    ListTypes,
    OfCustomer,
    PutType,
    Record,
    RecordMany,
    Remove,
)
from domain.events.recording import Taken
from domain.events.refusals import (
    EventConflict,
    EventNotFound,
    PersonErased,
    TooManyTypes,
    TypeReserved,
)
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
from domain.kernel.batches import BatchResult, Reader, RowResult, read_line, refused

# An event of ours names so many of theirs.
EVENTS_TOLD_MAX = 1_000


@writes(
    "events:write",
    refusals=(Malformed, EventConflict, PersonErased, customers.CustomerNotFound),
)
async def record(unit: Unit, command: Record) -> Behaviour:
    """Write down what somebody did; the same event again is answered as at first."""
    rules.check(command, unit.now)
    (taken,) = await recording.take(unit, [command])
    if isinstance(taken, Refusal):
        raise taken
    _, event_id = taken
    return await _found(unit, event_id)


@writes("events:write")
async def record_many(unit: Unit, command: RecordMany) -> BatchResult:
    """Write down up to 1,000 events, each of which is answered by itself."""
    return _answer(await recording.take(unit, _reader(unit).read(command.events)))


@reads("events:read", refusals=(EventNotFound,))
async def find(unit: Unit, command: Find) -> Behaviour:
    """Tell what somebody did."""
    return await _found(unit, command.event_id)


@writes("events:write", refusals=(EventNotFound,))
async def remove(unit: Unit, command: Remove) -> Behaviour:
    """Take an event back; what it caused is undone. Twice is as once."""
    held = await store.hold(unit, command.event_id)
    if held is None:
        raise EventNotFound
    if held.removed_at is None:
        store.remove(unit, held.id)
        unit.emit(EventsRemoved(event_ids=(held.id,)))
    return await _found(unit, held.id)


@reads(
    "events:read",
    refusals=(BadCursor, customers.CustomerNotFound),
    subject="customer_id",
)
async def of_customer(unit: Unit, command: OfCustomer) -> Page[Behaviour]:
    """Tell what a customer did, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    after = command.after and pages.place(command.after, tuple[datetime, EventId])
    rows = await store.page(
        unit, customer_id, command.type, after or None, command.limit
    )
    return pages.page(rows, command.limit, lambda each: (each.occurred_at, each.id))


@writes("events:write", refusals=(Malformed, TypeReserved, TooManyTypes))
async def put_type(unit: Unit, command: PutType) -> EventType:
    """Say what events of a type tell."""
    if command.name in rules.KNOWN:
        raise TypeReserved
    rules.check_schema(command.schema)
    named = {each.name for each in await store.types(unit)}
    if command.name not in named and len(named) >= rules.TYPES_MAX:
        raise TooManyTypes(rules.TYPES_MAX)
    given = EventType(name=command.name, schema=command.schema, recorded_at=unit.now)
    await store.put_type(unit, given)
    return given


@reads("events:read")
async def list_types(unit: Unit, command: ListTypes) -> tuple[EventType, ...]:
    """List the types of events that a tenant has named."""
    del command
    return await store.types(unit)


async def take(unit: Unit, read: Sequence[Record | Malformed]) -> BatchResult:
    """Write down events that `read_event` read, a chunk of a bulk import."""
    return _answer(await recording.take(unit, _reader(unit).checked(read)))


async def on_visitor_linked(unit: Unit, news: VisitorLinked) -> None:
    """Give what a visitor did to whom the visitor turned out to be."""
    since = unit.now - rules.LINKED_WITHIN
    linked = await store.link_visitor(unit, news.visitor_id, news.customer_id, since)
    for some in _pieces(linked):
        unit.emit(EventsLinked(customer_id=news.customer_id, event_ids=some))


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer have done what the other one did."""
    giver, taker = news.merged_id, news.kept_id
    moved = await store.MOVES.follow(unit, news.merge_id, giver, taker)
    _tell_moved(unit, moved)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Give back the events that a merge moved."""
    giver, taker = news.kept_id, news.merged_id
    back = await store.MOVES.give_back(unit, news.merge_id, giver, taker)
    _tell_moved(unit, back)


async def type_names(unit: Unit) -> frozenset[str]:
    """Return the names of all types of events: those known to all, and the tenant's."""
    named = {each.name for each in await store.types(unit)}
    return frozenset(named | rules.KNOWN.keys())


async def behaviours(unit: Unit, event_ids: Sequence[EventId]) -> tuple[Behaviour, ...]:
    """Return those of these events that there are, in the order of their ids."""
    return await store.find_many(unit, event_ids)


def _tell_moved(unit: Unit, event_ids: Sequence[EventId]) -> None:
    for some in _pieces(event_ids):
        unit.emit(EventsMoved(event_ids=some))


def _pieces(event_ids: Sequence[EventId]) -> Iterator[tuple[EventId, ...]]:
    ordered = sorted(event_ids)
    for start in range(0, len(ordered), EVENTS_TOLD_MAX):
        yield tuple(ordered[start : start + EVENTS_TOLD_MAX])


read_event = partial(read_line, Record)


def _reader(unit: Unit) -> Reader[Record]:
    return Reader(Record, lambda event: rules.check(event, unit.now))


def _answer(taken: Iterable[Taken]) -> BatchResult:
    return BatchResult(rows=tuple(_row(each) for each in taken))


def _row(taken: Taken) -> RowResult:
    if isinstance(taken, Refusal):
        return refused(taken)
    outcome, event_id = taken
    return RowResult(outcome=outcome, id=event_id)


async def _found(unit: Unit, event_id: EventId) -> Behaviour:
    found = await store.find(unit, event_id)
    if found is None:
        raise EventNotFound
    return found
