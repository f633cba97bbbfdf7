"""Erasing: keys are destroyed, then all places follow, and a certificate says so.

Each is a bounded piece of work for many customers at once, in a unit of its own. Until
the key is destroyed it can be called off; from then on it is only ever finished.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers, households, ledger, orders, rewards, vouchers
from domain.kernel import CustomerId, Unit, writes
from domain.privacy import (
    erasure_rules,
    erasure_store,
    legal_hold_store,
    rules,
    shredding,
)
from domain.privacy.asking import save
from domain.privacy.erasure import Stage
from domain.privacy.erasure_store import Done
from domain.privacy.events import CustomerErased
from domain.privacy.releasing import next_after
from domain.privacy.requests import AvgRequest, RequestId, RequestState

PIECE = 200
STEPS_AT_ONCE = 8
WITHDRAWN = "Its owner was erased."
ANSWERED = "The customer was erased."
Piece = Annotated[int, Meta(ge=1, le=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyKeys:
    """Destroy the keys of customers whose time to think it over has passed."""

    limit: Piece = PIECE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShredSome:
    """Take some more of what is known of customers away whose keys were destroyed."""

    limit: Piece = PIECE


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """How many erasures went on, and whether there may be more."""

    done: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who is to be erased, by all ids that they are known by."""

    stage: Stage
    ids: tuple[CustomerId, ...]


@writes("system")
async def destroy_keys(unit: Unit, command: DestroyKeys) -> Erasing:
    """Destroy the keys of some customers, whom no hold and no answer keeps back.

    What they hold is donated or forfeited, their vouchers are void, and their names go
    into the journal. There is no way back.
    """
    due = await erasure_store.due(unit, command.limit)
    people = await _held(unit, due)
    ready = await _ready(unit, people)
    if ready:
        await _destroy(unit, ready)
    more = bool(ready) and len(due) == command.limit
    return Erasing(done=len(ready), more=more)


@writes("system")
async def shred_some(unit: Unit, command: ShredSome) -> Erasing:
    """Carry out some steps for those erasures that are the furthest behind."""
    steps = shredding.steps()
    behind = await erasure_store.under_way(unit, len(steps), command.limit)
    if not behind:
        return Erasing(done=0, more=False)
    begun = behind[0].steps_done
    stages = [each for each in behind if each.steps_done == begun]
    until = min(begun + STEPS_AT_ONCE, len(steps))
    whose = await _whose(unit, stages)
    for number in range(begun, until):
        step = steps[number]
        told = await erasure_store.carry_out(unit, step, sorted(whose))
        erasure_store.tell(unit, _sums(number, step, told, whose))
    ids = [each.request_id for each in stages]
    erasure_store.change(unit, ids, steps_done=until)
    if until == len(steps):
        await _propagate(unit, stages)
    return Erasing(done=len(stages), more=True)


async def carry_on(unit: Unit, asked: Sequence[AvgRequest]) -> None:
    """Destroy keys at once that were destroyed before, and came back."""
    by_id = {each.id: each for each in asked}
    stages = await erasure_store.those(unit, by_id)
    people = await _held(unit, stages)
    if people:
        await _destroy(unit, [(each, by_id[each.stage.request_id]) for each in people])


async def _held(unit: Unit, due: Sequence[Stage]) -> list[_Person]:
    """Return who is to be erased, and keep everybody from them.

    Who is merged with somebody else while we wait is looked at again later.
    """
    before = await customers.people(unit, [each.customer_id for each in due])
    there = set(await customers.hold(unit, before))
    now = await customers.people(unit, [each.customer_id for each in due])
    people: list[_Person] = []
    taken: set[CustomerId] = set()
    for stage in due:
        whole = now.get(stage.customer_id)
        ids = tuple(each for each, kept in now.items() if kept == whole)
        if whole is None or whole in taken or not there.issuperset(ids):
            continue
        taken.add(whole)
        people.append(_Person(stage, (whole, *(e for e in ids if e != whole))))
    return people


