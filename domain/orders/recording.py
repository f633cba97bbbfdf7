"""Writing orders down: one or a thousand, by the same few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain.kernel import Malformed, Refusal, Unit, keyring
from domain.kernel.batches import Outcome
from domain.kernel.records import bare
from domain.orders import buyers, claiming, quoting, returning, rules, store
from domain.orders.buyers import Buyer, Claim
from domain.orders.events import OrdersClaimed, OrdersRecorded
from domain.orders.model import OrderId, Record
from domain.orders.quoting import Quoted
from domain.orders.reading import Reading, Values, line_values, written_lines
from domain.orders.refusals import OrderConflict, QuoteRefused
from domain.orders.store import Key, Known

Taken: TypeAlias = tuple[Outcome, OrderId] | Refusal


@dataclass(frozen=True, slots=True)
class Arrival:
    """An order that came, and its place among those that came with it."""

    place: int
    reading: Reading
    key: Key
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class New:
    """An order that is not there yet."""

    id: OrderId
    arrival: Arrival
    buyer: Buyer
    quoted: Quoted | None = None


async def take(unit: Unit, read: Sequence[Reading | Malformed]) -> list[Taken]:
    """Write down those orders that are new, and answer each.

    What came before is answered as then, and what differs from it is refused; of two
    with one id, the first counts. Customers are made of new orders only.
    """
    pepper = (await keyring.secrets(unit)).pepper
    arrivals = list(_arrivals(read, pepper))
    await store.share_arrivals(unit)
    known = await store.known(unit, [each.key for each in arrivals])
    new, refused = await _identified(unit, [a for a in arrivals if a.key not in known])
    if await store.add(unit, [_values(each) for each in new]) < len(new):
        # Others wrote down the same ones meanwhile.
        known |= await store.known(unit, [each.arrival.key for each in new])
        new = [each for each in new if known[each.arrival.key].id == each.id]
    await _add_lines(unit, new)
    if new:
        unit.emit(OrdersRecorded(order_ids=tuple(each.id for each in new)))
        _claim(unit, new)
        await returning.arrived(unit, {each.arrival.key: each.id for each in new})
    written = {each.arrival.place: each.id for each in new}
    known |= {each.arrival.key: _known(each) for each in new}
    answers: dict[int, Taken] = {
        each.place: refused.get(each.place) or _answer(each, written, known)
        for each in arrivals
    }
    return [
        each if isinstance(each, Malformed) else answers[place]
        for place, each in enumerate(read)
    ]


def _claim(unit: Unit, new: Sequence[New]) -> None:
    """Write down what orders use besides money, and tell of those that do."""
    given = {each.id: each.arrival.reading.order for each in new}
    more = {each: order for each, order in given.items() if rules.is_claiming(order)}
    if more:
        claiming.add(unit, more, {each.id: each.quoted for each in new})
    using = [each for each in given if each in more or given[each].vouchers]
    if using:
        unit.emit(OrdersClaimed(order_ids=tuple(using)))


async def _add_lines(unit: Unit, new: Sequence[New]) -> None:
    """Write down the lines of new orders: few as parameters, more of them by COPY."""
    count = sum(len(each.arrival.reading.order.lines) for each in new)
    if count > store.PARAMETERS_MAX:
        await store.copy_lines(unit, _written(new))
    elif count:
        store.add_lines(unit, [line for each in new for line in _lines(each)])


def _arrivals(read: Sequence[Reading | Malformed], pepper: bytes) -> Iterator[Arrival]:
    for place, each in enumerate(read):
        if not isinstance(each, Malformed):
            key = (each.order.source, each.order.external_id)
            yield Arrival(place, each, key, rules.fingerprint(each.content, pepper))


async def _identified(
    unit: Unit, waiting: list[Arrival]
) -> tuple[list[New], dict[int, Refusal]]:
    """Return the first order of each id with its buyer, and who refused theirs."""
    new: dict[Key, New] = {}
    refused: dict[int, Refusal] = {}
    while waiting:
        firsts = list({each.key: each for each in reversed(waiting)}.values())[::-1]
        found = await buyers.identify(
            unit, [_buyer(each.reading.order) for each in firsts]
        )
        for arrival, buyer in zip(firsts, found, strict=True):
            if isinstance(buyer, Refusal):
                refused[arrival.place] = buyer
                continue
            made = _new(unit, arrival, buyer)
            if isinstance(made, Refusal):
                refused[arrival.place] = made
            else:
                new[arrival.key] = made
        waiting = [
            each
            for each in waiting
            if each.key not in new and each.place not in refused
        ]
    return list(new.values()), refused


def _new(unit: Unit, arrival: Arrival, buyer: Buyer) -> New | Refusal:
    """Return a new order with the quote by which it was placed, or refuse that."""
    try:
        quoted = quoting.check(unit, arrival.reading.order, buyer.customer_id)
    except QuoteRefused as refusal:
        return refusal
    return New(unit.new_id("ord"), arrival, buyer, quoted)


def _answer(
    arrival: Arrival, written: Mapping[int, OrderId], known: Mapping[Key, Known]
) -> Taken:
    if arrival.place in written:
        return Outcome.RECORDED, written[arrival.place]
    there = known[arrival.key]
    if there.fingerprint == arrival.fingerprint:
        return Outcome.UNCHANGED, there.id
    return OrderConflict(there.id)


def _buyer(order: Record) -> Claim:
    return Claim.of(order.source, order.customer, order.guest_email)


def _known(new: New) -> Known:
    source, external_id = new.arrival.key
    return Known(
        id=new.id,
        source=source,
        external_id=external_id,
        fingerprint=new.arrival.fingerprint,
    )


def _values(new: New) -> Values:
    """Return an order as its staging table takes it."""
    return (
        new.id,
        new.buyer.customer_id,
        new.buyer.visitor_id,
        new.buyer.guest_email_index,
        new.arrival.fingerprint,
        *new.arrival.reading.values,
    )


def _lines(new: New) -> Iterator[Values]:
    """Return the lines of an order as their staging table takes them."""
    for no, line in enumerate(new.arrival.reading.order.lines, start=1):
        yield (new.id, no, *line_values(line))


def _written(new: Iterable[New]) -> Iterator[str]:
    """Give the lines of orders as COPY reads them."""
    for each in new:
        order_id, reading = bare(each.id), each.arrival.reading
        for line in reading.lines or written_lines(reading.order):
            yield f"{order_id}\t{line}"
