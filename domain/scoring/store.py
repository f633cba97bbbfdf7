"""The SQL of scores and models: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Float,
    Integer,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.scoring.fitting import Fitted, HistoryGroup, Seen, SpentGroup
from domain.scoring.model import (
    HeatCell,
    LifeCycle,
    NextBasis,
    Settings,
)
from domain.scoring.rules import Rollup, Thresholds
from domain.scoring.tables import (
    customer_scores,
    purchase_rollups,
    scoring_models,
    scoring_settings,
)

ROLLUP = purchase_rollups.c
BOUGHT = ROLLUP.days > 0
FIFTHS = (0.2, 0.4, 0.6, 0.8)
# Enough to see how far apart purchases are; and how finely amounts are told apart.
SAMPLE_MAX = 20_000
GROUPS_MAX = 1_000_000
STEPS_PER_E = 100
ONLY = "settings"
GIVEN = sets.given(customer_scores.c.customer_id)
SAVED = insertion(*sets.whole(customer_scores))
SAVE = SAVED.on_conflict_do_update(
    constraint=customer_scores.primary_key,
    set_={
        each.name: SAVED.excluded[each.name]
        for each in sets.whole(customer_scores)
        if each.name != "customer_id"
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of a shop's customers, and who had their turn with it last."""

    number: int
    as_of: datetime
    purpose: str
    customers: int
    fitted: Fitted
    after_id: CustomerId | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A customer's scores, as a row."""

    customer_id: CustomerId
    model: int
    as_of: datetime
    purpose: str
    recency: int
    frequency: int
    monetary: int
    life_cycle: LifeCycle
    next_basis: NextBasis
    next_earliest: date | None
    next_on: date | None
    next_latest: date | None
    chance_7: float | None
    chance_30: float | None
    chance_90: float | None
    expected_orders: float | None
    expected_amount: int | None
    amount_low: int | None
    amount_high: int | None
    why: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody, and the name of where they stood."""

    customer_id: CustomerId
    life_cycle: LifeCycle


@dataclass(frozen=True, slots=True)
class _Known:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class _Fifths:
    recency: list[date] | None
    frequency: list[int] | None
    monetary: list[int] | None


async def settings(unit: Unit) -> Settings:
    """Return how the shop scores; as everybody does, if it never said."""
    found = await unit.value(select(scoring_settings.c.terms))
    return Settings() if found is None else msgspec.convert(found, Settings)


async def settings_said_at(unit: Unit) -> datetime | None:
    """Return when the shop last said how it scores."""
    found: datetime | None = await unit.value(select(scoring_settings.c.recorded_at))
    return found


async def is_waiting(unit: Unit) -> bool:
    """Tell whether anybody's purchases changed since they were scored."""
    waiting = select(ROLLUP.customer_id).where(ROLLUP.changed_at.is_not(None))
    return await unit.value(waiting.limit(1)) is not None


async def looked_since(unit: Unit, then: datetime) -> bool:
    """Tell whether anybody was looked at since."""
    lately = select(customer_scores.c.customer_id).where(customer_scores.c.as_of > then)
    return await unit.value(lately.limit(1)) is not None


def put_settings(unit: Unit, wanted: Settings) -> None:
    """Write down how the shop scores."""
    row = {
        "name": ONLY,
        "terms": msgspec.to_builtins(wanted),
        "recorded_at": unit.now,
    }
    new = upsert(scoring_settings).values(row)
    unit.write(
        new.on_conflict_do_update(constraint=scoring_settings.primary_key, set_=row)
    )


async def seen(unit: Unit, gate: Gate) -> Seen:
    """Return of how many customers there is something to score, and of how much."""
    counted = select(
        func.count().label("customers"),
        cast(func.coalesce(func.sum(ROLLUP.days), 0), BigInteger).label("days"),
    ).where(BOUGHT, gate.admits(ROLLUP.customer_id))
    found = await unit.one(Seen, counted)
    assert found is not None
    return found


