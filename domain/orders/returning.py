"""Writing returns down, and applying them to what was bought: one or a thousand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain import customers
from domain.kernel import CustomerId, Malformed, Refusal, Unit, keyring
from domain.kernel.batches import Outcome
from domain.orders import buyers, matching, references, return_store, rules, store
from domain.orders.buyers import Claim
from domain.orders.events import ReturnsApplied
from domain.orders.matching import Books, Matched
from domain.orders.model import OrderId, OrderRef, ReturnId
from domain.orders.refusals import OrderNotFound, ReturnConflict
from domain.orders.return_store import Known, Part, Purchase, Row, Settled
from domain.orders.returns import Pending, RecordReturn, ReturnStatus
from domain.orders.store import Key

Taken: TypeAlias = tuple[Outcome, ReturnId] | Refusal


@dataclass(frozen=True, slots=True)
class Arrival:
    """A return that came, and its place among those that came with it."""

    place: int
    given: RecordReturn
    key: Key
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class New:
    """A return that is not there yet."""

    id: ReturnId
    arrival: Arrival
    order_id: OrderId | None
    customer_id: CustomerId | None


async def take(unit: Unit, read: Sequence[RecordReturn | Malformed]) -> list[Taken]:
    """Write down and apply those returns that are new, and answer each.

    What came before is answered as then, and what differs from it is refused; of two
    with one id, the first counts.
    """
    pepper = (await keyring.secrets(unit)).pepper
    arrivals = list(_arrivals(read, pepper))
    known = await return_store.known(unit, [each.key for each in arrivals])
    firsts = {each.key: each for each in reversed(arrivals) if each.key not in known}
    new, refused = await _identified(unit, list(firsts.values())[::-1])
    # Whoever writes a return down first is the one who applies it.
    if await return_store.add(unit, [_row(unit, each) for each in new]) < len(new):
        known |= await return_store.known(unit, [each.arrival.key for each in new])
        new = [each for each in new if known[each.arrival.key].id == each.id]
    await apply(unit, [_pending(each) for each in new if not _is_parked(each)])
    known |= {each.arrival.key: _known(each) for each in new}
    written = {each.arrival.place for each in new}
    answers: dict[int, Taken] = {
        each.place: refused.get(each.key) or _answer(each, written, known)
        for each in arrivals
    }
    return [
        each if isinstance(each, Malformed) else answers[place]
        for place, each in enumerate(read)
    ]


async def arrived(unit: Unit, orders: Mapping[Key, OrderId]) -> None:
    """Apply the returns that waited for these orders; the unit wrote them down."""
    if not await return_store.any_parked(unit):
        return
    waiting = await return_store.parked(unit, [*orders])
    await apply(
        unit,
        [
            Pending(
                id=row.id,
                order_id=orders[row.order_source or "", row.order_external_id or ""],
                customer_id=None,
                currency=row.currency,
                occurred_at=row.occurred_at,
                asked=row.asked,
            )
            for row in waiting
        ],
    )


async def apply(unit: Unit, pending: Sequence[Pending]) -> None:
    """Apply returns, one after the other, to the orders that they are of."""
    if not pending:
        return
    wanted = [*_wanted(pending)]
    purchases = {*(await return_store.purchases(unit, wanted) if wanted else ())}
    purchases |= {*_named_purchases(pending)}
    whole = {*_whole_orders(pending)}
    held = await store.hold(unit, whole.union(each.order_id for each in purchases))
    books = Books(
        [
            *(await return_store.bought(unit, sorted(whole)) if whole else ()),
            *await return_store.bought_of(unit, purchases),
        ]
    )
    owners = {each.id: each.customer_id for each in held}
    matched = {each.id: books.apply(each) for each in pending}
    return_store.settle(
        unit,
        [
            Settled(
                id=each.id,
                customer_id=owners.get(each.order_id or "", each.customer_id),
                status=_status(matched[each.id]),
                unmatched=matched[each.id].unmatched,
                amount=matched[each.id].amount,
            )
            for each in pending
        ],
    )
    amounts = matching.sums(line for each in matched.values() for line in each.lines)
    if not amounts:
        return
    return_store.add_parts(unit, [*_parts(matched)])
    return_store.change_lines(unit, books.touched.values())
    return_store.change_orders(unit, amounts)
    applied = (return_id for return_id, each in matched.items() if each.lines)
    # What was given for the orders of who was erased is settled once and for all.
    gone = await customers.gone(unit, filter(None, owners.values()))
    touched = tuple(each for each in amounts if owners[each] not in gone)
    if touched:
        unit.emit(ReturnsApplied(return_ids=tuple(applied), order_ids=touched))


async def _identified(
    unit: Unit, arrivals: Sequence[Arrival]
) -> tuple[list[New], dict[Key, Refusal]]:
    """Return new returns with whose they are, and why others are refused."""
    orders = await references.resolve(
        unit, [each.given.order for each in arrivals if each.given.order]
    )
    new: list[New] = []
    refused: dict[Key, Refusal] = {}
    orderless = [each for each in arrivals if each.given.order is None]
    found = await buyers.identify(
        unit, [Claim.of(each.given.source, each.given.customer) for each in orderless]
    )
    owners = dict(zip((each.key for each in orderless), found, strict=True))
    for each in arrivals:
        order_id = None if each.given.order is None else orders.get(each.given.order)
        owner = owners.get(each.key)
        if isinstance(owner, Refusal):
            refused[each.key] = owner
        elif order_id is None and _names_our_order(each.given.order):
            refused[each.key] = OrderNotFound()
        else:
            customer_id = owner and owner.customer_id
            new.append(New(unit.new_id("ret"), each, order_id, customer_id))
    return new, refused


def _arrivals(
    read: Sequence[RecordReturn | Malformed], pepper: bytes
) -> Iterator[Arrival]:
    for place, given in enumerate(read):
        if not isinstance(given, Malformed):
            key = (given.source, given.external_id)
            print_of = rules.fingerprint_of_return(given, pepper)
            yield Arrival(place, given, key, print_of)


def _names_our_order(ref: OrderRef | None) -> bool:
    return ref is not None and references.key(ref) is None


def _is_parked(new: New) -> bool:
    return new.arrival.given.order is not None and new.order_id is None


def _row(unit: Unit, new: New) -> Row:
    given = new.arrival.given
    order_key = references.key(given.order) if given.order else None
    parked = _is_parked(new)
    return Row(
        id=new.id,
        source=given.source,
        external_id=given.external_id,
        customer_id=new.customer_id,
        order_source=order_key and order_key[0],
        order_external_id=order_key and order_key[1],
        currency=given.currency,
        status=ReturnStatus.PARKED if parked else ReturnStatus.UNMATCHED,
        asked=rules.asked(given),
        unmatched=(),
        amount=0,
        fingerprint=new.arrival.fingerprint,
        occurred_at=given.occurred_at,
        recorded_at=unit.now,
    )


def _pending(new: New) -> Pending:
    given = new.arrival.given
    return Pending(
        id=new.id,
        order_id=new.order_id,
        customer_id=new.customer_id,
        currency=given.currency,
        occurred_at=given.occurred_at,
        asked=rules.asked(given),
    )


def _wanted(pending: Sequence[Pending]) -> set[tuple[CustomerId, str]]:
    """Return of whose purchases of which products there may be returns."""
    return {
        (each.customer_id, asked.product_id)
        for each in pending
        for asked in each.asked
        if each.order_id is None and each.customer_id and asked.product_id
    }


def _named_purchases(pending: Sequence[Pending]) -> Iterator[Purchase]:
    """Return the products of named orders that came back."""
    for each in pending:
        if each.order_id is not None:
            for asked in each.asked:
                if asked.product_id is not None:
                    yield Purchase(each.order_id, asked.product_id)


def _whole_orders(pending: Sequence[Pending]) -> Iterator[OrderId]:
    """Return the orders of which more than the lines of some products is meant."""
    for each in pending:
        if each.order_id and any(asked.product_id is None for asked in each.asked):
            yield each.order_id


def _parts(matched: Mapping[ReturnId, Matched]) -> Iterator[Part]:
    for return_id, each in matched.items():
        for no, line in enumerate(each.lines, start=1):
            yield Part(
                return_id=return_id,
                no=no,
                order_id=line.order_id,
                order_line_no=line.line,
                quantity=line.quantity,
                amount=line.amount,
            )


def _status(matched: Matched) -> ReturnStatus:
    return ReturnStatus.APPLIED if matched.lines else ReturnStatus.UNMATCHED


def _answer(arrival: Arrival, written: set[int], known: Mapping[Key, Known]) -> Taken:
    there = known[arrival.key]
    if there.fingerprint != arrival.fingerprint:
        return ReturnConflict(there.id)
    new = arrival.place in written
    return (Outcome.RECORDED if new else Outcome.UNCHANGED), there.id


def _known(new: New) -> Known:
    source, external_id = new.arrival.key
    return Known(
        id=new.id,
        source=source,
        external_id=external_id,
        fingerprint=new.arrival.fingerprint,
    )
