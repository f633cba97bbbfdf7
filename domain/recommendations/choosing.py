"""Choosing: what to show each customer, in the unit in which they are looked at."""

from collections import OrderedDict
from datetime import datetime, timedelta

from domain import scoring
from domain.consent import ConsentsChanged
from domain.kernel import TenantId, Unit
from domain.recommendations import (
    basket_store,
    choices,
    feedback_store,
    store,
)
from domain.recommendations.basket_store import DAYS_MAX
from domain.recommendations.choices import Range
from domain.recommendations.keeping import catalogue_of
from domain.recommendations.store import Row
from domain.scoring import PROFILING, CustomersScored, ScoresInQuestion

RANGES_KEPT = 8
DAY_S = 86_400


# Of models that never change; the latest used, of whichever tenants.
_known: OrderedDict[tuple[TenantId, int, str], Range] = OrderedDict()


async def on_customers_scored(unit: Unit, news: CustomersScored) -> None:
    """Choose anew for customers who are held and whom the gate admits."""
    row = await store.newest(unit)
    if row is None:
        return
    gate = await scoring.open_gate(unit)
    since = unit.now - timedelta(days=DAYS_MAX)
    bought = await basket_store.history(unit, gate, news.customer_ids, since)
    those = await _range(unit, row)
    chosen = choices.choose(bought, row.fitted, those, _day(unit.now))
    store.save(unit, chosen, row)
    gone = [each for each in news.customer_ids if each not in chosen]
    store.forget(unit, gone)
    feedback_store.buy(unit, gate, news.customer_ids)


async def on_consents_changed(unit: Unit, news: ConsentsChanged) -> None:
    """Forget what was chosen for whoever may no longer be profiled, at once."""
    if PROFILING in news.purposes:
        gate = await scoring.open_gate(unit)
        store.forget_refused(unit, gate, news.customer_ids)
        feedback_store.forget_refused(unit, gate, news.customer_ids)


async def on_scores_in_question(unit: Unit, news: ScoresInQuestion) -> None:
    """Forget what was chosen for customers who are not whom it was chosen for."""
    store.forget(unit, news.customer_ids)
    feedback_store.forget(unit, news.customer_ids)


async def _range(unit: Unit, row: Row) -> Range:
    key = (unit.principal.tenant, row.number, row.as_of.isoformat())
    if key not in _known:
        items = await store.items(unit, row.number)
        numbers = {each.product_id: place for place, each in enumerate(items)}
        hashed = await basket_store.hashes(unit, tuple(numbers))
        _known[key] = Range.of(catalogue_of(items, numbers), numbers, hashed)
        while len(_known) > RANGES_KEPT:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return _known[key]


def _day(instant: datetime) -> int:
    return int(instant.timestamp() // DAY_S)