async def _ready(
    unit: Unit, people: Sequence[_Person]
) -> list[tuple[_Person, AvgRequest]]:
    """Return whom nothing keeps from being erased now; the others are tried later."""
    requests = {
        each.id: each
        for each in await erasure_store.hold_many(
            unit, [each.stage.request_id for each in people]
        )
    }
    ids = [each for person in people for each in person.ids]
    held = await legal_hold_store.held_until(unit, ids)
    answering = await erasure_store.answering(unit, ids)
    ready: list[tuple[_Person, AvgRequest]] = []
    for person in people:
        stage = person.stage
        request = requests[stage.request_id]
        if request.state is not RequestState.COOLING_OFF:
            erasure_store.change(unit, [stage.request_id], erase_at=None)
            continue
        later = erasure_rules.postponed(
            stage,
            unit.now,
            held_until=max((held[e] for e in person.ids if e in held), default=None),
            answering=not answering.isdisjoint(person.ids),
        )
        if later is None:
            ready.append((person, request))
        else:
            erasure_store.change(unit, [stage.request_id], erase_at=later)
    return ready


async def _destroy(unit: Unit, ready: Sequence[tuple[_Person, AvgRequest]]) -> None:
    ids = [each for person, _ in ready for each in person.ids]
    donating = {
        each: person.stage.donate_to
        for person, _ in ready
        for each in person.ids
        if person.stage.donate_to is not None
    }
    await households.hold_all(unit, ids)
    await rewards.release_all_of(unit, ids)
    await households.leave_all(unit, ids)
    await vouchers.void_of(unit, ids, WITHDRAWN)
    await ledger.forfeit_all(unit, ids, donating)
    await _withdraw(unit, ids, {request.id for _, request in ready})
    erased = await customers.erase(unit, ids)
    customers.keep_until(unit, ids, next_after(unit.now))
    await orders.forget_guests(unit, erased.email_indexes, erased.visitor_ids)
    for person, request in ready:
        erasure_store.change(
            unit,
            [request.id],
            customer_id=person.ids[0],
            destroyed_at=unit.now,
            erase_at=None,
        )
        await save(unit, rules.follow(request, RequestState.KEY_DESTROYED), None)


async def _withdraw(
    unit: Unit, ids: Sequence[CustomerId], erasing: Iterable[RequestId]
) -> None:
    """Let go of whatever else who is erased has asked."""
    others = await erasure_store.hold_open(unit, ids, rules.CANCELLABLE)
    for each in others:
        if each.id not in set(erasing):
            await save(unit, rules.follow(each, RequestState.CANCELLED), ANSWERED)


async def _whose(unit: Unit, stages: Sequence[Stage]) -> Mapping[CustomerId, RequestId]:
    """Return all ids of who is erased, and for which request."""
    by_customer = {each.customer_id: each.request_id for each in stages}
    people = await customers.people(unit, sorted(by_customer))
    return {each: by_customer[kept] for each, kept in people.items()}


def _sums(
    number: int,
    step: shredding.Step,
    told: Sequence[erasure_store.Told],
    whose: Mapping[CustomerId, RequestId],
) -> list[Done]:
    """Return what a step came to for each request of which there was anything."""
    theirs: dict[RequestId, list[erasure_store.Told]] = {}
    for each in told:
        theirs.setdefault(whose[each.whose], []).append(each)
    return [
        Done(
            request_id=request_id,
            step=number,
            place=step.place,
            treatment=step.treatment,
            rows=sum(each.rows for each in rows),
            digests=[digest for each in rows for digest in each.digests],
        )
        for request_id, rows in sorted(theirs.items())
    ]


async def _propagate(unit: Unit, stages: Sequence[Stage]) -> None:
    """Tell all who hold something of these customers that they must let go of it."""
    held = await erasure_store.hold_many(unit, [each.request_id for each in stages])
    requests = {each.id: each for each in held}
    for stage in stages:
        request = requests[stage.request_id]
        await save(unit, rules.follow(request, RequestState.PROPAGATING), None)
        assert stage.destroyed_at is not None, stage
        unit.emit(
            CustomerErased(
                request_id=stage.request_id,
                customer_id=stage.customer_id,
                erased_at=stage.destroyed_at,
            )
        )
