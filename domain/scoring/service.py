"""What can be asked of scores, and what makes them be done anew."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import customers
from domain.consent import ConsentsChanged
from domain.customers import (
    CustomerCreated,
    CustomerNotFound,
    CustomersImported,
    CustomersMerged,
    CustomersUnmerged,
)
from domain.kernel import CustomerId, Unit, reads, writes
from domain.kernel.personal import crowd
from domain.scoring import rescoring, rollup_store, rules, store
from domain.scoring.chances import Chance
from domain.scoring.events import ScoresInQuestion
from domain.scoring.model import (
    PROFILING,
    AskHeatMap,
    Calibration,
    ChanceModel,
    FindScores,
    FindSettings,
    Grades,
    HeatMap,
    LeavingModel,
    LifeCycle,
    LifeCycleCount,
    LifetimeValue,
    ListModels,
    NextPurchase,
    PurchaseChance,
    Purchased,
    PurchaseModel,
    Scores,
    ScoresOfMany,
    ScoringModel,
    ScoringModels,
    Settings,
    SpendModel,
    Words,
)
from domain.scoring.refusals import ScoresNotFound
from domain.scoring.rules import Rollup
from domain.scoring.store import Model, Scored

MODELS_SHOWN = 30


@reads(
    "scoring:read", refusals=(CustomerNotFound, ScoresNotFound), subject="customer_id"
)
async def find_scores(unit: Unit, command: FindScores) -> Scores:
    """Tell what a customer's purchases say of them, and how that came about."""
    customer_id = await customers.resolve(unit, command.customer_id)
    found = await _scores(unit, [customer_id])
    if not found:
        raise ScoresNotFound
    return found[0]


@reads("scoring:read", subject="customer_ids")
async def scores_of_many(unit: Unit, command: ScoresOfMany) -> tuple[Scores, ...]:
    """Tell the scores of those of many customers who have any, in the order asked."""
    return await _scores(unit, command.customer_ids)


@reads("scoring:read")
async def find_settings(unit: Unit, command: FindSettings) -> Settings:
    """Tell how the shop scores."""
    del command
    return await store.settings(unit)


@writes("scoring:write")
async def put_settings(unit: Unit, command: Settings) -> Settings:
    """Say how the shop scores; everybody is scored anew within minutes."""
    store.put_settings(unit, command)
    return command


@reads("scoring:read")
async def heat_map(unit: Unit, command: AskHeatMap) -> HeatMap:
    """Tell how many customers have which grades of recency and frequency."""
    del command
    gate = await rescoring.open_gate(unit)
    cells = await store.heat(unit, gate)
    shown = tuple(each for each in cells if crowd(each.customers))
    settings = await store.settings(unit)
    standing: Counter[LifeCycle] = Counter()
    for each in cells:
        place = settings.grid[each.recency - 1][each.frequency - 1]
        standing[place] += each.customers
    return HeatMap(
        cells=shown,
        life_cycles=tuple(
            LifeCycleCount(life_cycle=place, customers=count)
            for place, count in sorted(standing.items())
            if crowd(count)
        ),
        left_out=crowd(sum(each.customers for each in cells if each not in shown)),
    )


@reads("scoring:read")
async def list_models(unit: Unit, command: ListModels) -> ScoringModels:
    """Tell by which models customers are scored, and what could not be learnt."""
    del command
    found = await store.models(unit, MODELS_SHOWN)
    return ScoringModels(models=tuple(map(_shown, found)))


async def on_consents_changed(unit: Unit, news: ConsentsChanged) -> None:
    """Forget what was inferred of whoever may no longer be profiled, at once."""
    if PROFILING in news.purposes:
        gate = await rescoring.open_gate(unit)
        rollup_store.hold(unit, news.customer_ids)
        store.forget_refused(unit, gate, news.customer_ids)


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Have both looked at anew who became one, once all that moves has moved."""
    unit.emit(ScoresInQuestion(customer_ids=(news.kept_id, news.merged_id)))


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Have both looked at anew who are two again, once all that moves has moved."""
    unit.emit(ScoresInQuestion(customer_ids=(news.kept_id, news.merged_id)))


async def on_scores_in_question(unit: Unit, news: ScoresInQuestion) -> None:
    """Forget what was inferred of customers who are not whom it was inferred of."""
    rollup_store.hold(unit, news.customer_ids)
    store.forget(unit, news.customer_ids)


