"""Fitting: a model of a shop's baskets, published only for what it is better at.

It takes three steps: begin (a unit that only reads, at one instant), learn (none, as it
takes longer than a transaction may), publish (another unit). Who dies in between leaves
nothing, and the next sweep begins again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import structlog

from domain import scoring
from domain.consent import Gate
from domain.kernel import Role, Unit, reads, writes
from domain.recommendations import basket_store, evaluation, store
from domain.recommendations.basket_store import DAYS_MAX, LINES_MAX
from domain.recommendations.baskets import Baskets, Ints
from domain.recommendations.keeping import item_of
from domain.recommendations.store import MODELS_KEPT, Called, Row

# How often a model is made anew: a young shop learns something new every minute.
YOUNG, YOUNG_EVERY, EVERY = 20_000, timedelta(minutes=20), timedelta(days=1)
# As long as it is told what became of what a model had shown.
TOLD = timedelta(days=90)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginModel:
    """Begin a model, if one is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a model is made of: its number, baskets, and what products are called."""

    number: int
    as_of: datetime
    baskets: Baskets
    products: tuple[str, ...]
    called: Mapping[str, Called]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishModel:
    """Publish a model, and what it says of products, as `store.records` has it."""

    row: Row
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The model that was published."""

    version: int


@reads("system", role=Role.INFERRING)
async def begin_model(unit: Unit, command: BeginModel) -> Lesson | None:
    """Read what a model is to be made of, if one is due and anything was bought."""
    del command
    gate = await scoring.open_gate(unit)
    number = await _due(unit, gate)
    if number is None:
        return None
    baskets, products = await read(unit, gate)
    if not products:
        return None
    called = await store.called(unit, products)
    return Lesson(
        number=number,
        as_of=unit.now,
        baskets=baskets,
        products=products,
        called=called,
    )


def learn_model(lesson: Lesson) -> PublishModel:
    """Return what there is to learn: judged by what came, then from all of it."""
    given = lesson.baskets
    judged = evaluation.evaluate(given)
    row = Row(
        number=lesson.number,
        as_of=lesson.as_of,
        baskets=len(np.unique(given.basket)),
        products=len(lesson.products),
        judged=judged.customers,
        quality=judged.quality,
        personal=judged.is_personal,
        fitted=judged.fitted,
        after_id=None,
        done_at=None,
    )
    known, products = evaluation.catalogue(given, int(given.day.max())), lesson.products
    items = (
        item_of(known, row.number, place, products, lesson.called)
        for place in range(len(products))
    )
    return PublishModel(row=row, items=store.records(items))


@writes("system", role=Role.INFERRING)
async def publish_model(unit: Unit, command: PublishModel) -> Published | None:
    """Publish a model, unless it is not the one that is due any more.

    Another process may have made it, one of before may be kept, and what it is for may
    have been withdrawn.
    """
    row = command.row
    if await _due(unit, await scoring.open_gate(unit)) != row.number:
        return None
    if not await store.add(unit, row):
        return None
    store.add_items(unit, command.items)
    old = row.number - MODELS_KEPT
    store.forget_items(unit, old)
    store.forget_models(unit, old, unit.now - TOLD)
    return Published(version=row.number)


async def read(unit: Unit, gate: Gate) -> tuple[Baskets, tuple[str, ...]]:
    """Return what was bought by whom the gate admits, and the products' ids."""
    since = unit.now - timedelta(days=DAYS_MAX)
    columns = await basket_store.lines(unit, gate, since)
    named = {
        each.hashed: each for each in await basket_store.products(unit, gate, since)
    }
    rows = np.array(
        [each or [] for each in (columns.customer, columns.day, columns.basket)]
        + [columns.item or []],
        dtype=np.int64,
    )
    if rows.shape[1] == LINES_MAX:
        tenant = str(unit.principal.tenant)
        log.warning(
            "only_the_newest_lines_are_learnt_of", tenant=tenant, lines=LINES_MAX
        )
    # There may be more products than are named.
    rows = rows[:, np.isin(rows[3], np.array([*named], dtype=np.int64))]
    items, rows[3] = np.unique(rows[3], return_inverse=True)
    for place in (0, 2):
        rows[place] = np.unique(rows[place], return_inverse=True)[1]
    # A product that somebody has on two lines of an order is in the basket once.
    rows = np.unique(rows, axis=1) if rows.size else rows
    products = tuple(named[int(each)].product_id for each in items)
    return _baskets(rows, len(products)), products


def _baskets(rows: Ints, items: int) -> Baskets:
    return Baskets(
        customer=rows[0], day=rows[1], basket=rows[2], item=rows[3], items=items
    )


async def _due(unit: Unit, gate: Gate) -> int | None:
    """Return the number of the model that is due, if one is."""
    row = await store.newest(unit)
    if not gate.is_open:
        return None
    if row is None:
        return 1
    # While a model is kept no other is made, so that nothing of it is forgotten.
    return row.number + 1 if row.kept_at is None and _is_old(unit, row) else None


def _is_old(unit: Unit, row: Row) -> bool:
    every = YOUNG_EVERY if row.baskets < YOUNG else EVERY
    return unit.now >= row.as_of + every
