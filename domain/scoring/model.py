"""The nouns of scoring: what a customer's purchases say of the next ones."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, Money

# For what data is read here; a shop declares it like any other purpose.
PROFILING = "profiling"

CUSTOMERS_MAX = 1_000
GRADES = 5
Grade: TypeAlias = Annotated[int, Meta(ge=1, le=GRADES)]
Version: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Percent: TypeAlias = Annotated[int, Meta(ge=0, le=100)]


class LifeCycle(StrEnum):
    """Where a customer stands, by how lately and how often they bought."""

    NEW = "new"
    PROMISING = "promising"
    LOYAL = "loyal"
    CHAMPION = "champion"
    NEEDS_ATTENTION = "needs_attention"
    AT_RISK = "at_risk"
    SLEEPING = "sleeping"
    LOST = "lost"


class NextBasis(StrEnum):
    """From what the day of the next purchase follows."""

    OWN = "own"  # The customer's own gaps, of which there are three at least.
    LIKE = "like"  # The gaps of customers in the same place of the life cycle.
    UNKNOWN = "unknown"


class PurchasesBy(StrEnum):
    """By which model it is foretold how often customers buy, and what that is worth."""

    BG_NBD = "bg_nbd"  # Who stops, stops after a purchase.
    PARETO_NBD = "pareto_nbd"  # Who leaves, leaves at any instant.


GridRow: TypeAlias = Annotated[
    tuple[LifeCycle, ...], Meta(min_length=GRADES, max_length=GRADES)
]
Grid: TypeAlias = Annotated[
    tuple[GridRow, ...], Meta(min_length=GRADES, max_length=GRADES)
]
_NEW, _PROMISING, _LOYAL, _CHAMPION = (
    LifeCycle.NEW,
    LifeCycle.PROMISING,
    LifeCycle.LOYAL,
    LifeCycle.CHAMPION,
)
_ATTENTION, _RISK, _SLEEPING, _LOST = (
    LifeCycle.NEEDS_ATTENTION,
    LifeCycle.AT_RISK,
    LifeCycle.SLEEPING,
    LifeCycle.LOST,
)
# A row for each grade of recency, the first being 1; in it one for each of frequency.
GRID: Grid = (
    (_LOST, _LOST, _SLEEPING, _RISK, _RISK),
    (_LOST, _SLEEPING, _SLEEPING, _RISK, _RISK),
    (_SLEEPING, _ATTENTION, _ATTENTION, _LOYAL, _LOYAL),
    (_PROMISING, _PROMISING, _LOYAL, _LOYAL, _CHAMPION),
    (_NEW, _PROMISING, _LOYAL, _CHAMPION, _CHAMPION),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a shop scores: the names of the life cycle, and what an order is worth.

    `grid` names where customers stand: a row for each grade of recency, lowest first,
    and in it a name for each grade of frequency. Of what customers spend,
    `margin_percent` is what is left; a year later it is worth `discount_percent` less.
    How often they will buy is foretold by `purchases_by`.
    """

    grid: Grid = GRID
    margin_percent: Percent = 100
    discount_percent: Percent = 10
    purchases_by: PurchasesBy = PurchasesBy.BG_NBD


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """How a customer compares with the others of the shop, 5 being the best fifth.

    Who has the same value has the same grade.
    """

    recency: Grade
    frequency: Grade
    monetary: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPurchase:
    """When the next purchase is to be expected: on four of five occasions in between.

    On what day it is most likely before or after is `on`; all are absent if nothing can
    be said. `overdue` says that even the last of these days has passed.
    """

    basis: NextBasis
    earliest: date | None = None
    on: date | None = None
    latest: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseChance:
    """How likely a purchase is within so many days, as a share: .25 is one of four."""

    days: Count
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeValue:
    """What a customer is expected to bring in the twelve months to come.

    Amounts are margins in minor units of the programme's currency, discounted; in four
    of five cases the amount is between `low` and `high`. It steers, and prices nothing.
    """

    orders: float
    amount: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same in both languages."""

    nl: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchased:
    """What was bought up to now; who bought just now is yet to be scored by it.

    `days` are those on which something was bought and kept.
    """

    orders: Count
    days: Count
    first_day: date
    last_day: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a customer's purchases say of them, by which model, and for what purpose."""

    customer_id: CustomerId
    model: Version
    as_of: Instant
    purpose: str
    purchased: Purchased
    grades: Grades
    life_cycle: LifeCycle
    next_purchase: NextPurchase
    chances: tuple[PurchaseChance, ...]
    value: LifetimeValue | None
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FindScores:
    """Ask for a customer's scores."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresOfMany:
    """Ask for the scores of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSettings:
    """Ask how the shop scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """How many customers have a grade of recency and one of frequency."""

    recency: Grade
    frequency: Grade
    customers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHeatMap:
    """Ask how many customers have which grades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCycleCount:
    """How many customers stand at a place of the life cycle."""

    life_cycle: LifeCycle
    customers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """How many customers have which grades, and how many stand where.

    A number of fewer than ten people is left out; so is how many those are together, if
    fewer than ten.
    """

    cells: tuple[HeatCell, ...]
    life_cycles: tuple[LifeCycleCount, ...]
    left_out: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListModels:
    """Ask for the latest models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseModel:
    """BG/NBD: of weekly rates Gamma(r, alpha), of stopping Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingModel:
    """Pareto/NBD: of weekly rates Gamma(r, alpha), of leaving Gamma(s, beta)."""

    r: float
    alpha: float
    s: float
    beta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendModel:
    """Gamma-Gamma: of an amount Gamma(p, nu), of nu Gamma(q, gamma); minor units."""

    p: float
    q: float
    gamma: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A tenth of the customers: the share expected to buy, and the share that did."""

    customers: Count
    expected: float
    came: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceModel:
    """How well chances of buying within so many days foretold a window not seen.

    `auc` is how often of two customers the one who bought had the greater chance, .5
    being luck. `log_loss` is less than `average`, that of saying the same of everybody.
    """

    days: Count
    customers: Count
    auc: float
    log_loss: float
    average: float
    calibration: tuple[Calibration, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModel:
    """What a shop's customers were found to do, and by what they are scored since.

    Grades begin above `recency_days`, `frequencies` and `amounts`, the second first.
    How often they buy, `purchases` says, or `leaving` if the shop chose so. `missing`
    says why something could not be learnt.
    """

    version: Version
    as_of: Instant
    purpose: str
    customers: Count
    recency_days: tuple[date, ...]
    frequencies: tuple[int, ...]
    amounts: tuple[int, ...]
    purchases: PurchaseModel | None
    leaving: LeavingModel | None
    spends: SpendModel | None
    chances: tuple[ChanceModel, ...]
    missing: tuple[str, ...]
    applied_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModels:
    """The latest models, the newest first."""

    models: tuple[ScoringModel, ...]
