"""Entering: who begins a journey, by what they did or by a day that came."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import customers, events, orders, privacy, tenants
from domain.kernel import CustomerId, Unit, writes
from domain.messages import journey_store, machine, round_store
from domain.messages.arriving import ordered
from domain.messages.entry import (
    Consider,
    EnterByEvents,
    EnterByOrders,
    EnterByRequest,
    EnterBySignUp,
    EnterByTier,
    LookRound,
    Walked,
)
from domain.messages.facts import facts_of
from domain.messages.journey import (
    BY_MAIL,
    EntryKind,
    Journey,
    JourneyState,
    JourneyTerms,
)
from domain.messages.known import Arrival

LOOKED_MAX = 100
DUE = frozenset(
    {
        *(EntryKind.ORDERED, EntryKind.NEAR_REWARD, EntryKind.POINTS_EXPIRING),
        *(EntryKind.OVERDUE, EntryKind.REPLENISH, EntryKind.TIER_AT_RISK),
        *(EntryKind.BIRTHDAY, EntryKind.VOUCHER_EXPIRING, EntryKind.ARRIVALS),
    }
)
# A term is over when its last day is.
MOMENT = timedelta(microseconds=1)
# What is to be looked at upon what somebody did.
DONE = {"cart": EntryKind.CART, "review": EntryKind.POOR_REVIEW}
# Of these nobody writes elsewhere that they are done.
TOLD_HERE = (
    privacy.RequestKind.RECTIFICATION,
    privacy.RequestKind.RESTRICTION,
    privacy.RequestKind.OBJECTION,
)


@writes("system")
async def enter_by_orders(unit: Unit, command: EnterByOrders) -> Walked:
    """Let who ordered lately enter; an old order that comes in late begins nothing."""
    journeys = await beginning(unit, EntryKind.ORDERED)
    if not journeys:
        return Walked(done=0)
    asked = orders.FindMany(order_ids=command.order_ids)
    found = await orders.find_many(unit, asked)
    for journey in journeys:
        for order in found:
            if order.customer_id is not None and _is_new(
                unit, journey, order.occurred_at
            ):
                entered = ordered(order.occurred_at)
                enter(unit, journey, order.customer_id, entered)
    return Walked(done=len(found))


@writes("system")
async def enter_by_sign_up(unit: Unit, command: EnterBySignUp) -> Walked:
    """Let somebody new enter what begins with that."""
    for journey in await beginning(unit, EntryKind.SIGNED_UP):
        enter(unit, journey, command.customer_id, Arrival(key="once", values={}))
    return Walked(done=1)


@writes("system")
async def enter_by_tier(unit: Unit, command: EnterByTier) -> Walked:
    """Let who came to a tier lately enter what begins with that."""
    for journey in await beginning(unit, EntryKind.TIER_REACHED):
        for each in command.climbed:
            if _is_new(unit, journey, each.since):
                key = f"{each.tier}-{each.since.date().isoformat()}"
                enter(unit, journey, each.customer_id, Arrival(key=key, values={}))
    return Walked(done=len(command.climbed))


@writes("system")
async def enter_by_events(unit: Unit, command: EnterByEvents) -> Walked:
    """Let who left something in a cart, or was disappointed, enter."""
    every = [await beginning(unit, kind) for kind in DONE.values()]
    if not any(every):
        return Walked(done=0)
    done = await events.behaviours(unit, command.event_ids)
    for type_, kind in sorted(DONE.items()):
        whose = {e.customer_id for e in done if e.type == type_ and e.customer_id}
        await _look(unit, sorted(whose), (kind,))
    return Walked(done=len(done))


@writes("system")
async def enter_by_request(unit: Unit, command: EnterByRequest) -> Walked:
    """Let who asked something by the AVG hear that it came in, and that it is done."""
    match command.state:
        case privacy.RequestState.VERIFIED:
            kind = EntryKind.PRIVACY_ASKED
        case privacy.RequestState.CLOSED if command.kind in TOLD_HERE:
            kind = EntryKind.PRIVACY_DONE
        case _:
            return Walked(done=0)
    for journey in await beginning(unit, kind):
        asked = privacy.FindRequest(request_id=command.request_id)
        request = await privacy.find_request(unit, asked)
        zone = ZoneInfo((await tenants.programme(unit)).time_zone)
        day = (request.due_at - MOMENT).astimezone(zone).date().isoformat()
        values = {"asked": command.kind.value, "day": day}
        arrived = Arrival(key=command.request_id, values=values)
        enter(unit, journey, command.customer_id, arrived)
    return Walked(done=1)


async def enter_by_apology(
    unit: Unit, customer_id: CustomerId, key: str, points: int
) -> None:
    """Let somebody enter whom a person helped, and gave something."""
    for journey in await beginning(unit, EntryKind.APOLOGY):
        arrived = Arrival(key=key, values={"amount": str(points)})
        enter(unit, journey, customer_id, arrived)


@writes("system")
async def consider(unit: Unit, command: Consider) -> Walked:
    """Let those enter for whom a day has come, or something is near."""
    await _look(unit, command.customer_ids, DUE)
    return Walked(done=len(command.customer_ids))


@writes("system")
async def look_round(unit: Unit, command: LookRound) -> Walked:
    """Look at a hundred customers more; when all had their turn, again the next day."""
    del command
    turn = await round_store.hold(unit, round_store.DAILY)
    if turn.ended_at is not None:
        if unit.now < turn.begun_at + round_store.A_ROUND:
            return Walked(done=0)
        turn = replace(turn, after_id=None, begun_at=unit.now, ended_at=None)
    some = await customers.roll(unit, turn.after_id, LOOKED_MAX)
    await _look(unit, some, DUE)
    over = len(some) < LOOKED_MAX
    after = some[-1] if some else turn.after_id
    ended = unit.now if over else None
    round_store.save(unit, replace(turn, after_id=after, ended_at=ended))
    return Walked(done=len(some), more=not over)


async def _look(
    unit: Unit, customer_ids: Sequence[CustomerId], kinds: Collection[EntryKind]
) -> None:
    """Let who can be reached enter what is so of them leads to."""
    journeys = [each for kind in sorted(kinds) for each in await beginning(unit, kind)]
    if not journeys:
        return
    for place in range(0, len(customer_ids), LOOKED_MAX):
        some = customer_ids[place : place + LOOKED_MAX]
        by_mail = set((await customers.email_indexes_of(unit, some)).values())
        terms = [each.terms for each in journeys]
        whose = by_mail if all(map(is_by_mail_only, terms)) else set(some)
        facts = await facts_of(unit, sorted(whose), terms)
        for customer_id, known in facts.items():
            for journey in journeys:
                if customer_id not in by_mail and is_by_mail_only(journey.terms):
                    continue
                entered = machine.arrival(journey.terms, known)
                if entered is not None:
                    enter(unit, journey, customer_id, entered)


def enter(
    unit: Unit, journey: Journey, customer_id: CustomerId, arrived: Arrival
) -> None:
    """Let somebody enter a journey, unless they did for the same before."""
    values: dict[str, Any] = arrived.values
    run = journey_store.running(
        unit.new_id("jrn"),
        journey=journey.journey,
        version=journey.version,
        customer_id=customer_id,
        entry_key=arrived.key[:200],
        subject=values,
        entered_at=unit.now,
        due_at=unit.now,
    )
    journey_store.enter(unit, run)


async def beginning(unit: Unit, kind: EntryKind) -> list[Journey]:
    """Return the journeys that begin so, and that anybody may enter now."""
    return [
        each
        for each in await unit.once(journey_store.newest)
        if each.state is JourneyState.ACTIVE and each.terms.entry is kind
    ]


def is_by_mail_only(terms: JourneyTerms) -> bool:
    """Tell whether who has no e-mail address can be left out of a journey at once."""
    return all(each.channels == BY_MAIL for each in terms.steps)


def _is_new(unit: Unit, journey: Journey, at: datetime) -> bool:
    return at > unit.now - timedelta(days=journey.terms.within_days)
