"""Choosing: what to show each customer, in the unit in which they are looked at."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from domain import scoring
from domain.consent import ConsentsChanged
from domain.kernel import CustomerId, TenantId, Unit
from domain.recommendations import (
    basket_store,
    feedback_store,
    ranking,
    store,
)
from domain.recommendations.basket_store import DAYS_MAX, Line
from domain.recommendations.baskets import Baskets
from domain.recommendations.histories import histories
from domain.recommendations.keeping import catalogue_of
from domain.recommendations.known import Catalogue
from domain.recommendations.model import ReasonKind
from domain.recommendations.store import Chosen, Row
from domain.scoring import PROFILING, CustomersScored, ScoresInQuestion

KEPT = 60
CATALOGUES_KEPT = 8
OFTEN = 3
LAPSED = 4
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class _Known:
    """A catalogue, and the numbers that its products have in it."""

    catalogue: Catalogue
    products: tuple[str, ...]
    numbers: dict[str, int]


# Of models that never change; the latest used, of whichever tenants.
_known: OrderedDict[tuple[TenantId, int, str], _Known] = OrderedDict()


async def on_customers_scored(unit: Unit, news: CustomersScored) -> None:
    """Choose anew for customers who are held and whom the gate admits."""
    row = await store.newest(unit)
    if row is None:
        return
    gate = await scoring.open_gate(unit)
    since = unit.now - timedelta(days=DAYS_MAX)
    lines = await basket_store.history(unit, gate, news.customer_ids, since)
    chosen = _choose(lines, row, await _catalogue(unit, row), _day(unit.now))
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


async def _catalogue(unit: Unit, row: Row) -> _Known:
    key = (unit.principal.tenant, row.number, row.as_of.isoformat())
    if key not in _known:
        items = await store.items(unit, row.number)
        numbers = {each.product_id: place for place, each in enumerate(items)}
        _known[key] = _Known(
            catalogue_of(items, numbers),
            tuple(numbers),
            numbers,
        )
        while len(_known) > CATALOGUES_KEPT:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return _known[key]


def _choose(
    lines: Sequence[Line], row: Row, known: _Known, today: int
) -> dict[CustomerId, list[Chosen]]:
    """Return the best products for customers, each with its reason."""
    whose = list(dict.fromkeys(each.customer_id for each in lines))
    bought = [each for each in lines if each.product_id in known.numbers]
    at = {who: place for place, who in enumerate(whose)}
    baskets: dict[str, int] = {}
    columns = np.array(
        [
            (
                at[each.customer_id],
                each.day,
                baskets.setdefault(each.order_id, len(baskets)),
                known.numbers[each.product_id],
            )
            for each in bought
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    given = Baskets(
        customer=columns[:, 0],
        day=columns[:, 1],
        basket=columns[:, 2],
        item=columns[:, 3],
        items=len(known.products),
    )
    past = histories(given, today)
    found = ranking.rank(past, row.fitted, known.catalogue, today, KEPT // 2)
    starts, items = found.starts.tolist(), found.item.tolist()
    because = found.because.tolist()
    rows = {who: row for row, who in enumerate(past.customer.tolist())}
    days: dict[tuple[int, int], list[int]] = {}
    for who, day, _, item in columns.tolist():
        days.setdefault((who, item), []).append(day)
    return {
        who: [
            _chosen(
                items[place],
                because[place],
                known,
                days.get((at[who], items[place])),
                today,
            )
            for place in _places(starts, rows.get(at[who]))
        ]
        for who in whose
    }


def _places(starts: Sequence[int], row: int | None) -> range:
    return range(0) if row is None else range(starts[row], starts[row + 1])


def _chosen(
    item: int, because: int, known: _Known, days: Sequence[int] | None, today: int
) -> Chosen:
    product = known.products[item]
    if because >= 0:
        goes_with = known.products[because]
        return Chosen(product_id=product, kind=ReasonKind.TOGETHER, because=goes_with)
    if not days:
        return Chosen(product_id=product, kind=ReasonKind.POPULAR)
    distinct = sorted(set(days))
    every = None
    if len(distinct) >= OFTEN:
        gap = max(1, round((distinct[-1] - distinct[0]) / (len(distinct) - 1)))
        # Who has long stopped does not buy it every week any more.
        every = gap if today - distinct[-1] <= LAPSED * gap else None
    return Chosen(
        product_id=product, kind=ReasonKind.AGAIN, times=len(days), every_days=every
    )


def _day(instant: datetime) -> int:
    return int(instant.timestamp() // DAY_S)
