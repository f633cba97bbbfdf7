"""The SQL of AVG requests: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    and_,
    delete,
    exists,
    insert,
    or_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.privacy import rules, words
from domain.privacy.erasure_tables import erasures
from domain.privacy.partner_tables import partner_callbacks, partner_requests
from domain.privacy.requests import (
    AvgRequest,
    Percent,
    RequestEvent,
    RequestId,
    RequestState,
)
from domain.privacy.tables import (
    privacy_exports,
    privacy_request_events,
    privacy_requests,
)

ALL_OF_ONE_MAX = 1_000
EVENTS_MAX = 200
OF_REQUESTS = (
    privacy_request_events,
    privacy_exports,
    partner_callbacks,
    partner_requests,
    erasures,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """What a request is answered with, sealed."""

    request_id: RequestId
    customer_id: CustomerId
    sealed: bytes
    digest: bytes
    token: bytes | None
    built_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request, whose it is, and how far it came."""

    id: RequestId
    customer_id: CustomerId
    state: RequestState
    received_at: datetime


async def add(unit: Unit, request: AvgRequest) -> None:
    """Write a request down."""
    wish = await words.sealed(unit, request, words.WISH, request.wish)
    row = {**asdict(request), "wish": wish, "note": None}
    unit.write(insert(privacy_requests).values(row))


async def save(unit: Unit, request: AvgRequest, note: str | None) -> None:
    """Write down what a request has become, which this unit holds, and a new note."""
    this = update(privacy_requests).where(privacy_requests.c.id == request.id)
    changed = {each: getattr(request, each) for each in CHANGING}
    if note is not None and request.note == note:
        changed["note"] = await words.sealed(unit, request, words.NOTE, note)
    unit.write(this.values(changed))


async def remember(unit: Unit, request: AvgRequest, note: str | None) -> None:
    """Write down that something happened to a request, and by whom."""
    unit.write(
        insert(privacy_request_events).values(
            request_id=request.id,
            seq=request.version,
            state=request.state,
            at=unit.now,
            actor=unit.principal.actor,
            note=await words.sealed(unit, request, words.TOLD, note),
        )
    )


async def find(unit: Unit, request_id: RequestId) -> AvgRequest | None:
    """Return a request."""
    return await _one(unit, REQUESTS.where(_is(request_id)))


async def hold(unit: Unit, request_id: RequestId) -> AvgRequest | None:
    """Return a request and keep others from it until this unit ends."""
    return await _one(unit, REQUESTS.where(_is(request_id)).with_for_update())


async def of_customer(unit: Unit, customer_id: CustomerId) -> tuple[AvgRequest, ...]:
    """Return what a customer asked, oldest first."""
    theirs = REQUESTS.where(privacy_requests.c.customer_id == customer_id)
    ordered = theirs.order_by(privacy_requests.c.id).limit(ALL_OF_ONE_MAX)
    return await requests(unit, ordered)


async def page(
    unit: Unit, customer_id: CustomerId, before: RequestId | None, limit: int
) -> tuple[AvgRequest, ...]:
    """Return what a customer asked before a request, newest first, and one more."""
    theirs = REQUESTS.where(privacy_requests.c.customer_id == customer_id)
    if before is not None:
        theirs = theirs.where(privacy_requests.c.id < before)
    newest = theirs.order_by(privacy_requests.c.id.desc()).limit(limit + 1)
    return await requests(unit, newest)


async def events(unit: Unit, request: AvgRequest) -> tuple[RequestEvent, ...]:
    """Return what happened to a request, in order."""
    theirs = view(privacy_request_events, RequestEvent).where(
        privacy_request_events.c.request_id == request.id
    )
    ordered = theirs.order_by(privacy_request_events.c.seq).limit(EVENTS_MAX)
    rows = await unit.all(dict[str, Any], ordered)
    return await words.told(unit, request.customer_id, rows)


async def unverified(unit: Unit, until: datetime, limit: int) -> tuple[AvgRequest, ...]:
    """Return requests of which nobody said in time who asked, and hold them."""
    waiting = REQUESTS.where(
        privacy_requests.c.state == RequestState.IDENTITY_PENDING,
        privacy_requests.c.received_at <= until,
    )
    oldest = waiting.order_by(privacy_requests.c.id).limit(limit)
    return await requests(unit, oldest.with_for_update(skip_locked=True))


