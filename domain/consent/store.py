"""The SQL of consent: one function, one statement, one type."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent.model import (
    PURPOSES_MAX,
    Change,
    ConsentEvent,
    ConsentId,
    ContactChannel,
    Method,
    Notice,
    Purpose,
    Wording,
)
from domain.consent.rules import NEGATIVE, POSITIVE
from domain.consent.tables import (
    consent_events,
    consent_files,
    consent_states,
    notices,
    purposes,
)
from domain.kernel import CustomerId, Unit, walks
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.rows import view
from domain.kernel.sets import all_found, found, given, whole

GENESIS = bytes(32)
# Of one customer, who may change their mind every day for years.
EVENTS_MAX = 10_000
LAPSED_MAX = 500
CUSTOMERS = given(consent_states.c.customer_id)
OWNERS = given(consent_files.c.customer_id, name="owners")
OPEN_FILES = (
    upsert(consent_files)
    .from_select(
        ["customer_id", "version", "head"],
        select(OWNERS.c.customer_id, literal(0), literal(GENESIS)).order_by(
            OWNERS.c.customer_id
        ),
    )
    .on_conflict_do_nothing()
)
ADD = insertion(*whole(consent_events))
SAVED = insertion(*whole(consent_states))
SAVE = SAVED.on_conflict_do_update(
    constraint=consent_states.primary_key,
    set_={name: SAVED.excluded[name] for name in ("consent_id", "state", "expires_at")},
)

_TURNED = records(*whole(consent_files))
TURN = (
    update(consent_files)
    .where(consent_files.c.customer_id == _TURNED.c.customer_id)
    .values(version=_TURNED.c.version, head=_TURNED.c.head)
)

EVENTS = view(consent_events, ConsentEvent)
_TELLERS = given(
    consent_events.c.customer_id, consent_events.c.occurred_at, name="tellers"
)
_TOLD = all_found(
    "told",
    EVENTS,
    PURPOSES_MAX * len(ContactChannel),
    consent_events.c.customer_id == _TELLERS.c.customer_id,
    consent_events.c.occurred_at == _TELLERS.c.occurred_at,
)
TOLD = view(_TOLD, ConsentEvent).select_from(_TELLERS.join(_TOLD, true()))
_TOPICS = all_found(
    "topics",
    select(*(consent_states.c[each] for each in ("purpose", "channel", "consent_id"))),
    PURPOSES_MAX * len(ContactChannel),
    consent_states.c.customer_id == CUSTOMERS.c.customer_id,
)
_SAID = found("said", EVENTS, consent_events.c.id == _TOPICS.c.consent_id)
HOLDING = (
    view(_SAID, ConsentEvent)
    .select_from(CUSTOMERS.join(_TOPICS, true()).join(_SAID, true()))
    .order_by(_TOPICS.c.purpose, _TOPICS.c.channel)
)
_NEWEST = select(func.max(notices.c.version)).where(
    notices.c.purpose == purposes.c.purpose
)
_NEEDED = _NEWEST.where(notices.c.change == Change.MATERIAL)
PURPOSES: Any = select(
    purposes.c.purpose,
    purposes.c.name,
    purposes.c.basis,
    purposes.c.kind,
    purposes.c.channels,
    purposes.c.opt_in,
    purposes.c.valid_months,
    purposes.c.recorded_at,
    _NEWEST.scalar_subquery().label("notice_version"),
    _NEEDED.scalar_subquery().label("notice_needed"),
).limit(PURPOSES_MAX)


@dataclass(frozen=True, slots=True)
class _Agreed:
    customer_id: CustomerId
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that a customer said: how often, and the hash of the last of it."""

    customer_id: CustomerId
    version: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """What was said once, and the hash of it and of all that was said before."""

    event: ConsentEvent
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """A customer of whom some consent ends by itself."""

    customer_id: CustomerId


def put_purpose(unit: Unit, purpose: Purpose) -> None:
    """Write down what data is used for."""
    row = {
        "purpose": purpose.purpose,
        "name": msgspec.to_builtins(purpose.name),
        "basis": purpose.basis,
        "kind": purpose.kind,
        "channels": list(purpose.channels),
        "opt_in": purpose.opt_in,
        "valid_months": purpose.valid_months,
        "recorded_at": purpose.recorded_at,
    }
    new = upsert(purposes).values(row)
    unit.write(
        new.on_conflict_do_update(constraint=purposes.primary_key, set_=dict(row))
    )


