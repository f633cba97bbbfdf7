"""What can be shown to anybody, whoever they are: it follows from nobody's own data."""

from collections.abc import Mapping, Sequence

from domain.kernel import Unit, reads
from domain.recommendations import fact_store, sentences, store
from domain.recommendations.arranging import is_dearer, told_apart
from domain.recommendations.beginning import popular_of_kind
from domain.recommendations.model import (
    Alongside,
    AskPopular,
    AskSession,
    AskTogether,
    AskTogetherOfMany,
    Products,
    Reason,
    ReasonKind,
    Recommendation,
)
from domain.recommendations.showing import name, shown
from domain.recommendations.store import Called, Chosen, Item

# Of a visit: what is in the cart counts as much as so much that was looked at, and each
# look a little less than the one after it.
IN_CART, FADING = 2.0, 0.85
# So much more than is asked for is looked at, as some of it may be called alike.
BEHIND_MAX = 10


@reads("catalogue:read", public=True)
async def popular(unit: Unit, command: AskPopular) -> Products:
    """Tell what everybody buys now, of a category if one is named."""
    row = await store.newest(unit)
    if row is None:
        return Products(model=None, items=())
    most = command.limit + BEHIND_MAX
    best = await store.popular(unit, row.number, command.category, most)
    called = await store.called(unit, best)
    items = told_apart(_popular(best), called)[: command.limit]
    return Products(model=row.number, items=shown(items, called))


@reads("catalogue:read", public=True)
async def together(unit: Unit, command: AskTogether) -> Products:
    """Tell what is bought together with a product; of a new one, what is popular."""
    (told,) = await _together(unit, (command.product_id,), command.limit)
    return Products(model=told.model, items=told.items)


@reads("catalogue:read", public=True)
async def together_of_many(
    unit: Unit, command: AskTogetherOfMany
) -> tuple[Alongside, ...]:
    """Tell what is bought together with each of many products, in the order asked."""
    return await _together(unit, command.products, command.limit)


@reads("catalogue:read", public=True)
async def in_session(unit: Unit, command: AskSession) -> Products:
    """Tell what goes with what a visitor looked at and put in the cart, then popular.

    What is in the cart or was just looked at is not shown again. Nothing is kept.
    """
    row = await store.newest(unit)
    if row is None:
        return Products(model=None, items=())
    seen = list(dict.fromkeys([*command.cart, *command.viewed]))
    known = await store.alongside(unit, row.number, seen) if seen else {}
    away = await store.unavailable(unit) | frozenset(seen)
    why = _of_visit(command, known)
    prices = await _prices(unit, {product: [*why] for _, _, product in why.values()})
    own = sorted(
        (
            each
            for each, (_, _, product) in why.items()
            if each not in away and not is_dearer(prices.get(each), prices.get(product))
        ),
        key=lambda product: (-why[product][0], product),
    )[: command.limit + BEHIND_MAX]
    wanted = command.limit + BEHIND_MAX + len(seen) + len(own)
    best = await store.popular(unit, row.number, command.category, wanted)
    more = [each for each in best if each not in away and each not in own]
    called = await store.called(unit, [*own, *more, *seen])
    chosen = [
        *(Chosen(product_id=p, kind=why[p][1], because=why[p][2]) for p in own),
        *_popular(more),
    ]
    return Products(
        model=row.number,
        items=tuple(
            _of_session(each, called)
            for each in told_apart(chosen, called)[: command.limit]
        ),
    )


def _of_visit(
    asked: AskSession, known: Mapping[str, Item]
) -> dict[str, tuple[float, ReasonKind, str]]:
    """Return how well products go with a visit, and with what of it best."""
    weighed = [(each, ReasonKind.CART, IN_CART) for each in asked.cart]
    weighed += [
        (each, ReasonKind.VIEWED, FADING**place)
        for place, each in enumerate(dict.fromkeys(asked.viewed))
        if each not in asked.cart
    ]
    total: dict[str, float] = {}
    most: dict[str, tuple[float, ReasonKind, str]] = {}
    for product, kind, weight in weighed:
        for other, alike in known[product].together if product in known else ():
            part = weight * alike
            total[other] = total.get(other, 0.0) + part
            if other not in most or part > most[other][0]:
                most[other] = part, kind, product
    return {other: (score, *most[other][1:]) for other, score in total.items()}


async def _together(
    unit: Unit, product_ids: Sequence[str], limit: int
) -> tuple[Alongside, ...]:
    row = await store.newest(unit)
    if row is None:
        return tuple(
            Alongside(product_id=each, model=None, items=()) for each in product_ids
        )
    known = await store.alongside(unit, row.number, product_ids)
    away = await store.unavailable(unit)
    beside = {
        each: [other for other, _ in known[each].together if other not in away]
        for each in known
    }
    prices = await _prices(unit, beside)
    others = {
        each: [
            other
            for other in beside.get(each, ())
            if not is_dearer(prices.get(other), prices.get(each))
        ][: limit + BEHIND_MAX]
        for each in product_ids
    }
    cold = [each for each in product_ids if not others[each]]
    best = await popular_of_kind(unit, row.number, cold, limit) if cold else {}
    named = {each for theirs in others.values() for each in theirs}
    named |= {each for theirs in best.values() for each in theirs.products}
    called = await store.called(unit, sorted({*named, *product_ids}))

    def goes_with(product: str) -> tuple[Recommendation, ...]:
        if not others[product]:
            why = sentences.popular(best[product].category)
            return tuple(_shown(each, why, called) for each in best[product].products)
        why = sentences.together(name(product, called) or product)
        beside = told_apart(_going_with(product, others[product]), called)
        return tuple(_shown(each.product_id, why, called) for each in beside[:limit])

    return tuple(
        Alongside(product_id=each, model=row.number, items=goes_with(each))
        for each in product_ids
    )


async def _prices(unit: Unit, beside: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return what products cost, and what is shown beside them."""
    named = {*beside, *(each for theirs in beside.values() for each in theirs)}
    return await fact_store.costs(unit, [*named])


def _popular(products: Sequence[str]) -> list[Chosen]:
    return [Chosen(product_id=each, kind=ReasonKind.POPULAR) for each in products]


def _going_with(product: str, others: Sequence[str]) -> list[Chosen]:
    kind = ReasonKind.TOGETHER
    return [Chosen(product_id=each, kind=kind, because=product) for each in others]


def _of_session(chosen: Chosen, called: dict[str, Called]) -> Recommendation:
    why = sentences.popular()
    if chosen.because is not None:
        of = name(chosen.because, called) or chosen.because
        why = sentences.in_session(ReasonKind(chosen.kind), of)
    return _shown(chosen.product_id, why, called)


def _shown(product: str, why: Reason, called: dict[str, Called]) -> Recommendation:
    return Recommendation(product_id=product, name=name(product, called), reason=why)