async def thresholds(unit: Unit, gate: Gate) -> Thresholds:
    """Return between which values the fifths of a shop's customers are."""

    def fifths(of: ColumnElement[Any]) -> Any:
        return func.percentile_disc(cast(list(FIFTHS), ARRAY(Float))).within_group(of)

    found = await unit.one(
        _Fifths,
        select(
            fifths(ROLLUP.last_day).label("recency"),
            fifths(ROLLUP.days).label("frequency"),
            fifths(ROLLUP.amount).label("monetary"),
        ).where(BOUGHT, gate.admits(ROLLUP.customer_id)),
    )
    assert found is not None
    return Thresholds(
        recency=tuple(each.toordinal() for each in found.recency or ()),
        frequency=tuple(found.frequency or ()),
        monetary=tuple(found.monetary or ()),
    )


async def history_groups(
    unit: Unit, gate: Gate, today: date
) -> tuple[HistoryGroup, ...]:
    """Return how many customers bought as often and as long ago."""
    span = ROLLUP.last_day - ROLLUP.first_day
    age = func.greatest(literal(today, Date) - ROLLUP.first_day, span)
    keys = (ROLLUP.days - 1, cast(span, Integer), cast(age, Integer))
    grouped = (
        select(
            keys[0].label("again"),
            keys[1].label("last"),
            keys[2].label("age"),
            func.count().label("customers"),
        )
        .where(BOUGHT, gate.admits(ROLLUP.customer_id))
        .group_by(*keys)
        .limit(GROUPS_MAX)
    )
    return await unit.all(HistoryGroup, grouped)


async def spent_groups(unit: Unit, gate: Gate) -> tuple[SpentGroup, ...]:
    """Return how many customers who bought again spent about as much each time."""
    again = ROLLUP.days - 1
    mean = cast(ROLLUP.amount - ROLLUP.first_amount, Float) / again
    # To a hundredth part; what is alike is taken at its geometric mean.
    step = func.round(func.ln(mean) * STEPS_PER_E)
    grouped = (
        select(
            again.label("again"),
            func.exp(func.avg(func.ln(mean))).label("mean"),
            func.count().label("customers"),
        )
        .where(again > 0, ROLLUP.amount > ROLLUP.first_amount)
        .where(gate.admits(ROLLUP.customer_id))
        .group_by(again, step)
        .limit(GROUPS_MAX)
    )
    return await unit.all(SpentGroup, grouped)


async def sample(unit: Unit, gate: Gate) -> tuple[Rollup, ...]:
    """Return rollups of customers who bought again, whoever they are."""
    anybody = func.md5(func.text(ROLLUP.customer_id))
    some = view(purchase_rollups, Rollup).where(ROLLUP.days > 1)
    some = some.where(gate.admits(ROLLUP.customer_id))
    return await unit.all(Rollup, some.order_by(anybody).limit(SAMPLE_MAX))