async def all_purposes(unit: Unit) -> tuple[Purpose, ...]:
    """Return all that data is used for, by name."""
    return await _purposes(unit, PURPOSES.order_by(purposes.c.purpose))


async def those(unit: Unit, named: Iterable[str]) -> dict[str, Purpose]:
    """Return those of these purposes that there are."""
    theirs = purposes.c.purpose.in_(sorted(set(named)))
    found = await _purposes(unit, PURPOSES.where(theirs))
    return {each.purpose: each for each in found}


async def in_use(unit: Unit, purpose: str) -> bool:
    """Tell whether anybody has said anything of a purpose."""
    said = select(consent_states.c.purpose).where(consent_states.c.purpose == purpose)
    return await unit.value(said.limit(1)) is not None


async def publish(unit: Unit, notice: Notice) -> bool:
    """Write a notice down, unless another took its number meanwhile."""
    row = {**asdict(notice), "text": msgspec.to_builtins(notice.text)}
    new = upsert(notices).values(row).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def notice(unit: Unit, purpose: str, version: int) -> Notice | None:
    """Return a version of a notice."""
    this = view(notices, Notice).where(
        notices.c.purpose == purpose, notices.c.version == version
    )
    found = await unit.one(Notice, this)
    return found and replace(found, text=msgspec.convert(found.text, Wording))


async def hold(unit: Unit, customer_id: CustomerId) -> File:
    """Return a customer's file and keep everybody from it until this unit ends."""
    new = upsert(consent_files).values(customer_id=customer_id, version=0, head=GENESIS)
    unit.write(new.on_conflict_do_nothing())
    this = _file(customer_id)
    found = await unit.one(File, this.with_for_update())
    assert found is not None, customer_id
    return found


async def files(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, File]:
    """Return the files of those of these customers who ever said anything."""
    theirs = consent_files.c.customer_id.in_(select(CUSTOMERS.c.customer_id))
    found = await unit.all(
        File, view(consent_files, File).where(theirs), customer_id_of=list(customer_ids)
    )
    return {each.customer_id: each for each in found}


def turn(unit: Unit, turned: Iterable[File]) -> None:
    """Write down that customers, whose files this unit holds, said something."""
    rows = (
        {
            "customer_id": bare(each.customer_id),
            "version": each.version,
            "head": f"\\x{each.head.hex()}",
        }
        for each in turned
    )
    unit.write(TURN, records=encoded(rows))


def add(unit: Unit, said: Sequence[tuple[ConsentEvent, bytes]]) -> None:
    """Write down what was said, each with its hash."""
    rows = ({**_row(event), "hash": f"\\x{hashed.hex()}"} for event, hashed in said)
    unit.write(ADD, records=encoded(rows))


def save(unit: Unit, events: Iterable[ConsentEvent]) -> None:
    """Write down that these events hold, each for its topic."""
    rows = (
        {
            "customer_id": bare(event.customer_id),
            "purpose": event.purpose,
            "channel": event.channel,
            "consent_id": bare(event.id),
            "state": event.state,
            "expires_at": event.expires_at if event.state in POSITIVE else None,
        }
        for event in events
    )
    unit.write(SAVE, records=encoded(rows))


