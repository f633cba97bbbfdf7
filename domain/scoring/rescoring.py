"""Rescoring: a model once a day, and whoever changed since within minutes.

Who is held by their rollup is held from everybody who infers something of them: an
objection waits until this is done and then takes all of it away, or comes first.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain import consent, tenants
from domain.consent import Gate, PurposeKind
from domain.kernel import CustomerId, Role, Unit, writes
from domain.scoring import (
    chances,
    day_store,
    fitting,
    foretelling,
    rules,
    sentences,
    store,
)
from domain.scoring.bgnbd import BgNbd
from domain.scoring.events import CustomersScored, LifeCycleMove, LifeCyclesChanged
from domain.scoring.fitting import Fitted, Seen
from domain.scoring.model import (
    CUSTOMERS_MAX,
    PROFILING,
    LifetimeValue,
    Settings,
    Words,
)
from domain.scoring.paretonbd import ParetoNbd
from domain.scoring.rules import Rollup
from domain.scoring.store import Model, Scored

ONE_DAY = timedelta(days=1)
# An order of theirs waits for as long as they are held.
CUSTOMERS_HELD = 200
# A young shop's customers are compared anew whenever so much more is known.
YOUNG_MAX = 10_000
# What could not be learnt may be by now, if anybody bought since.
UNLEARNT_EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescore:
    """Score customers of whom something changed, or all of them by a new model.

    Of whom something changed in the last `quiet_s` seconds waits for more to come.
    """

    limit: Annotated[int, Meta(ge=1, le=CUSTOMERS_MAX)] = CUSTOMERS_HELD
    quiet_s: Annotated[int, Meta(ge=0, le=3_600)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescored:
    """How many customers were looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system", role=Role.INFERRING)
async def rescore(unit: Unit, command: Rescore) -> Rescored:
    """Fit a model if a new one is due, or score a bounded number of customers.

    It may stop anywhere and go on later: a model says who had their turn last, and
    each customer whether something changed since.
    """
    gate = await open_gate(unit)
    model = await store.newest(unit)
    until = unit.now - timedelta(seconds=command.quiet_s)
    if gate.is_open and await _is_due(unit, gate, model):
        await _fit(unit, gate, model)
        return Rescored(done=0, more=True)
    if model is None or not gate.is_open:
        ids = await store.hold_changed(unit, until, command.limit)
        await _score(unit, gate, None, ids)
        return Rescored(done=len(ids), more=len(ids) == command.limit)
    if model.done_at is None:
        ids = await store.following(unit, model.after_id, command.limit)
        await _score(unit, gate, model, await store.hold(unit, ids))
        over = len(ids) < command.limit
        store.pass_on(unit, model, None if over else ids[-1])
        return Rescored(done=len(ids), more=True)
    ids = await store.hold_changed(unit, until, command.limit)
    await _score(unit, gate, model, ids)
    return Rescored(done=len(ids), more=len(ids) == command.limit)


async def open_gate(unit: Unit) -> Gate:
    """Return whose data may be read to infer something of them."""
    return await consent.gate(unit, PROFILING, PurposeKind.PROFILING)


async def _is_due(unit: Unit, gate: Gate, model: Model | None) -> bool:
    """Tell whether customers are to be compared anew."""
    if model is None:
        return (await store.seen(unit, gate)).customers > 0
    if model.done_at is None:
        return False
    said_at = await store.settings_said_at(unit)
    today = unit.now.astimezone(await zone(unit)).date()
    if today > model.fitted.day or (said_at is not None and said_at > model.as_of):
        return True
    if model.fitted.missing and unit.now >= model.as_of + UNLEARNT_EVERY:
        return await store.looked_since(unit, model.done_at)
    if model.customers > YOUNG_MAX or not await store.is_waiting(unit):
        return False
    then = Seen(customers=model.customers, days=model.fitted.days)
    return then.has_grown_to(await store.seen(unit, gate))


