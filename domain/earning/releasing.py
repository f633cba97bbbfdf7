"""Releasing: what waits for an event is available when one names its order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from domain import events, orders
from domain.earning import books, calendar, store
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.rules import Change
from domain.kernel import Unit
from domain.orders import OrderId

# Under this name an event says of which order it is.
ORDER = "order"
OURS = re.compile(r"ord_[0-9a-f]{32}")
THEIRS = re.compile(r"external:[a-z0-9][a-z0-9_-]{0,39}:.{1,200}")


async def release(
    unit: Unit,
    happened: Iterable[events.Behaviour],
    versions: Sequence[RuleVersion],
    zone: ZoneInfo,
) -> None:
    """Let what orders earned be spent from when that occurred for which it waits."""
    by_id = {each.id: each for each in versions}
    for event in happened:
        order_id = await _named(unit, event)
        if order_id is None or event.removed_at is not None:
            continue
        changed: list[Change] = []
        for award in await store.hold(unit, (order_id,)):
            terms = by_id[award.rule_id].terms
            at = max(event.occurred_at, award.occurred_at)
            waits = award.kept and award.available_at > max(at, unit.now)
            if terms.pending_event == event.type and waits:
                ends = calendar.expires_at(terms, at, zone)
                now = replace(award, available_at=at, expires_at=ends)
                changed.append(Change(was=award, now=_given_anew(now)))
        await books.carry_out(unit, changed)


def _given_anew(award: GivenAward) -> GivenAward:
    """Return an award whose lot is taken back and given again, on other terms."""
    revision = award.revision + 1
    return replace(award, revision=revision, lot_revision=revision)


async def _named(unit: Unit, event: events.Behaviour) -> OrderId | None:
    """Return the order that an event names, if there is one."""
    named = event.data.get(ORDER)
    if not isinstance(named, str):
        return None
    if OURS.fullmatch(named):
        return named
    if not THEIRS.fullmatch(named):
        return None
    try:
        return await orders.identify(unit, named)
    except orders.OrderNotFound:
        return None