async def to_answer(
    unit: Unit, *, failed_since: datetime, silent_since: datetime
) -> AvgRequest | None:
    """Return the oldest request that waits for an answer, and hold it.

    It did not fail lately, and whoever began it has not been heard of lately.
    """
    happened = privacy_request_events.c
    lately = exists().where(
        happened.request_id == privacy_requests.c.id,
        happened.state == RequestState.FAILED,
        happened.at > failed_since,
    )
    waits = and_(privacy_requests.c.state.in_(sorted(rules.WAITING)), ~lately)
    waiting = REQUESTS.where(or_(waits, _silent(silent_since)))
    oldest = waiting.order_by(privacy_requests.c.id).limit(1)
    return await _one(unit, oldest.with_for_update(skip_locked=True))


def note_progress(unit: Unit, request_id: RequestId, percent: Percent) -> None:
    """Write down how far an answer is, if it is being made."""
    running = privacy_requests.c.state == RequestState.RUNNING
    this = update(privacy_requests).where(_is(request_id), running)
    unit.write(this.values(progress=percent, progress_at=unit.now))


def keep(unit: Unit, artefact: Artefact) -> None:
    """Write down what a request is answered with."""
    row = asdict(artefact)
    new = upsert(privacy_exports).values(row)
    unit.write(
        new.on_conflict_do_update(constraint=privacy_exports.primary_key, set_=row)
    )


async def lend(unit: Unit, request_id: RequestId, token: bytes) -> datetime | None:
    """Let who holds a token fetch an answer, and nobody else; return until when."""
    this = update(privacy_exports).where(privacy_exports.c.request_id == request_id)
    until = privacy_exports.c.expires_at
    return await unit.value(this.values(token=token).returning(until))


async def take(unit: Unit, token: bytes) -> Artefact | None:
    """Return what a token fetches, and let it fetch nothing more."""
    this = (
        update(privacy_exports)
        .where(privacy_exports.c.token == token)
        .values(token=None)
        .returning(*view(privacy_exports, Artefact).selected_columns)
    )
    return await unit.one(Artefact, this)


async def forget(unit: Unit) -> int:
    """Forget the answers that nobody may fetch any more, and return how many."""
    over = delete(privacy_exports).where(privacy_exports.c.expires_at <= unit.now)
    return await unit.run(over)


async def received_after(
    unit: Unit, request_id: RequestId | None, limit: int
) -> tuple[Received, ...]:
    """Return requests after one, those that were received first before others."""
    rest = view(privacy_requests, Received)
    if request_id is not None:
        rest = rest.where(privacy_requests.c.id > request_id)
    return await unit.all(Received, rest.order_by(privacy_requests.c.id).limit(limit))


async def forget_requests(unit: Unit, request_ids: Sequence[RequestId]) -> None:
    """Let requests go, and all that is kept of them."""
    if not request_ids:
        return
    for table in OF_REQUESTS:
        await unit.run(delete(table).where(table.c.request_id.in_(request_ids)))
    these = privacy_requests.c.id.in_(request_ids)
    await unit.run(delete(privacy_requests).where(these))


async def requests(
    unit: Unit, statement: Executable, **given: Any
) -> tuple[AvgRequest, ...]:
    """Return the requests that a statement finds, opened."""
    return await words.opened(unit, await unit.all(dict[str, Any], statement, **given))


REQUESTS = view(privacy_requests, AvgRequest)
# What becomes of a request; the rest stays as it was asked.
CHANGING = (
    "state",
    "due_at",
    "extended_at",
    "verified_at",
    "duplicate_of",
    "article",
    "version",
    "progress",
)


async def _one(unit: Unit, statement: Executable) -> AvgRequest | None:
    found = await requests(unit, statement)
    return found[0] if found else None


def _silent(since: datetime) -> ColumnElement[bool]:
    running = privacy_requests.c.state == RequestState.RUNNING
    return and_(running, privacy_requests.c.progress_at <= since)


def _is(request_id: RequestId) -> ColumnElement[bool]:
    return privacy_requests.c.id == request_id
