"""Writing events down: one or a thousand, by the same few statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain import consent, orders
from domain.events import rules, store
from domain.events.model import EventId, EventsRecorded, Record
from domain.events.refusals import EventConflict, PersonErased
from domain.events.store import Key, Known, Row
from domain.kernel import Malformed, Refusal, Unit, keyring
from domain.kernel.batches import Outcome, malformed
from domain.orders import Buyer, Claim

Taken: TypeAlias = tuple[Outcome, EventId] | Refusal


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came, and its place among those that came with it."""

    place: int
    event: Record
    key: Key
    fingerprint: bytes


async def take(unit: Unit, read: Sequence[Record | Malformed]) -> list[Taken]:
    """Write down those events that are new, and answer each.

    What came before is answered as then, and what differs from it is refused; of two
    with one id, the first counts.
    """
    read = await _checked(unit, read)
    pepper = (await keyring.secrets(unit)).pepper
    arrivals = list(_arrivals(read, pepper))
    known = await store.known(unit, [each.key for each in arrivals])
    firsts = {each.key: each for each in reversed(arrivals) if each.key not in known}
    new, refused = await _identified(unit, list(firsts.values())[::-1])
    rows = [row for _, row in new]
    if await store.add(unit, rows) < len(rows):
        # Others wrote down the same ones meanwhile.
        known |= await store.known(unit, [each.key for each, _ in new])
        new = [(each, row) for each, row in new if known[each.key].id == row.id]
    if new:
        unit.emit(EventsRecorded(event_ids=tuple(row.id for _, row in new)))
        await _heed_browsers(unit, new)
    known |= {each.key: _known(row) for each, row in new}
    written = {each.place for each, _ in new}
    answers: dict[int, Taken] = {
        each.place: refused.get(each.key) or _answer(each, written, known)
        for each in arrivals
    }
    return [
        each if isinstance(each, Malformed) else answers[place]
        for place, each in enumerate(read)
    ]


async def _heed_browsers(unit: Unit, new: Sequence[tuple[Arrival, Row]]) -> None:
    """Let customers object to sharing whose browsers ask for that."""
    asked = [row for each, row in new if each.event.gpc]
    for source in sorted({row.source for row in asked}):
        whose = [row.customer_id for row in asked if row.source == source]
        await consent.heed_gpc(unit, [each for each in whose if each], source)


async def _checked(
    unit: Unit, read: Sequence[Record | Malformed]
) -> list[Record | Malformed]:
    """Return events, of which those that do not fit their types are refused."""
    named = {each.type for each in read if not isinstance(each, Malformed)}
    own = named - rules.KNOWN.keys()
    schemas = await store.schemas(unit, own) if own else {}
    checks = {type_: rules.checker(type_, schemas.get(type_)) for type_ in named}
    return [
        each if isinstance(each, Malformed) else _check(each, checks[each.type])
        for each in read
    ]


def _check(event: Record, check: rules.Check | None) -> Record | Malformed:
    if check is None:
        return malformed("/type", "No such type of events.")
    try:
        check(event.data)
    except Malformed as refusal:
        return refusal
    return event


def _arrivals(read: Sequence[Record | Malformed], pepper: bytes) -> Iterator[Arrival]:
    for place, event in enumerate(read):
        if not isinstance(event, Malformed):
            key = (event.source, event.external_id)
            yield Arrival(place, event, key, rules.fingerprint(event, pepper))


async def _identified(
    unit: Unit, arrivals: Sequence[Arrival]
) -> tuple[list[tuple[Arrival, Row]], dict[Key, Refusal]]:
    """Return events with whose they are, and why others are refused."""
    claims = [Claim.of(each.event.source, each.event.customer) for each in arrivals]
    found = await orders.identify_buyers(unit, claims)
    new: list[tuple[Arrival, Row]] = []
    refused: dict[Key, Refusal] = {}
    for each, whose in zip(arrivals, found, strict=True):
        if isinstance(whose, Refusal):
            refused[each.key] = whose
        elif whose.erased:
            refused[each.key] = PersonErased()
        else:
            new.append((each, _row(unit, each, whose)))
    return new, refused


def _row(unit: Unit, arrival: Arrival, whose: Buyer) -> Row:
    event = arrival.event
    return Row(
        id=unit.new_id("evt"),
        source=event.source,
        external_id=event.external_id,
        type=event.type,
        customer_id=whose.customer_id,
        visitor_id=whose.visitor_id,
        data=event.data,
        fingerprint=arrival.fingerprint,
        occurred_at=event.occurred_at,
        recorded_at=unit.now,
    )


def _known(row: Row) -> Known:
    return Known(
        id=row.id,
        source=row.source,
        external_id=row.external_id,
        fingerprint=row.fingerprint,
    )


def _answer(arrival: Arrival, written: set[int], known: Mapping[Key, Known]) -> Taken:
    there = known[arrival.key]
    if there.fingerprint != arrival.fingerprint:
        return EventConflict(there.id)
    new = arrival.place in written
    return (Outcome.RECORDED if new else Outcome.UNCHANGED), there.id
