"""Releasing: what waits for an event is available when one names its order.

Whichever comes first: an event that names an order which is not there keeps orders from
coming until its unit ends, so that the order finds the event when it comes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from domain import events, orders
from domain.earning import books, calendar, store
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.rules import Change
from domain.events import Behaviour
from domain.kernel import Unit
from domain.orders import OrderId

NAME = re.compile(r"ord_[0-9a-f]{32}|external:[a-z0-9][a-z0-9_-]{0,39}:.{1,200}")


async def release(
    unit: Unit,
    happened: Iterable[Behaviour],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    """Let what orders earned be spent from when that occurred for which it waits."""
    naming = [
        (event, name)
        for event in happened
        if event.removed_at is None and (name := _named(event)) is not None
    ]
    found = await orders.resolve(unit, list({name for _, name in naming}))
    told = [(event, found[name]) for event, name in naming if name in found]
    await _release(unit, told, versions, zone)


async def release_early(
    unit: Unit,
    order_ids: Sequence[OrderId],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    """Let be spent what waits for something that was told before its order came."""
    by_id = {each.id: each for each in versions}
    waiting = {
        award.cause_id
        for award in await store.of_causes(unit, order_ids)
        if _waits(award, unit) and by_id[award.rule_id].terms.pending_event
    }
    if not waiting:
        return
    names = await orders.names(unit, sorted(waiting))
    types = {each.terms.pending_event for each in versions} - {None}
    asked = {str(each) for each in types}
    happened = await events.naming(unit, asked, names)
    told = [(event, names[str(event.data[events.ORDER])]) for event in happened]
    await _release(unit, told, versions, zone)


async def _release(
    unit: Unit,
    told: Iterable[tuple[Behaviour, OrderId]],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    by_id = {each.id: each for each in versions}
    for event, order_id in told:
        awards = await store.hold(unit, (order_id,))
        changed = [
            Change(was=award, now=now)
            for award in awards
            if (now := _released(unit, award, event, by_id, zone)) is not None
        ]
        await books.carry_out(unit, changed)


def _released(
    unit: Unit,
    award: GivenAward,
    event: Behaviour,
    by_id: Mapping[str, RuleVersion],
    zone: ZoneInfo,
) -> GivenAward | None:
    """Return an award that no longer waits, if it did; its lot is given anew."""
    terms = by_id[award.rule_id].terms
    at = max(event.occurred_at, award.occurred_at)
    if terms.pending_event != event.type or not _waits(award, unit):
        return None
    if award.available_at <= at:
        return None
    revision = award.revision + 1
    return replace(
        award,
        available_at=at,
        expires_at=calendar.expires_at(terms, at, zone),
        revision=revision,
        lot_revision=revision,
    )


def _waits(award: GivenAward, unit: Unit) -> bool:
    return award.kept > 0 and award.available_at > unit.now


def _named(event: Behaviour) -> str | None:
    """Return what an event says of which order it is, if it does."""
    named = event.data.get(events.ORDER)
    if isinstance(named, str) and NAME.fullmatch(named):
        return named
    return None
