"""What can be done with earning."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain import events, orders, tenants
from domain.earning import releasing, rule_store, settlement, store
from domain.earning.authoring import DEFAULTS
from domain.earning.facts import EventCase, Sources
from domain.earning.fields import OF_ORDERS
from domain.earning.model import (
    Award,
    AwardsOfEvent,
    AwardsOfEvents,
    AwardsOfOrder,
    AwardsOfOrders,
    EventAwards,
    GivenAward,
    OrderAwards,
)
from domain.earning.rules import by_event
from domain.earning.settlement import Ruling
from domain.earning.terms import OnOrder
from domain.events import EventId
from domain.kernel import Unit, reads
from domain.orders import OrderId

NOBODY = Sources()


@reads("earning:read", refusals=(orders.OrderNotFound,))
async def awards_of_order(unit: Unit, command: AwardsOfOrder) -> OrderAwards:
    """Tell what an order earned, under which version, and what was taken back."""
    order_id = await orders.identify(unit, command.order_id)
    if not await orders.facts(unit, (order_id,)):
        raise orders.OrderNotFound
    awards = await store.of_causes(unit, (order_id,))
    return OrderAwards(order_id=order_id, awards=tuple(map(shown, awards)))


@reads("earning:read", refusals=(events.EventNotFound,))
async def awards_of_event(unit: Unit, command: AwardsOfEvent) -> EventAwards:
    """Tell what an event earned, under which version, and what was taken back."""
    if not await events.behaviours(unit, (command.event_id,)):
        raise events.EventNotFound
    awards = await store.of_causes(unit, (command.event_id,))
    return EventAwards(event_id=command.event_id, awards=tuple(map(shown, awards)))


@reads("earning:read")
async def awards_of_orders(unit: Unit, command: AwardsOfOrders) -> tuple[Award, ...]:
    """Tell what many orders earned."""
    return tuple(map(shown, await store.of_causes(unit, command.order_ids)))


@reads("earning:read")
async def awards_of_events(unit: Unit, command: AwardsOfEvents) -> tuple[Award, ...]:
    """Tell what many events earned."""
    return tuple(map(shown, await store.of_causes(unit, command.event_ids)))


def shown(award: GivenAward) -> Award:
    """Return an award without what only the ledger needs."""
    return Award(**{each.name: getattr(award, each.name) for each in fields(Award)})


async def settle(
    unit: Unit,
    order_ids: Sequence[OrderId],
    sources: Sources = NOBODY,
    *,
    since: datetime | None = None,
) -> None:
    """Bring what orders earned in line with what they are worth now.

    It does the same for a new order, a return, a cancellation and a guest who became
    known, and nothing if there is nothing to do: it looks at what is and not at what
    happened. An order in another currency than the programme's earns nothing, nor does
    one from before `since`, now and later.
    """
    versions = await rule_store.versions(unit)
    if not versions:
        return
    programme = await tenants.programme(unit)
    cases = [
        case
        for case in await orders.cases(unit, order_ids)
        if case.customer_id is not None and case.currency == programme.currency
    ]
    if cases:
        zone = ZoneInfo(programme.time_zone)
        ours = [each for each in versions if isinstance(each.terms.on, OnOrder)]
        ruling = Ruling(versions={OF_ORDERS: ours}, zone=zone, sources=sources)
        late = (
            each for each in cases if since is not None and each.occurred_at < since
        )
        barred = frozenset(each.order_id for each in late)
        await settlement.settle(unit, cases, ruling, barred=barred)
        if any(each.terms.pending_event for each in ours):
            theirs = [each.order_id for each in cases]
            await releasing.release(unit, theirs, ours, zone)


async def settle_linked(
    unit: Unit, order_ids: Sequence[OrderId], sources: Sources = NOBODY
) -> None:
    """Give what guests' orders earn whose customer became known in time."""
    settings = await rule_store.settings(unit) or DEFAULTS
    since = unit.now - timedelta(days=settings.guest_days)
    await settle(unit, order_ids, sources, since=since)


async def settle_events(
    unit: Unit, event_ids: Sequence[EventId], sources: Sources = NOBODY
) -> None:
    """Bring what events earned in line with what they are worth now.

    As for orders; an event that was removed is worth nothing.
    """
    versions = await rule_store.versions(unit)
    ruled = by_event(versions)
    awaited = {each.terms.pending_event for each in versions} - {None}
    if not ruled and not awaited:
        return
    programme = await tenants.programme(unit)
    zone = ZoneInfo(programme.time_zone)
    happened = await events.behaviours(unit, event_ids)
    if any(each.type in awaited for each in happened):
        await releasing.release_named(unit, happened, versions, zone)
    cases = [
        event_case(each)
        for each in happened
        if each.customer_id is not None and each.type in ruled
    ]
    if cases:
        ruling = Ruling(versions=ruled, zone=zone, sources=sources)
        await settlement.settle(unit, cases, ruling)


def event_case(event: events.Behaviour) -> EventCase:
    """Return an event as rules judge it."""
    return EventCase(
        event_id=event.id,
        type=event.type,
        customer_id=event.customer_id,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        data=event.data,
        stands=event.removed_at is None,
    )
