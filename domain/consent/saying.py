"""Saying: the one path by which what a customer agrees to changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(slots=True)
class Story:
    """What a customer says, whose file this unit holds, until it is written down."""

    file: store.File
    holding: dict[Topic, ConsentEvent]
    first: bool
    hashed: list[tuple[ConsentEvent, bytes]] = field(
        default_factory=list[tuple[ConsentEvent, bytes]]
    )

    @property
    def events(self) -> tuple[ConsentEvent, ...]:
        """Return what is new."""
        return tuple(event for event, _ in self.hashed)

    @property
    def changed(self) -> tuple[ConsentEvent, ...]:
        """Return what holds of each topic of which something is new."""
        return tuple(self.holding[each] for each in {*map(rules.topic, self.events)})

    def add(self, said: ConsentEvent) -> None:
        """Have something be said after all that was."""
        event = replace(said, seq=self.file.version + 1)
        head = rules.digest(self.file.head, event)
        self.file = replace(self.file, version=event.seq, head=head)
        self.hashed.append((event, head))
        about = rules.topic(event)
        holder = self.holding.get(about)
        if holder is None or rules.order(event) > rules.order(holder):
            self.holding[about] = event


async def write_down(
    unit: Unit, file: store.File, said: Sequence[Saying]
) -> tuple[ConsentEvent, ...]:
    """Write down what a customer says, whose file this unit holds; return what is new.

    What was said of a topic before, at the same instant and in the same way, is known.
    """
    (story,) = await begin(unit, [file])
    for each in said:
        event = heard(unit, file.customer_id, each)
        holder = story.holding.get(each.topic)
        if holder is None or as_said(holder) != as_said(event):
            story.add(event)
    await save(unit, [story])
    asked = [each for each in story.changed if _is_own_yes(each)]
    if any(each in story.events for each in asked):
        customers.drop_suppression(unit, [file.customer_id])
    return story.events


async def begin(unit: Unit, files: Collection[store.File]) -> tuple[Story, ...]:
    """Return the stories of customers whose files this unit holds."""
    held: defaultdict[CustomerId, list[ConsentEvent]] = defaultdict(list)
    for each in await store.holding(unit, [file.customer_id for file in files]):
        held[each.customer_id].append(each)
    return tuple(
        Story(
            file=file,
            holding=rules.latest(held[file.customer_id]),
            first=file.version == 0,
        )
        for file in files
    )


async def save(unit: Unit, stories: Iterable[Story]) -> None:
    """Write down what was said in stories, and tell of it."""
    told = [each for each in stories if each.hashed]
    if not told:
        return
    if any(each.first for each in told):
        # From the first word on there are receipts, which who only reads signs.
        await signing.provide(unit)
    store.add(unit, [said for each in told for said in each.hashed])
    store.save(unit, [event for each in told for event in each.changed])
    store.turn(unit, [each.file for each in told])
    purposes = {event.purpose for each in told for event in each.events}
    unit.emit(
        ConsentsChanged(
            customer_ids=tuple(each.file.customer_id for each in told),
            purposes=tuple(sorted(purposes)),
        )
    )


def heard(unit: Unit, customer_id: CustomerId, saying: Saying) -> ConsentEvent:
    """Return what is said as it is to be written down; its number is yet to come."""
    said = saying.said
    return ConsentEvent(
        id=unit.new_id("con"),
        customer_id=customer_id,
        seq=0,
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


def as_said(event: ConsentEvent) -> ConsentEvent:
    """Return what was said and nothing of ours, which is the same if it is again."""
    at = event.occurred_at
    return replace(event, id="", seq=0, recorded_at=at, effective_at=at)


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
