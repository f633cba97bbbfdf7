"""Fitting: a model of a shop's baskets, published only for what it is better at."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import numpy as np
from msgspec import Meta

from domain import customers, scoring
from domain.consent import Gate
from domain.kernel import Role, Unit, writes
from domain.recommendations import basket_store, evaluation, store
from domain.recommendations.basket_store import DAYS_MAX
from domain.recommendations.baskets import Baskets, Ints
from domain.recommendations.evaluation import Judged
from domain.recommendations.keeping import item_of
from domain.recommendations.known import Catalogue
from domain.recommendations.store import MODELS_KEPT, Row

CUSTOMERS_MAX = 1_000
# How often a model is made anew: a young shop learns something new every minute.
YOUNG, YOUNG_EVERY, EVERY = 20_000, timedelta(minutes=20), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advise:
    """Make a model if one is due, or have customers looked at by it."""

    limit: Annotated[int, Meta(ge=1, le=CUSTOMERS_MAX)] = CUSTOMERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """How many customers are to be looked at, and whether there may be more."""

    done: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What baskets said: a model, how good it is, and what it says of products."""

    judged: Judged
    known: Catalogue
    baskets: int


@writes("system", role=Role.INFERRING)
async def advise(unit: Unit, command: Advise) -> Advised:
    """Make a model of the shop's baskets, then have everybody looked at by it."""
    gate = await scoring.open_gate(unit)
    row = await store.newest(unit)
    if not gate.is_open:
        return Advised(done=0, more=False)
    # While a model is kept no other is made, so that nothing of it is forgotten.
    if row is None or (row.kept_at is None and _is_old(unit, row)):
        return Advised(done=0, more=await _fit(unit, gate, row))
    if row.done_at is not None:
        return Advised(done=0, more=False)
    ids = await customers.roll(unit, row.after_id, command.limit)
    if ids:
        scoring.question(unit, ids)
    over = len(ids) < command.limit
    store.pass_on(unit, row.number, None if over else ids[-1])
    return Advised(done=len(ids), more=not over)


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
    # What was bought between both questions is for the next time.
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


def learn(baskets: Baskets) -> Learnt:
    """Return what there is to learn: judged by what came, then from all of it."""
    judged = evaluation.evaluate(baskets)
    today = int(baskets.day.max()) if len(baskets.day) else 0
    return Learnt(
        judged=judged,
        known=evaluation.catalogue(baskets, today),
        baskets=len(np.unique(baskets.basket)),
    )


async def _fit(unit: Unit, gate: Gate, before: Row | None) -> bool:
    """Write a model down, if there is anything to learn from."""
    baskets, products = await read(unit, gate)
    if not products:
        return False
    # Others are served meanwhile; this unit holds nothing that they want.
    learnt = await asyncio.to_thread(learn, baskets)
    row = Row(
        number=1 if before is None else before.number + 1,
        as_of=unit.now,
        baskets=learnt.baskets,
        products=len(products),
        judged=learnt.judged.customers,
        quality=learnt.judged.quality,
        personal=learnt.judged.is_personal,
        fitted=learnt.judged.fitted,
        after_id=None,
        done_at=None,
    )
    if await store.add(unit, row):
        called = await store.called(unit, products)
        store.add_items(
            unit,
            (
                item_of(learnt.known, row.number, place, products, called)
                for place in range(len(products))
            ),
        )
        store.forget_items(unit, row.number - MODELS_KEPT)
    return True


def _is_old(unit: Unit, row: Row) -> bool:
    every = YOUNG_EVERY if row.baskets < YOUNG else EVERY
    return unit.now >= row.as_of + every