async def _fit(unit: Unit, gate: Gate, before: Model | None) -> None:
    """Write down what a shop's customers do; nobody is held for it."""
    today = unit.now.astimezone(await zone(unit)).date()
    settings = await store.settings(unit)
    thresholds = await store.thresholds(unit, gate)
    sample = await store.sample(unit, gate)
    like, spread = fitting.rhythms(sample, settings, thresholds)
    groups = await store.history_groups(unit, gate, today)
    spent = await store.spent_groups(unit, gate)
    by = settings.purchases_by
    foretold, spends, missing = fitting.models(groups, spent, by)
    days = await day_store.days(unit, gate, await day_store.some(unit, gate))
    # Today is not over yet. Others are served while this is computed.
    told, untold = await asyncio.to_thread(chances.fit, days, today - ONE_DAY)
    await store.forget_shut_out(unit, gate)
    await store.add(
        unit,
        Model(
            number=1 if before is None else before.number + 1,
            as_of=unit.now,
            purpose=gate.purpose,
            customers=sum(each.customers for each in groups),
            fitted=Fitted(
                day=today,
                thresholds=thresholds,
                spread=spread,
                like=like,
                purchases=foretold if isinstance(foretold, BgNbd) else None,
                leaving=foretold if isinstance(foretold, ParetoNbd) else None,
                spends=spends,
                chances=told,
                missing=(*missing, *untold),
                days=(await store.seen(unit, gate)).days,
            ),
            after_id=None,
            done_at=None,
        ),
    )


async def _score(
    unit: Unit, gate: Gate, model: Model | None, ids: tuple[CustomerId, ...]
) -> None:
    """Score those of held customers whom the gate admits, and forget the others."""
    if not ids:
        return
    scored: list[Scored] = []
    if model is not None:
        rollups = await store.rollups(unit, gate, ids)
        settings = await store.settings(unit)
        now = unit.now.astimezone(await zone(unit))
        values = fitting.values(model.fitted, rollups, settings, now.date())
        told = chances.tell(model.fitted.chances, rollups, now.date())
        scored = [
            _scored(model, rollup, value, chance, settings, now)
            for rollup, value, chance in zip(rollups, values, told, strict=True)
        ]
    before = {each.customer_id: each for each in await store.named(unit, ids)}
    after = {each.customer_id: each for each in scored}
    store.save(unit, scored)
    store.forget(unit, [each for each in ids if each not in after])
    store.settle(unit, ids)
    moves = tuple(
        LifeCycleMove(
            customer_id=each.customer_id,
            previous=old and old.life_cycle,
            life_cycle=each.life_cycle,
        )
        for each in scored
        if (old := before.get(each.customer_id)) is None
        or old.life_cycle is not each.life_cycle
    )
    if moves:
        unit.emit(LifeCyclesChanged(moves=moves))
    unit.emit(CustomersScored(customer_ids=ids))


def _scored(  # noqa: PLR0913, PLR0917 - a row has as many sides
    model: Model,
    rollup: Rollup,
    value: LifetimeValue | None,
    chance: Mapping[int, float],
    settings: Settings,
    now: datetime,
) -> Scored:
    fitted = model.fitted
    grades = rules.grades(rollup, fitted.thresholds)
    cycle = rules.life_cycle(grades, settings.grid)
    following = rules.next_purchase(
        rollup, fitted.like, fitted.spread, cycle, now.date()
    )
    by = fitted.foretold and foretelling.name(fitted.foretold)
    why: Words = sentences.why(rollup, grades, cycle, following, value, chance, by)
    return Scored(
        customer_id=rollup.customer_id,
        model=model.number,
        as_of=now,
        purpose=model.purpose,
        recency=grades.recency,
        frequency=grades.frequency,
        monetary=grades.monetary,
        life_cycle=cycle,
        next_basis=following.basis,
        next_earliest=following.earliest,
        next_on=following.on,
        next_latest=following.latest,
        chance_7=chance.get(7),
        chance_30=chance.get(30),
        chance_90=chance.get(90),
        expected_orders=value and value.orders,
        expected_amount=value and value.amount,
        amount_low=value and value.low,
        amount_high=value and value.high,
        why={"nl": list(why.nl), "en": list(why.en)},
    )


async def zone(unit: Unit) -> ZoneInfo:
    """Return the zone whose days count."""
    return ZoneInfo((await tenants.programme(unit)).time_zone)
