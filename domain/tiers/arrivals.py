"""Arrivals: what came together, and counts one after another for those who judge it.

All of a chunk of orders or events is written down before the first of it is judged. One
by one, who came first is judged before the next is there; so each of them counts only
from when its turn has come.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain import earning, events, orders
from domain.events import Behaviour
from domain.kernel import CustomerId, Unit
from domain.orders import OrderFacts
from domain.tiers.counts import Counted
from domain.tiers.histories import Era
from domain.tiers.model import TierBasis, TierMeasure

OF_ORDERS = {TierMeasure.SPEND, TierMeasure.ORDERS}


class Arrival(NamedTuple):
    """What an order or event counts for one who judges it, by a basis."""

    cause_id: earning.CauseId
    customer_id: CustomerId
    basis: TierBasis
    counted: Counted


async def arrivals(
    unit: Unit, eras: Sequence[Era], waiting: Sequence[earning.CauseId]
) -> list[Arrival]:
    """Return what those count that wait for their turn, of what is written down.

    What points count waits by itself, as they are given when something is judged.
    """
    bases = {
        era.programme.terms.basis: era.programme.currency
        for era in eras
        if era.programme.terms.basis.measure is not TierMeasure.POINTS
    }
    if not bases or not waiting:
        return []
    found: list[Arrival] = []
    if any(basis.measure in OF_ORDERS for basis in bases):
        for fact in await orders.facts(unit, _named("ord_", waiting)):
            found += _of_order(fact, bases)
    if any(basis.measure is TierMeasure.EVENTS for basis in bases):
        for event in await events.behaviours(unit, _named("evt_", waiting)):
            found += _of_event(event, bases)
    return found


def _named(prefix: str, waiting: Sequence[earning.CauseId]) -> list[str]:
    return [each for each in waiting if each.startswith(prefix)]


def _of_order(fact: OrderFacts, bases: dict[TierBasis, str]) -> Iterator[Arrival]:
    left = fact.amount - fact.returned_amount
    if fact.customer_id is None or left <= 0:
        return
    for basis, currency in bases.items():
        match basis.measure:
            case TierMeasure.SPEND if fact.currency == currency:
                amount = left
            case TierMeasure.ORDERS:
                amount = 1
            case _:
                continue
        counted = Counted(fact.occurred_at, amount)
        yield Arrival(fact.order_id, fact.customer_id, basis, counted)


def _of_event(event: Behaviour, bases: dict[TierBasis, str]) -> Iterator[Arrival]:
    for basis in bases if event.customer_id is not None else ():
        if basis.measure is TierMeasure.EVENTS and basis.event_type == event.type:
            counted = Counted(event.occurred_at, 1)
            assert event.customer_id is not None
            yield Arrival(event.id, event.customer_id, basis, counted)