async def hold_many(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[File, ...]:
    """Return customers' files and keep everybody from them until this unit ends."""
    unit.write(OPEN_FILES, customer_id_of=list(customer_ids))
    theirs = consent_files.c.customer_id.in_(select(OWNERS.c.customer_id))
    held = view(consent_files, File).where(theirs).order_by(consent_files.c.customer_id)
    return await unit.all(
        File, held.with_for_update(), customer_id_of=list(customer_ids)
    )


async def holding(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[ConsentEvent, ...]:
    """Return the events that hold for customers, each for its topic."""
    return await unit.all(ConsentEvent, HOLDING, customer_id_of=list(customer_ids))


async def held_at(
    unit: Unit, customer_ids: Sequence[CustomerId], at: datetime
) -> tuple[ConsentEvent, ...]:
    """Return the events that held for customers at an instant, each for its topic.

    The order is that of `rules.order`.
    """
    theirs = consent_events.c.customer_id.in_(select(CUSTOMERS.c.customer_id))
    topic = (
        consent_events.c.customer_id,
        consent_events.c.purpose,
        consent_events.c.channel,
    )
    last = (
        consent_events.c.effective_at.desc(),
        consent_events.c.recorded_at.desc(),
        consent_events.c.state.in_(NEGATIVE).desc(),
        consent_events.c.seq.desc(),
    )
    held = (
        EVENTS.ext(distinct_on(*topic))
        .where(theirs, consent_events.c.effective_at <= at)
        .order_by(*topic, *last)
    )
    return await unit.all(ConsentEvent, held, customer_id_of=list(customer_ids))


async def events(unit: Unit, customer_id: CustomerId) -> tuple[ConsentEvent, ...]:
    """Return all that a customer ever said, in the order of telling."""
    theirs = EVENTS.where(consent_events.c.customer_id == customer_id)
    ordered = theirs.order_by(consent_events.c.seq).limit(EVENTS_MAX)
    return await unit.all(ConsentEvent, ordered)


async def told(
    unit: Unit, times: Collection[tuple[CustomerId, datetime]]
) -> tuple[ConsentEvent, ...]:
    """Return what customers said at instants, whether or not it holds."""
    given_times = {
        "customer_id_of": [customer_id for customer_id, _ in times],
        "occurred_at_of": [at for _, at in times],
    }
    return await unit.all(ConsentEvent, TOLD, **given_times)


async def first_agreed(
    unit: Unit, customer_ids: Sequence[CustomerId], purposes: Collection[str]
) -> dict[tuple[CustomerId, str], datetime]:
    """Return when customers first said yes to purposes, whether or not it holds."""
    said = consent_events.c
    first = (
        select(said.customer_id, said.purpose, func.min(said.effective_at).label("at"))
        .where(said.customer_id.in_(select(CUSTOMERS.c.customer_id)))
        .where(said.purpose.in_(sorted(purposes)), said.state.in_(sorted(POSITIVE)))
        .where(said.method != Method.MERGER)
        .group_by(said.customer_id, said.purpose)
    )
    found = await unit.all(_Agreed, first, customer_id_of=list(customer_ids))
    return {(each.customer_id, each.purpose): each.at for each in found}


async def event(unit: Unit, consent_id: ConsentId) -> Hashed | None:
    """Return what was said once, with its hash."""
    this = EVENTS.add_columns(consent_events.c.hash)
    held = await unit.one(dict[str, Any], this.where(consent_events.c.id == consent_id))
    if held is None:
        return None
    hashed: bytes = held.pop("hash")
    return Hashed(event=ConsentEvent(**held), hash=hashed)


async def events_after(
    unit: Unit, after: str | None, limit: int
) -> tuple[ConsentEvent, ...]:
    """Return what was said by anybody after something, in the order of recording."""
    piece = walks.following(EVENTS, consent_events.c.id, after, limit)
    return await unit.all(ConsentEvent, piece)


async def page(
    unit: Unit, customer_id: CustomerId, before: int | None, limit: int
) -> tuple[ConsentEvent, ...]:
    """Return what a customer said before a number, newest first, and one more."""
    theirs = EVENTS.where(consent_events.c.customer_id == customer_id)
    if before is not None:
        theirs = theirs.where(consent_events.c.seq < before)
    newest = theirs.order_by(consent_events.c.seq.desc()).limit(limit + 1)
    return await unit.all(ConsentEvent, newest)


async def hashes(unit: Unit, customer_id: CustomerId) -> tuple[bytes, ...]:
    """Return the hashes of all that a customer ever said, in the order of telling."""
    theirs = select(func.array_agg(consent_events.c.hash)).where(
        consent_events.c.customer_id == customer_id
    )
    told = await unit.value(theirs)
    return tuple(told or ())


async def lapsing(unit: Unit) -> tuple[Lapsing, ...]:
    """Return some customers whose consent has ended by itself, unsaid as yet."""
    over = (
        view(consent_states, Lapsing)
        .where(consent_states.c.expires_at <= unit.now)
        .distinct()
    )
    return await unit.all(Lapsing, over.limit(LAPSED_MAX))


async def _purposes(unit: Unit, statement: Select[Any]) -> tuple[Purpose, ...]:
    found = await unit.all(Purpose, statement)
    return tuple(
        replace(
            each,
            name=msgspec.convert(each.name, Wording),
            channels=tuple(map(ContactChannel, each.channels)),
        )
        for each in found
    )


def _file(customer_id: CustomerId) -> Select[Any]:
    return view(consent_files, File).where(consent_files.c.customer_id == customer_id)


def _row(event: ConsentEvent) -> dict[str, Any]:
    return {
        **asdict(event),
        "id": bare(event.id),
        "customer_id": bare(event.customer_id),
    }
