"""What can be asked of recommendations, and said about them."""

from collections.abc import Iterable, Mapping, Sequence

from domain import customers, scoring
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Unit, reads, writes
from domain.recommendations import (
    exploration,
    fact_store,
    fitting,
    offering,
    store,
    viewing,
)
from domain.recommendations.arranging import affordable, mixed, told_apart
from domain.recommendations.baskets import Baskets
from domain.recommendations.exploration import List
from domain.recommendations.model import (
    FindUnavailable,
    ListRecommenders,
    PutUnavailable,
    ReasonKind,
    Recommend,
    Recommendations,
    Recommenders,
    RecommendToMany,
    Slot,
    Unavailable,
)
from domain.recommendations.showing import picked, shown
from domain.recommendations.store import Called, Chosen, Personal, Row

MODELS_SHOWN = 30
# Of what is popular so much is read, that enough is left of it.
POPULAR_MAX = 60
# So much more than is asked for is looked at, to draw from and to mix with.
BEHIND_MAX = 30
# Where something new may stand; elsewhere it is what they bought or looked at.
GUARDED = frozenset({Slot.FOR_YOU, Slot.NEW_FOR_YOU, Slot.POPULAR})


@reads("recommendations:read", refusals=(CustomerNotFound,), subject="customer_id")
async def recommend(unit: Unit, command: Recommend) -> Recommendations:
    """Tell what to show a customer in a slot, with reasons."""
    customer_id = await customers.resolve(unit, command.customer_id)
    asked = RecommendToMany(
        customer_ids=(customer_id,), slot=command.slot, limit=command.limit
    )
    (told,) = await _recommend(unit, asked)
    return told


@reads("recommendations:read", subject="customer_ids")
async def recommend_to_many(
    unit: Unit, command: RecommendToMany
) -> tuple[Recommendations, ...]:
    """Tell what to show many customers in a slot, in the order asked."""
    return await _recommend(unit, command)


@reads("recommendations:read")
async def find_unavailable(unit: Unit, command: FindUnavailable) -> Unavailable:
    """Tell which products are not to be shown."""
    del command
    return Unavailable(products=tuple(sorted(await store.unavailable(unit))))


@writes("recommendations:write")
async def put_unavailable(unit: Unit, command: PutUnavailable) -> Unavailable:
    """Say which products are not to be shown from now on, and no others."""
    await store.put_unavailable(unit, command.products)
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


async def bought(unit: Unit) -> Baskets:
    """Return what was bought, as models are learnt of it and judged by it."""
    baskets, _ = await fitting.read(unit, await scoring.open_gate(unit))
    return baskets


async def _recommend(unit: Unit, asked: RecommendToMany) -> tuple[Recommendations, ...]:
    row, slot, limit = await store.newest(unit), asked.slot, asked.limit
    chosen = await _chosen(unit, row, asked)
    every = await _lists(unit, row, chosen, asked)
    called = await _called(unit, every.values())
    every = {who: told_apart(theirs, called) for who, theirs in every.items()}
    if slot in GUARDED:
        prices = await _prices(unit, every.values())
        every = {
            who: mixed(affordable(theirs, prices), limit, called)
            for who, theirs in every.items()
        }
    offers = await offering.told_of(unit, slot, every.values())
    today = exploration.day_of(unit.now)

    def told(who: CustomerId) -> Recommendations:
        theirs, drawn = every[who][:limit], None
        this = List(
            tenant=str(unit.principal.tenant),
            customer_id=who,
            slot=slot,
            model=row.number if row else 0,
            day=today,
        )
        # Of who may not be profiled nothing is learnt, and so there is nothing to draw.
        if who in chosen:
            theirs, drawn = exploration.explored(every[who], limit, this)
        return Recommendations(
            customer_id=who,
            slot=slot,
            model=row and row.number,
            day=today,
            personal=any(each.kind != ReasonKind.POPULAR for each in theirs),
            stop=f"/v1/customers/{who}/objections",
            items=shown(theirs, called, drawn, offers),
        )

    return tuple(map(told, asked.customer_ids))


async def _chosen(
    unit: Unit, row: Row | None, asked: RecommendToMany
) -> dict[CustomerId, Personal]:
    """Return what is for customers themselves, as far as they may be profiled."""
    gate = await scoring.open_gate(unit)
    if asked.slot in viewing.SLOTS:
        number = row.number if row else 0
        return await viewing.chosen(unit, gate, asked.customer_ids, asked.slot, number)
    if asked.slot is Slot.FAVOURITES_ON_OFFER:
        return await offering.favourites(unit, gate, asked.customer_ids)
    if row is None or asked.slot is Slot.POPULAR:
        return {}
    return await store.chosen(unit, gate, asked.customer_ids)


async def _lists(
    unit: Unit,
    row: Row | None,
    chosen: Mapping[CustomerId, Personal],
    asked: RecommendToMany,
) -> dict[CustomerId, list[Chosen]]:
    """Return what a slot shows customers, and some of what comes after it."""
    best: tuple[str, ...] = ()
    if row is not None:
        best = await store.popular(unit, row.number, None, POPULAR_MAX)
    away, most = await store.unavailable(unit), asked.limit + BEHIND_MAX
    return {
        who: picked(chosen.get(who), row, asked.slot, best, away)[:most]
        for who in asked.customer_ids
    }


async def _prices(unit: Unit, lists: Iterable[Sequence[Chosen]]) -> dict[str, int]:
    """Return what products cost that are shown because of others, and those others."""
    new = [each for theirs in lists for each in theirs if each.because is not None]
    named = [name for each in new for name in (each.product_id, each.because) if name]
    return await fact_store.costs(unit, named) if named else {}


async def _called(unit: Unit, lists: Iterable[Sequence[Chosen]]) -> dict[str, Called]:
    """Return what the catalogue says of products, and of those they are shown for."""
    every = [each for theirs in lists for each in theirs]
    named = {each.product_id for each in every}
    named |= {each.because for each in every if each.because}
    return await store.called(unit, sorted(named)) if named else {}
