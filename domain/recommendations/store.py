"""The SQL of recommendations: one function, one statement, one type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import (
    any_,
    delete,
    func,
    literal,
    not_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, replacing, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.recommendations.model import Quality, Recommender
from domain.recommendations.ranking import Fitted
from domain.recommendations.tables import (
    recommendations,
    recommended_products,
    recommenders,
    unavailable_products,
)
from domain.scoring import PROFILING

PRODUCTS_MAX = 200_000
MODELS_KEPT = 5
GIVEN = sets.given(recommendations.c.customer_id)
ADD_PRODUCTS = insertion(*sets.whole(recommended_products))
SAVED = insertion(*sets.whole(recommendations))
SAVE = SAVED.on_conflict_do_update(
    constraint=recommendations.primary_key,
    set_={
        each.name: SAVED.excluded[each.name]
        for each in sets.whole(recommendations)
        if each.name != "customer_id"
    },
)
ITEMS = recommended_products.c
KEPT = recommenders.c.kept_at.is_not(None)
NAMED = sets.given(ITEMS.product_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A model, and whose recommendations were done last."""

    number: int
    as_of: datetime
    baskets: int
    products: int
    judged: int
    quality: tuple[Quality, ...]
    personal: bool
    fitted: Fitted
    after_id: CustomerId | None
    done_at: datetime | None
    kept_at: datetime | None = None

    def told(self, *, in_use: bool) -> Recommender:
        """Return what is told of it."""
        return Recommender(
            version=self.number,
            as_of=self.as_of,
            baskets=self.baskets,
            products=self.products,
            judged=self.judged,
            quality=self.quality,
            personal=self.personal,
            in_use=in_use,
            kept_at=self.kept_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a model says of a product."""

    number: int
    product_id: str
    popularity: int
    bought_week: int
    bought_year: int
    first_week: int
    first_month: int
    categories: list[str]
    again: int
    together: list[tuple[str, int]]
    leads_to: list[tuple[str, int]]
    taste: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A product for somebody: by what, and what that follows from."""

    product_id: str
    kind: str
    because: str | None = None
    times: int = 0
    every_days: int | None = None
    days_ago: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What was chosen for somebody."""

    customer_id: CustomerId
    model: int
    items: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What a product is called."""

    product_id: str
    name: str
    categories: list[str]


@dataclass(frozen=True, slots=True)
class _Named:
    product_id: str


async def called(unit: Unit, product_ids: Sequence[str]) -> dict[str, Called]:
    """Return what the catalogue says of products."""
    found = await unit.all(Called, CALLED, products=list(product_ids))
    return {each.product_id: each for each in found}


CALLED = text(
    "SELECT DISTINCT ON (p.external_id) p.external_id AS product_id, p.name,"
    " p.category AS categories FROM products p"
    " WHERE p.tenant_id = :tenant AND p.external_id = ANY(CAST(:products AS text[]))"
    " ORDER BY p.external_id, p.source"
)


async def newest(unit: Unit) -> Row | None:
    """Return the model to recommend by: the newest, unless another is kept."""
    numbers = recommenders.c.number
    kept = select(numbers).where(KEPT).limit(1).scalar_subquery()
    latest = select(func.max(numbers)).scalar_subquery()
    used = view(recommenders, Row).where(numbers == func.coalesce(kept, latest))
    found = await unit.one(Row, used)
    return found and _row(found)


async def numbered(unit: Unit, number: int) -> Row | None:
    """Return the model of a number."""
    this = view(recommenders, Row).where(recommenders.c.number == number)
    found = await unit.one(Row, this)
    return found and _row(found)


def keep(unit: Unit, number: int) -> None:
    """Write down that a model is kept, and that everybody is to be looked at by it."""
    this = update(recommenders).where(recommenders.c.number == number)
    unit.write(this.values(kept_at=unit.now, after_id=None, done_at=None))


def release(unit: Unit) -> None:
    """Write down that no model is kept."""
    kept = update(recommenders).where(KEPT)
    unit.write(kept.values(kept_at=None))


def begin_anew(unit: Unit, number: int) -> None:
    """Write down that everybody is to be looked at by a model, from the first on."""
    this = update(recommenders).where(recommenders.c.number == number)
    unit.write(this.values(after_id=None, done_at=None))


async def is_admitted(unit: Unit, gate: Gate, customer_id: CustomerId) -> bool:
    """Tell whether the gate admits a customer."""
    this = select(GIVEN.c.customer_id).where(gate.admits(GIVEN.c.customer_id))
    return await unit.value(this, customer_id_of=[customer_id]) is not None


async def models(unit: Unit, limit: int) -> tuple[Row, ...]:
    """Return the newest models."""
    last = view(recommenders, Row).order_by(recommenders.c.number.desc()).limit(limit)
    return tuple(_row(each) for each in await unit.all(Row, last))


async def add(unit: Unit, row: Row) -> bool:
    """Write a model down, unless another took its number meanwhile."""
    values = {
        **asdict(row),
        "quality": msgspec.to_builtins(row.quality),
        "fitted": msgspec.to_builtins(row.fitted),
    }
    new = upsert(recommenders).values(values).on_conflict_do_nothing()
    return await unit.run(new) == 1


def records(items: Iterable[Item]) -> str:
    """Return what a model says of products as it is written down."""
    return encoded(map(asdict, items))


def add_items(unit: Unit, items: str) -> None:
    """Write down what a model says of products, as records."""
    unit.write(ADD_PRODUCTS, records=items)


def forget_items(unit: Unit, before: int) -> None:
    """Forget what old models said of products, unless one was kept meanwhile."""
    kept = select(recommenders.c.number).where(KEPT)
    old = ITEMS.number <= before
    unit.write(delete(recommended_products).where(old, ITEMS.number.not_in(kept)))


def forget_models(unit: Unit, before: int, since: datetime) -> None:
    """Forget models that are as old by number and by time, unless one is kept."""
    old = (recommenders.c.number <= before, recommenders.c.as_of < since)
    unit.write(delete(recommenders).where(*old, not_(KEPT)))


def pass_on(unit: Unit, number: int, after: CustomerId | None) -> None:
    """Write down whose recommendations were done last, or that all were."""
    this = update(recommenders).where(recommenders.c.number == number)
    done = unit.now if after is None else None
    unit.write(this.values(after_id=after, done_at=done))


async def items(unit: Unit, number: int, limit: int = PRODUCTS_MAX) -> tuple[Item, ...]:
    """Return what a model says of products, the most popular first."""
    every = view(recommended_products, Item).where(ITEMS.number == number)
    ordered = every.order_by(ITEMS.popularity.desc(), ITEMS.product_id)
    return await unit.all(Item, ordered.limit(limit))


async def alongside(
    unit: Unit, number: int, product_ids: Sequence[str]
) -> dict[str, Item]:
    """Return what a model says of some products, by their ids."""
    these = view(recommended_products, Item).where(
        ITEMS.number == number, ITEMS.product_id.in_(select(NAMED.c.product_id))
    )
    found = await unit.all(Item, these, product_id_of=list(product_ids))
    return {each.product_id: each for each in found}


async def popular(
    unit: Unit, number: int, category: str | None, limit: int
) -> tuple[str, ...]:
    """Return the most popular products that may be shown, of a category if any."""
    best = select(ITEMS.product_id).where(ITEMS.number == number, ITEMS.popularity > 0)
    if category is not None:
        best = best.where(literal(category) == any_(ITEMS.categories))
    shown = best.where(
        ITEMS.product_id.not_in(select(unavailable_products.c.product_id))
    )
    found = await unit.all(
        _Named,
        shown.order_by(ITEMS.popularity.desc(), ITEMS.product_id).limit(limit),
    )
    return tuple(each.product_id for each in found)


def save(unit: Unit, chosen: Mapping[CustomerId, Sequence[Chosen]], row: Row) -> None:
    """Write down what was chosen for customers."""
    rows = [
        {
            "customer_id": bare(who),
            "model": row.number,
            "as_of": unit.now,
            "purpose": PROFILING,
            "items": theirs,
        }
        for who, theirs in chosen.items()
    ]
    if rows:
        unit.write(SAVE, records=encoded(rows))


def forget(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Forget what was chosen for customers."""
    these = recommendations.c.customer_id.in_(select(GIVEN.c.customer_id))
    unit.write(delete(recommendations).where(these), customer_id_of=list(customer_ids))


def forget_refused(unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]) -> None:
    """Forget what was chosen for customers whom the gate does not admit."""
    these = recommendations.c.customer_id.in_(select(GIVEN.c.customer_id))
    refused = ~gate.admits(recommendations.c.customer_id)
    unit.write(
        delete(recommendations).where(these, refused),
        customer_id_of=list(customer_ids),
    )


async def chosen(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Personal]:
    """Return what was chosen for customers whom the gate admits."""
    these = view(recommendations, Personal).where(
        recommendations.c.customer_id.in_(select(GIVEN.c.customer_id))
    )
    admitted = these.where(gate.admits(recommendations.c.customer_id))
    found = await unit.all(Personal, admitted, customer_id_of=list(customer_ids))
    return {
        each.customer_id: replace(
            each, items=msgspec.convert(each.items, tuple[Chosen, ...])
        )
        for each in found
    }


async def unavailable(unit: Unit) -> frozenset[str]:
    """Return the products that are not to be shown."""
    every = select(unavailable_products.c.product_id).order_by(
        unavailable_products.c.product_id
    )
    return frozenset(each.product_id for each in await unit.all(_Named, every))


async def put_unavailable(unit: Unit, products: Iterable[str]) -> None:
    """Write down which products are not to be shown, and forget those before."""
    rows = ({"product_id": each} for each in sorted(set(products)))
    await replacing.replace_all(unit, unavailable_products, rows)


def _row(found: Row) -> Row:
    told = {"quality": found.quality, "fitted": found.fitted}
    held = msgspec.convert(told, _Held)
    return replace(found, quality=held.quality, fitted=held.fitted)


@dataclass(frozen=True, slots=True)
class _Held:
    quality: tuple[Quality, ...]
    fitted: Fitted
