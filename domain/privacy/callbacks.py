"""Callbacks: a partner is told how far its requests are (OpenDSR 2.0, section 8.5).

A call is three steps, as handing over a mail is: take (a unit, which counts it), post
(none), record (another). What is not taken is tried again, later each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from domain.kernel import Unit, ids, writes
from domain.kernel.types import Count
from domain.privacy import callback_store, store
from domain.privacy.attesting import attested
from domain.privacy.callback_store import Callback
from domain.privacy.events import CallbackDue
from domain.privacy.partner import PROGRESS, CallbackId, Progress, TakeForPartner
from domain.privacy.requests import RequestId

DUE_MAX = 500
ATTEMPTS_MAX = 12
# A call takes no longer; without an outcome by then, there will be none.
LEASE = timedelta(minutes=2)
FIRST_WAIT, WAIT_MAX = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCallback:
    """Take a callback, to be posted at once."""

    callback_id: CallbackId


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is posted to a partner, signed."""

    callback_id: CallbackId
    progress: Progress
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCallback:
    """Say whether a partner took what it was told."""

    callback_id: CallbackId
    progress: Progress
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPartners:
    """Call for what partners are to be told by now."""

    limit: Annotated[int, Meta(ge=1, le=DUE_MAX)] = DUE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How many callbacks were called for."""

    done: Count


def tell(unit: Unit, asked: TakeForPartner, request_id: RequestId | None) -> None:
    """Write down where a partner is to be told of a request."""
    for url in dict.fromkeys(asked.callbacks):
        made = Callback(
            id=unit.new_id("pcb"),
            partner=asked.partner,
            their_number=asked.their_number,
            request_id=request_id,
            url=url,
            domain=asked.domain,
            told=None,
            attempts=0,
            due_at=unit.now,
        )
        callback_store.add(unit, made)


@writes("system")
async def call_partners(unit: Unit, command: CallPartners) -> Called:
    """Call for callbacks of requests that are further than their partners know."""
    found: Iterable[CallbackId] = await callback_store.due(unit, command.limit)
    calls = [CallbackDue(callback_id=each) for each in found]
    for each in calls:
        unit.emit(each)
    return Called(done=len(calls))


@writes("system")
async def take_callback(unit: Unit, command: TakeCallback) -> Call | None:
    """Take a callback that is due, or nothing if it is not, or not any more."""
    found = await callback_store.hold(unit, command.callback_id)
    if found is None or found.due_at is None or found.due_at > unit.now:
        return None
    request = found.request_id and await store.find(unit, found.request_id)
    progress = PROGRESS[request.state] if request else Progress.COMPLETED
    if found.told is progress:
        return None
    taken = replace(found, attempts=found.attempts + 1, due_at=unit.now + LEASE)
    callback_store.save(unit, taken)
    said = {
        "controller_id": ids.encode("tnt", unit.principal.tenant),
        "expected_completion_time": request.due_at if request else unit.now,
        "status_callback_url": found.url,
        "subject_request_id": found.their_number,
        "request_status": progress,
    }
    body = msgspec.json.encode(said)
    signed = await attested(unit, found.domain, body)
    return Call(
        callback_id=found.id,
        progress=progress,
        url=found.url,
        headers={"Content-Type": "application/json", **signed},
        body=body,
    )


@writes("system")
async def record_callback(unit: Unit, command: RecordCallback) -> None:
    """Write down what a partner was told; what it did not take is told again."""
    found = await callback_store.hold(unit, command.callback_id)
    if found is None:
        return
    if command.taken:
        told = replace(found, told=command.progress, attempts=0, due_at=unit.now)
        callback_store.save(unit, told)
        return
    wait = min(FIRST_WAIT * 2 ** (found.attempts - 1), WAIT_MAX)
    again = None if found.attempts >= ATTEMPTS_MAX else unit.now + wait
    callback_store.save(unit, replace(found, due_at=again))
