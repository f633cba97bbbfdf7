"""Releasing: what waits for an event is available when one names its order.

All of it, or what the lines are worth that the event names. Whichever comes first: an
event that names an order which is not there keeps orders from coming until its unit
ends, so that the order finds the event when it comes. What is free follows from all
events of an order, in the order in which they were recorded; so each counts once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from domain import events, orders
from domain.earning import books, calendar, fulfilment, store
from domain.earning.model import AwardRelease, GivenAward, RuleVersion
from domain.earning.rules import Change
from domain.earning.terms import Terms
from domain.events import Behaviour
from domain.kernel import Unit
from domain.orders import OrderCase, OrderId

NAME = re.compile(r"ord_[0-9a-f]{32}|external:[a-z0-9][a-z0-9_-]{0,39}:.{1,200}")


async def release_named(
    unit: Unit,
    happened: Iterable[Behaviour],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    """Let what orders earned be spent from when that occurred for which it waits."""
    named = {name for each in happened if (name := _named(each)) is not None}
    found = await orders.resolve(unit, sorted(named))
    await release(unit, sorted(set(found.values())), versions, zone)


async def release(
    unit: Unit,
    order_ids: Sequence[OrderId],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    """Let be spent what orders earned, as far as what it waits for was told."""
    terms = {each.id: each.terms for each in versions}
    waiting = [
        award
        for award in await store.hold(unit, order_ids)
        if _waits(award, unit) and terms[award.rule_id].pending_event
    ]
    if not waiting:
        return
    theirs = sorted({award.cause_id for award in waiting})
    types = {each.pending_event for each in terms.values()} - {None}
    told = await _told(unit, theirs, {str(each) for each in types})
    if not told:
        return
    cases = {each.order_id: each for each in await orders.cases(unit, sorted(told))}
    changed: list[Change] = []
    for award in waiting:
        if award.cause_id in told:
            heard, case = told[award.cause_id], cases[award.cause_id]
            now = _released(award, heard, case, terms[award.rule_id], zone)
            if now.revision > award.revision:
                changed.append(Change(was=award, now=now))
    await books.carry_out(unit, changed)


async def _told(
    unit: Unit, order_ids: Sequence[OrderId], types: set[str]
) -> dict[OrderId, list[Behaviour]]:
    """Return what was told of orders, by order, in the order in which it was."""
    names = await orders.names(unit, order_ids) | {each: each for each in order_ids}
    found: defaultdict[OrderId, list[Behaviour]] = defaultdict(list)
    for event in await events.naming(unit, types, names):
        found[names[str(event.data[events.ORDER])]].append(event)
    for heard in found.values():
        heard.sort(key=lambda each: (each.recorded_at, each.occurred_at, each.id))
    return found


def _released(
    award: GivenAward,
    heard: Iterable[Behaviour],
    case: OrderCase,
    terms: Terms,
    zone: ZoneInfo,
) -> GivenAward:
    """Return an award of which as much is free as was confirmed."""
    pieces: dict[int, int] = {}
    for event in heard:
        if event.type != terms.pending_event:
            continue
        pieces = fulfilment.counted(pieces, fulfilment.confirmed(event, case))
        more = fulfilment.free(award, case, pieces) - award.released
        at = max(event.occurred_at, award.occurred_at)
        if more > 0 and at < award.available_at:
            release = AwardRelease(
                revision=award.revision + 1,
                amount=more,
                available_at=at,
                expires_at=calendar.expires_at(terms, at, zone),
            )
            award = fulfilment.freed(award, release)
    return award


def _waits(award: GivenAward, unit: Unit) -> bool:
    return award.kept > award.released and award.available_at > unit.now


def _named(event: Behaviour) -> str | None:
    """Return what an event says of which order it is, if it does and stands."""
    named = event.data.get(events.ORDER)
    if event.removed_at is None and isinstance(named, str) and NAME.fullmatch(named):
        return named
    return None
