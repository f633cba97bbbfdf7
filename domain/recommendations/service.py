"""What can be asked of recommendations, and said about them."""

from collections.abc import Sequence

from domain import customers, scoring
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Unit, reads, writes
from domain.recommendations import evaluation, exploration, fitting, store
from domain.recommendations.exploration import List
from domain.recommendations.model import (
    FindUnavailable,
    ListRecommenders,
    PutUnavailable,
    Quality,
    ReasonKind,
    Recommend,
    Recommendations,
    Recommenders,
    RecommendToMany,
    Slot,
    Unavailable,
)
from domain.recommendations.showing import picked, shown
from domain.recommendations.store import Chosen, Personal

MODELS_SHOWN = 30
# Of what is popular so much is read, that enough is left of it.
POPULAR_MAX = 60


@reads("recommendations:read", refusals=(CustomerNotFound,), subject="customer_id")
async def recommend(unit: Unit, command: Recommend) -> Recommendations:
    """Tell what to show a customer in a slot, with reasons."""
    customer_id = await customers.resolve(unit, command.customer_id)
    (told,) = await _recommend(unit, [customer_id], command.slot, command.limit)
    return told


@reads("recommendations:read", subject="customer_ids")
async def recommend_to_many(
    unit: Unit, command: RecommendToMany
) -> tuple[Recommendations, ...]:
    """Tell what to show many customers in a slot, in the order asked."""
    return await _recommend(unit, command.customer_ids, command.slot, command.limit)


@reads("recommendations:read")
async def find_unavailable(unit: Unit, command: FindUnavailable) -> Unavailable:
    """Tell which products are not to be shown."""
    del command
    return Unavailable(products=tuple(sorted(await store.unavailable(unit))))


@writes("recommendations:write")
async def put_unavailable(unit: Unit, command: PutUnavailable) -> Unavailable:
    """Say which products are not to be shown from now on, and no others."""
    store.put_unavailable(unit, command.products)
    return Unavailable(products=tuple(sorted(set(command.products))))


@reads("recommendations:read")
async def list_models(unit: Unit, command: ListRecommenders) -> Recommenders:
    """Tell by what models is recommended, and how well each foretold what came."""
    del command
    found = await store.models(unit, MODELS_SHOWN)
    used = await store.newest(unit)
    return Recommenders(
        models=tuple(
            each.told(in_use=used is not None and each.number == used.number)
            for each in found
        )
    )


async def evaluate(unit: Unit) -> tuple[tuple[Quality, ...], int]:
    """Return how well ways to rank foretell a shop's own baskets, and by how many."""
    baskets, _ = await fitting.read(unit, await scoring.open_gate(unit))
    judged = evaluation.evaluate(baskets)
    return judged.quality, judged.customers


async def _recommend(
    unit: Unit, customer_ids: Sequence[CustomerId], slot: Slot, limit: int
) -> tuple[Recommendations, ...]:
    row = await store.newest(unit)
    gate = await scoring.open_gate(unit)
    chosen: dict[CustomerId, Personal] = {}
    best: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()
    if row is not None:
        if slot is not Slot.POPULAR:
            chosen = await store.chosen(unit, gate, customer_ids)
        best = await store.popular(unit, row.number, None, POPULAR_MAX)
        away = await store.unavailable(unit)
    theirs_all: dict[CustomerId, list[Chosen]] = {}
    drawn: dict[CustomerId, int | None] = {}
    today = exploration.day_of(unit.now)
    for who in customer_ids:
        every = picked(chosen.get(who), row, slot, best, away)
        this = List(
            tenant=str(unit.principal.tenant),
            customer_id=who,
            slot=slot,
            model=row.number if row else 0,
            day=today,
        )
        # Of who may not be profiled nothing is learnt, and so there is nothing to draw.
        if who in chosen:
            theirs_all[who], drawn[who] = exploration.explored(every, limit, this)
        else:
            theirs_all[who], drawn[who] = every[:limit], None
    named = {each.product_id for theirs in theirs_all.values() for each in theirs}
    named |= {
        each.because
        for theirs in theirs_all.values()
        for each in theirs
        if each.because
    }
    called = await store.called(unit, sorted(named)) if named else {}
    return tuple(
        Recommendations(
            customer_id=who,
            slot=slot,
            model=row and row.number,
            day=today,
            personal=any(each.kind != ReasonKind.POPULAR for each in theirs),
            stop=f"/v1/customers/{who}/objections",
            items=shown(theirs, called, drawn[who]),
        )
        for who, theirs in theirs_all.items()
    )