async def hold_changed(
    unit: Unit, until: datetime, limit: int
) -> tuple[CustomerId, ...]:
    """Hold some of whom all that changed did by an instant, and whom nobody holds."""
    waiting = (
        view(purchase_rollups, _Known)
        .where(ROLLUP.changed_at <= until)
        .order_by(ROLLUP.changed_at, ROLLUP.customer_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(each.customer_id for each in await unit.all(_Known, waiting))


async def following(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return some customers after one, in the order of ids; nobody is held."""
    every = view(purchase_rollups, _Known)
    if after is not None:
        every = every.where(ROLLUP.customer_id > after)
    found = await unit.all(_Known, every.order_by(ROLLUP.customer_id).limit(limit))
    return tuple(each.customer_id for each in found)


async def hold(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[CustomerId, ...]:
    """Hold those customers whom nobody else holds: who does, has them scored after."""
    these = (
        view(purchase_rollups, _Known)
        .where(ROLLUP.customer_id.in_(select(GIVEN.c.customer_id)))
        .order_by(ROLLUP.customer_id)
        .with_for_update(skip_locked=True)
    )
    held = await unit.all(_Known, these, customer_id_of=list(customer_ids))
    return tuple(each.customer_id for each in held)


async def rollups(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> tuple[Rollup, ...]:
    """Return what those customers bought who are held and whom the gate admits."""
    these = view(purchase_rollups, Rollup).where(
        ROLLUP.customer_id.in_(select(GIVEN.c.customer_id)), BOUGHT
    )
    admitted = these.where(gate.admits(ROLLUP.customer_id)).order_by(ROLLUP.customer_id)
    return await unit.all(Rollup, admitted, customer_id_of=list(customer_ids))


def settle(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Write down that held customers are scored."""
    these = ROLLUP.customer_id.in_(select(GIVEN.c.customer_id))
    settled = update(purchase_rollups).where(these, ROLLUP.changed_at.is_not(None))
    unit.write(settled.values(changed_at=None), customer_id_of=list(customer_ids))


async def named(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Named, ...]:
    """Return where those stood who had scores."""
    these = view(customer_scores, Named).where(
        customer_scores.c.customer_id.in_(select(GIVEN.c.customer_id))
    )
    return await unit.all(Named, these, customer_id_of=list(customer_ids))


def save(unit: Unit, scored: Iterable[Scored]) -> None:
    """Write scores down."""
    rows = ({**asdict(each), "customer_id": bare(each.customer_id)} for each in scored)
    unit.write(SAVE, records=encoded(rows))


def forget_refused(unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]) -> None:
    """Forget the scores of those customers whom the gate does not admit."""
    these = customer_scores.c.customer_id.in_(select(GIVEN.c.customer_id))
    refused = ~gate.admits(customer_scores.c.customer_id)
    unit.write(
        delete(customer_scores).where(these, refused),
        customer_id_of=list(customer_ids),
    )


def forget(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Forget the scores of customers."""
    these = customer_scores.c.customer_id.in_(select(GIVEN.c.customer_id))
    unit.write(delete(customer_scores).where(these), customer_id_of=list(customer_ids))


async def forget_shut_out(unit: Unit, gate: Gate) -> int:
    """Forget the scores of whoever the gate does not admit any longer."""
    these = ~gate.admits(customer_scores.c.customer_id)
    return await unit.run(delete(customer_scores).where(these))


async def newest(unit: Unit) -> Model | None:
    """Return the newest model."""
    last = view(scoring_models, Model).order_by(scoring_models.c.number.desc())
    found = await unit.all(Model, last.limit(1))
    return _model(found[0]) if found else None


async def heat(unit: Unit, gate: Gate) -> tuple[HeatCell, ...]:
    """Return how many customers have which grades of recency and frequency."""
    grades = (customer_scores.c.recency, customer_scores.c.frequency)
    counted = (
        select(*grades, func.count().label("customers"))
        .where(gate.admits(customer_scores.c.customer_id))
        .group_by(*grades)
        .order_by(*grades)
    )
    return await unit.all(HeatCell, counted)


async def models(unit: Unit, limit: int) -> tuple[Model, ...]:
    """Return the newest models."""
    last = view(scoring_models, Model).order_by(scoring_models.c.number.desc())
    return tuple(_model(each) for each in await unit.all(Model, last.limit(limit)))


async def add(unit: Unit, model: Model) -> bool:
    """Write a model down, unless another took its number meanwhile."""
    row = {**asdict(model), "fitted": msgspec.to_builtins(model.fitted)}
    new = upsert(scoring_models).values(row).on_conflict_do_nothing()
    return await unit.run(new) == 1


def pass_on(unit: Unit, model: Model, after: CustomerId | None) -> None:
    """Write down who had their turn last, or that everybody had."""
    this = update(scoring_models).where(scoring_models.c.number == model.number)
    done = unit.now if after is None else None
    unit.write(this.values(after_id=after, done_at=done))


async def scores(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> tuple[Scored, ...]:
    """Return the scores of those customers whom the gate admits."""
    these = view(customer_scores, Scored).where(
        customer_scores.c.customer_id.in_(select(GIVEN.c.customer_id))
    )
    admitted = these.where(gate.admits(customer_scores.c.customer_id))
    return await unit.all(Scored, admitted, customer_id_of=list(customer_ids))


def _model(found: Model) -> Model:
    return replace(found, fitted=msgspec.convert(found.fitted, Fitted))
