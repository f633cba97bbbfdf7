"""Viewing: what follows from what customers looked at, for them and for anybody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, reads
from domain.recommendations import exploration, fact_store, sentences, store
from domain.recommendations.arranging import told_apart
from domain.recommendations.fact_store import Fact, Viewed
from domain.recommendations.model import (
    Alongside,
    AskViewed,
    AskViewedOfMany,
    Products,
    ReasonKind,
    Recommendation,
    Slot,
)
from domain.recommendations.showing import name
from domain.recommendations.store import Called, Chosen, Personal

SLOTS = frozenset({Slot.RECENTLY_VIEWED, Slot.VIEWED_ALSO_BOUGHT})
# What was looked at longer ago says nothing; each look counts less than the one after.
LATELY, FADING = timedelta(days=30), 0.85


@reads("catalogue:read", public=True)
async def viewed_also_bought(unit: Unit, command: AskViewed) -> Products:
    """Tell what those bought who looked at a product; nothing, if they were few."""
    (told,) = await _of_products(unit, (command.product_id,), command.limit)
    return Products(model=None, items=told.items)


@reads("catalogue:read", public=True)
async def viewed_of_many(unit: Unit, command: AskViewedOfMany) -> tuple[Alongside, ...]:
    """Tell it of many products, in the order asked."""
    return await _of_products(unit, command.products, command.limit)


async def chosen(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId], slot: Slot, model: int
) -> dict[CustomerId, Personal]:
    """Return what follows from what customers looked at whom the gate admits."""
    looks = await fact_store.viewed(unit, gate, customer_ids, unit.now - LATELY)
    seen = {
        who: [*theirs] for who, theirs in groupby(looks, lambda each: each.customer_id)
    }
    facts: Mapping[str, Fact] = {}
    if slot is Slot.VIEWED_ALSO_BOUGHT:
        facts = await fact_store.facts(unit, [each.product_id for each in looks])
    today = exploration.day_of(unit.now)
    return {
        who: Personal(
            customer_id=who,
            model=model,
            items=tuple(
                _after(theirs, facts)
                if slot is Slot.VIEWED_ALSO_BOUGHT
                else _again(theirs, today)
            ),
        )
        for who, theirs in seen.items()
    }


def _again(looks: Iterable[Viewed], today: date) -> Iterable[Chosen]:
    return (
        Chosen(
            product_id=each.product_id,
            kind=ReasonKind.VIEWED,
            days_ago=max(0, (today - exploration.day_of(each.at)).days),
        )
        for each in looks
    )


def _after(looks: Sequence[Viewed], facts: Mapping[str, Fact]) -> list[Chosen]:
    """Return what was bought after the same looks, and because of which one."""
    total: dict[str, float] = {}
    most: dict[str, tuple[float, str]] = {}
    for place, look in enumerate(looks):
        found = facts.get(look.product_id)
        for other, share in found.viewed if found else ():
            part = FADING**place * share
            total[other] = total.get(other, 0.0) + part
            if part > most.get(other, (0.0, ""))[0]:
                most[other] = part, look.product_id
    seen = {each.product_id for each in looks}
    # What comes first among equals is what was looked at last: the order of insertion.
    return [
        Chosen(product_id=each, kind=ReasonKind.VIEWED, because=most[each][1])
        for each in sorted(total, key=lambda each: -total[each])
        if each not in seen and each in most
    ]


async def _of_products(
    unit: Unit, products: Sequence[str], limit: int
) -> tuple[Alongside, ...]:
    facts = await fact_store.facts(unit, products)
    away = await store.unavailable(unit)
    others = {
        each: [other for other, _ in facts[each].viewed if other not in away]
        if each in facts
        else []
        for each in products
    }
    named = {each for theirs in others.values() for each in theirs}
    called = await store.called(unit, sorted({*named, *products}))

    def after(product: str) -> tuple[Recommendation, ...]:
        kind = ReasonKind.VIEWED
        every = [
            Chosen(product_id=each, kind=kind, because=product)
            for each in others[product]
        ]
        apart = told_apart(every, called)[:limit]
        return tuple(_shown(each.product_id, product, called) for each in apart)

    return tuple(
        Alongside(product_id=each, model=None, items=after(each)) for each in products
    )


def _shown(product: str, beside: str, called: dict[str, Called]) -> Recommendation:
    why = sentences.viewed(name(beside, called) or beside)
    return Recommendation(product_id=product, name=name(product, called), reason=why)
