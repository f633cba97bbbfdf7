"""Saying: the one path by which what a customer agrees to changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import customers, signing, tenants
from domain.consent import rules, store
from domain.consent.events import ConsentsChanged
from domain.consent.model import (
    Basis,
    ConsentEvent,
    ConsentState,
    Method,
    Purpose,
    Said,
)
from domain.consent.rules import Topic
from domain.kernel import CustomerId, Unit
from domain.kernel.calendar import end_of, months_later


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something that is about to be written down of one topic."""

    topic: Topic
    said: Said
    basis: Basis
    source: str
    occurred_at: datetime
    expires_at: datetime | None


async def sayings(
    unit: Unit, said: Said, purpose: Purpose, source: str
) -> tuple[Saying, ...]:
    """Return what there is to write down of something that was said."""
    occurred_at = said.occurred_at or unit.now
    expires_at = None
    if said.state in rules.POSITIVE and purpose.valid_months is not None:
        zone = ZoneInfo((await tenants.programme(unit)).time_zone)
        begins = min(occurred_at, unit.now).astimezone(zone).date()
        expires_at = end_of(months_later(begins, purpose.valid_months), zone)
    return tuple(
        Saying(
            topic=topic,
            said=said,
            basis=purpose.basis,
            source=source,
            occurred_at=occurred_at,
            expires_at=expires_at,
        )
        for topic in rules.topics(said, purpose)
    )


async def write_down(
    unit: Unit, file: store.File, said: Sequence[Saying]
) -> tuple[ConsentEvent, ...]:
    """Write down what a customer says, whose file this unit holds; return what is new.

    What was said of a topic before, at the same instant and in the same way, is known.
    """
    held = await store.holding(unit, [file.customer_id])
    holding = rules.latest(held)
    first = file.version == 0
    events: list[ConsentEvent] = []
    hashed: list[tuple[ConsentEvent, bytes]] = []
    for each in said:
        event = _event(unit, file, each)
        holder = holding.get(each.topic)
        if holder is not None and _same(holder, event):
            continue
        head = rules.digest(file.head, event)
        file = replace(file, version=file.version + 1, head=head)
        hashed.append((event, head))
        if holder is None or rules.order(event) > rules.order(holder):
            holding[each.topic] = event
        events.append(event)
    if events:
        if first:
            # From the first word on there are receipts, which who only reads signs.
            await signing.provide(unit)
        store.add(unit, hashed)
        changed = [holding[topic] for topic in {rules.topic(each) for each in events}]
        store.save(unit, changed)
        store.turn(unit, file)
        if any(_is_own_yes(each) for each in events):
            customers.drop_suppression(unit, [file.customer_id])
        _tell(unit, file.customer_id, events)
    return tuple(events)


def _event(unit: Unit, file: store.File, saying: Saying) -> ConsentEvent:
    said = saying.said
    return ConsentEvent(
        id=unit.new_id("con"),
        customer_id=file.customer_id,
        seq=file.version + 1,
        purpose=saying.topic.purpose,
        channel=saying.topic.channel,
        state=said.state,
        basis=saying.basis,
        notice_version=said.notice_version,
        language=said.language,
        method=said.method,
        source=saying.source,
        confirmed_at=said.confirmed_at,
        network=None if said.ip is None else rules.network(said.ip),
        occurred_at=saying.occurred_at,
        effective_at=min(saying.occurred_at, unit.now),
        recorded_at=unit.now,
        expires_at=saying.expires_at,
    )


def _is_own_yes(event: ConsentEvent) -> bool:
    """Tell whether a customer asked for something by themselves, and anew."""
    return event.state in rules.POSITIVE and event.method is not Method.MERGER


def _same(known: ConsentEvent, event: ConsentEvent) -> bool:
    """Tell whether something was said before; whatever is ours aside."""
    ours = {
        "id": known.id,
        "seq": known.seq,
        "recorded_at": known.recorded_at,
        "effective_at": known.effective_at,
    }
    return replace(event, **ours) == known


def _tell(unit: Unit, customer_id: CustomerId, events: Iterable[ConsentEvent]) -> None:
    named = tuple(sorted({each.purpose for each in events}))
    unit.emit(ConsentsChanged(customer_ids=(customer_id,), purposes=named))


def lapse(known: ConsentEvent) -> Saying:
    """Return that a consent has ended by itself, at the instant at which it did."""
    assert known.expires_at is not None, known
    said = Said(
        purpose=known.purpose,
        state=ConsentState.EXPIRED,
        channel=known.channel,
        method=Method.CLOCK,
    )
    return Saying(
        topic=rules.topic(known),
        said=said,
        basis=known.basis,
        source="clock",
        occurred_at=known.expires_at,
        expires_at=None,
    )


def again(known: ConsentEvent, source: str, now: datetime) -> Saying:
    """Return that what was said somewhere else holds here from now on."""
    said = Said(
        purpose=known.purpose,
        state=known.state,
        channel=known.channel,
        notice_version=known.notice_version,
        language=known.language,
        method=Method.MERGER,
        confirmed_at=known.confirmed_at,
    )
    return Saying(
        topic=rules.topic(known),
        said=said,
        basis=known.basis,
        source=source,
        occurred_at=now,
        expires_at=known.expires_at,
    )


def undo(
    known: ConsentEvent, before: ConsentEvent | None, source: str, now: datetime
) -> Saying:
    """Return that what was said before something holds again; or nothing, if so.

    Who had said nothing agrees to nothing.
    """
    if before is not None:
        return again(before, source, now)
    said = Said(
        purpose=known.purpose,
        state=ConsentState.INVALIDATED,
        channel=known.channel,
        method=Method.MERGER,
    )
    return Saying(
        topic=rules.topic(known),
        said=said,
        basis=known.basis,
        source=source,
        occurred_at=now,
        expires_at=None,
    )