async def on_customer_created(unit: Unit, news: CustomerCreated) -> None:
    """Have a new customer looked at, though there is nothing to score yet."""
    rollup_store.hold(unit, (news.customer_id,))


async def on_customers_imported(unit: Unit, news: CustomersImported) -> None:
    """Have new customers looked at, though there is nothing to score yet."""
    rollup_store.hold(unit, news.customer_ids)


def question(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Have customers looked at anew, as something about them changed."""
    rollup_store.hold(unit, customer_ids)


async def is_behind(unit: Unit, until: datetime) -> bool:
    """Tell whether anybody has yet to be looked at who was to be by an instant."""
    return await rollup_store.waits(unit, until)


async def keep(unit: Unit, customer_id: CustomerId) -> None:
    """Let nothing change in who may be profiled of a customer until the unit ends."""
    await rollup_store.wait(unit, customer_id)


async def _scores(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Scores, ...]:
    gate = await rescoring.open_gate(unit)
    found = await store.scores(unit, gate, customer_ids)
    scored = {each.customer_id: each for each in found}
    bought = await store.rollups(unit, gate, customer_ids)
    rollups = {each.customer_id: each for each in bought}
    zone = await rescoring.zone(unit)
    return tuple(
        _told(scored[each], rollups[each], zone)
        for each in customer_ids
        if each in scored and each in rollups
    )


def _told(scored: Scored, rollup: Rollup, zone: ZoneInfo) -> Scores:
    today = scored.as_of.astimezone(zone).date()
    value = None
    if scored.expected_orders is not None:
        value = LifetimeValue(
            orders=scored.expected_orders,
            amount=scored.expected_amount or 0,
            low=scored.amount_low or 0,
            high=scored.amount_high or 0,
        )
    return Scores(
        customer_id=scored.customer_id,
        model=scored.model,
        as_of=scored.as_of,
        purpose=scored.purpose,
        purchased=Purchased(
            orders=rollup.orders,
            days=rollup.days,
            first_day=rollup.first_day,
            last_day=rollup.last_day,
            amount=rollup.amount,
        ),
        grades=Grades(
            recency=scored.recency,
            frequency=scored.frequency,
            monetary=scored.monetary,
        ),
        life_cycle=scored.life_cycle,
        next_purchase=NextPurchase(
            basis=scored.next_basis,
            earliest=scored.next_earliest,
            on=scored.next_on,
            latest=scored.next_latest,
            overdue=rules.is_overdue(scored.next_latest, today),
        ),
        chances=tuple(
            PurchaseChance(days=days, chance=chance)
            for days, chance in (
                (7, scored.chance_7),
                (30, scored.chance_30),
                (90, scored.chance_90),
            )
            if chance is not None
        ),
        value=value,
        why=Words(nl=tuple(scored.why["nl"]), en=tuple(scored.why["en"])),
    )


def _shown(model: Model) -> ScoringModel:
    fitted = model.fitted
    bought, left, spent = fitted.purchases, fitted.leaving, fitted.spends
    return ScoringModel(
        version=model.number,
        as_of=model.as_of,
        purpose=model.purpose,
        customers=model.customers,
        recency_days=tuple(map(date.fromordinal, fitted.thresholds.recency)),
        frequencies=fitted.thresholds.frequency,
        amounts=fitted.thresholds.monetary,
        purchases=bought
        and PurchaseModel(r=bought.r, alpha=bought.alpha, a=bought.a, b=bought.b),
        leaving=left
        and LeavingModel(r=left.r, alpha=left.alpha, s=left.s, beta=left.beta),
        spends=spent and SpendModel(p=spent.p, q=spent.q, gamma=spent.gamma),
        chances=tuple(map(_told_of, fitted.chances)),
        missing=fitted.missing,
        applied_at=model.done_at,
    )


def _told_of(chance: Chance) -> ChanceModel:
    return ChanceModel(
        days=chance.days,
        customers=chance.customers,
        auc=chance.auc,
        log_loss=chance.log_loss,
        average=chance.average,
        calibration=tuple(
            Calibration(
                customers=each.customers, expected=each.expected, came=each.came
            )
            for each in chance.bands
        ),
    )
