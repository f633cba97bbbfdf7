"""Choosing: what to show each customer, in the unit in which they are looked at."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from domain import scoring
from domain.consent import ConsentsChanged
from domain.kernel import TenantId, Unit
from domain.recommendations import basket_store, ranking, store
from domain.recommendations.basket_store import DAYS_MAX, Line
from domain.recommendations.model import ReasonKind
from domain.recommendations.ranking import Candidate, Catalogue
from domain.recommendations.store import Chosen, Row
from domain.scoring import PROFILING, CustomersScored, ScoresInQuestion

KEPT = 60
CATALOGUES_KEPT = 8
OFTEN = 3


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
    known = await _catalogue(unit, row)
    chosen = {
        who: _choose(list(theirs), row, known)
        for who, theirs in groupby(lines, key=lambda line: line.customer_id)
    }
    store.save(unit, chosen, row)
    gone = [each for each in news.customer_ids if each not in chosen]
    store.forget(unit, gone)


async def on_consents_changed(unit: Unit, news: ConsentsChanged) -> None:
    """Forget what was chosen for whoever may no longer be profiled, at once."""
    if PROFILING in news.purposes:
        gate = await scoring.open_gate(unit)
        store.forget_refused(unit, gate, news.customer_ids)


async def on_scores_in_question(unit: Unit, news: ScoresInQuestion) -> None:
    """Forget what was chosen for customers who are not whom it was chosen for."""
    store.forget(unit, news.customer_ids)


async def _catalogue(unit: Unit, row: Row) -> _Known:
    key = (unit.principal.tenant, row.number, row.as_of.isoformat())
    if key not in _known:
        items = await store.items(unit, row.number)
        numbers = {each.product_id: place for place, each in enumerate(items)}
        _known[key] = _Known(
            Catalogue(
                popularity=[each.popularity for each in items],
                again=[each.again / 1_000 for each in items],
                together={
                    place: [
                        (numbers[other], alike / 1_000)
                        for other, alike in each.together
                        if other in numbers
                    ]
                    for place, each in enumerate(items)
                },
            ),
            tuple(numbers),
            numbers,
        )
        while len(_known) > CATALOGUES_KEPT:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return _known[key]


def _choose(lines: Sequence[Line], row: Row, known: _Known) -> list[Chosen]:
    """Return the best products for a customer, each with its reason."""
    bought = [each for each in lines if each.product_id in known.numbers]
    history = ranking.owned(
        [_number(each.order_id) for each in bought],
        [known.numbers[each.product_id] for each in bought],
    )
    fitted = row.fitted
    found = ranking.rank(history, fitted, known.catalogue, KEPT // 2)
    # What they never bought has its own slot, though it may not win in this one.
    curious = ranking.Fitted(again=fitted.again, explore=fitted.explore or 0.01)
    fresh = [
        each
        for each in ranking.rank(history, curious, known.catalogue, 10 * KEPT)
        if each.because is not None
    ]
    there = {each.item for each in found}
    found += [each for each in fresh if each.item not in there][: KEPT - len(found)]
    days: dict[str, list[int]] = {}
    for each in bought:
        days.setdefault(each.product_id, []).append(each.day)
    return [_chosen(each, known, days) for each in found]


def _chosen(found: Candidate, known: _Known, days: dict[str, list[int]]) -> Chosen:
    product = known.products[found.item]
    if found.because is not None:
        because = known.products[found.because]
        return Chosen(product_id=product, kind=ReasonKind.TOGETHER, because=because)
    distinct = sorted(set(days[product]))
    every = None
    if len(distinct) >= OFTEN:
        every = max(1, round((distinct[-1] - distinct[0]) / (len(distinct) - 1)))
    return Chosen(
        product_id=product,
        kind=ReasonKind.AGAIN,
        times=len(days[product]),
        every_days=every,
    )


def _number(order_id: str) -> int:
    return int(order_id[-32:], 16)
