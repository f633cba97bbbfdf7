"""Fitting: what is learnt of all customers of a shop, to be said of each of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log

import numpy as np

from domain.scoring import foretelling, rules, spending
from domain.scoring.bgnbd import BgNbd, Histories
from domain.scoring.chances import Chance
from domain.scoring.foretelling import Foretold
from domain.scoring.model import LifetimeValue, PurchasesBy, Settings
from domain.scoring.paretonbd import ParetoNbd
from domain.scoring.rules import Rhythm, Rollup, Thresholds
from domain.scoring.special import Numbers
from domain.scoring.spending import GammaGamma, Spent

DAYS_A_WEEK = 7
WEEKS_A_MONTH = 365 / DAYS_A_WEEK / 12
MONTHS = 12
# With fewer customers who came back, what they will do is not said in numbers.
RETURNED_MIN = 50
LOW, HIGH = 0.1, 0.9
RATE_MIN = 1e-6
GROWN_PERCENT, GROWN_MIN = 10, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a shop's customers were found to do, as of a day of its zone."""

    day: date
    thresholds: Thresholds
    spread: float
    like: dict[str, Rhythm] = field(default_factory=dict[str, Rhythm])
    # How often they buy, by the one or the other.
    purchases: BgNbd | None = None
    leaving: ParetoNbd | None = None
    spends: GammaGamma | None = None
    chances: tuple[Chance, ...] = ()
    # Why something is missing.
    missing: tuple[str, ...] = ()
    # On how many days they had bought by then.
    days: int = 0

    @property
    def foretold(self) -> Foretold | None:
        """Return by what it is foretold how often customers buy."""
        return self.purchases or self.leaving


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Of how many customers something is known: on how many days they bought."""

    customers: int
    days: int

    def has_grown_to(self, now: "Seen") -> bool:
        """Tell whether so much more is known that they are to be compared anew."""
        return any(
            more >= there * (100 + GROWN_PERCENT) // 100 + GROWN_MIN
            for there, more in ((self.customers, now.customers), (self.days, now.days))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryGroup:
    """Customers who bought on as many days, as far apart, as long ago; in days."""

    again: int
    last: int
    age: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentGroup:
    """Customers who bought again as often for about as much: the mean of means."""

    again: int
    mean: float
    customers: int


def histories(groups: Sequence[HistoryGroup]) -> Histories:
    """Return histories in weeks."""
    shown = np.array(
        [(each.again, each.last, each.age, each.customers) for each in groups], float
    ).reshape(-1, 4)
    return Histories(
        x=shown[:, 0],
        t_x=shown[:, 1] / DAYS_A_WEEK,
        t=shown[:, 2] / DAYS_A_WEEK,
        count=shown[:, 3],
    )


def rhythms(
    sample: Sequence[Rollup], settings: Settings, thresholds: Thresholds
) -> tuple[dict[str, Rhythm], float]:
    """Return how far apart purchases are where customers stand alike, and vary."""
    gaps: defaultdict[str, list[int]] = defaultdict(list)
    for each in sample:
        place = rules.life_cycle(rules.grades(each, thresholds), settings.grid)
        gaps[place].extend(each.last_gaps)
    told = {str(name): rules.rhythm(found) for name, found in sorted(gaps.items())}
    like = {name: found for name, found in told.items() if found is not None}
    return like, rules.usual_spread(each.last_gaps for each in sample)


def models(
    groups: Sequence[HistoryGroup], spent: Sequence[SpentGroup], by: PurchasesBy
) -> tuple[Foretold | None, GammaGamma | None, tuple[str, ...]]:
    """Return how often and for how much customers buy, or why that is not known."""
    returned = sum(each.customers for each in groups if each.again)
    if returned < RETURNED_MIN:
        return None, None, (f"returned_customers<{RETURNED_MIN}",)
    purchases = foretelling.fit(by, histories(groups))
    priced = [each for each in spent if each.mean > 0]
    if sum(each.customers for each in priced) < RETURNED_MIN:
        return purchases, None, (f"paying_customers<{RETURNED_MIN}",)
    spends = spending.fit(
        Spent(
            x=np.array([each.again for each in priced], float),
            mean=np.array([each.mean for each in priced]),
            count=np.array([each.customers for each in priced], float),
        )
    )
    return purchases, spends, ()


def values(
    fitted: Fitted, rollups: Sequence[Rollup], settings: Settings, today: date
) -> list[LifetimeValue | None]:
    """Return what each is expected to bring in twelve months, if that is known."""
    if fitted.foretold is None or fitted.spends is None or not rollups:
        return [None] * len(rollups)
    given = _given(rollups, today)
    orders, worth = _discounted(fitted.foretold, given, settings)
    low, high = foretelling.quantiles(
        fitted.foretold, given, MONTHS * WEEKS_A_MONTH, (LOW, HIGH)
    )
    each_time = _each_time(fitted.spends, rollups) * settings.margin_percent / 100
    # Discounted as the expectation is.
    factor = np.divide(worth, orders, out=np.ones_like(worth), where=orders > RATE_MIN)
    return [
        LifetimeValue(
            orders=round(float(count), 3),
            amount=round(float(count * per * part)),
            low=round(float(least * per * part)),
            high=round(float(most * per * part)),
        )
        for count, per, part, least, most in zip(
            orders, each_time, factor, low, high, strict=True
        )
    ]


def _given(rollups: Sequence[Rollup], today: date) -> Histories:
    return histories(
        [
            HistoryGroup(
                again=each.days - 1,
                last=(each.last_day - each.first_day).days,
                # What was bought tomorrow, by a clock that is ahead, was bought today.
                age=max(
                    (today - each.first_day).days, (each.last_day - each.first_day).days
                ),
                customers=1,
            )
            for each in rollups
        ]
    )


def _discounted(
    model: Foretold, given: Histories, settings: Settings
) -> tuple[Numbers, Numbers]:
    """Return the purchases to expect, and how many they are worth today by months."""
    monthly = log(1 + settings.discount_percent / 100) / MONTHS
    so_far = worth = np.zeros_like(given.x)
    for month in range(1, MONTHS + 1):
        until = foretelling.expected_of(model, given, month * WEEKS_A_MONTH)
        worth = worth + (until - so_far) * np.exp(-monthly * (month - 0.5))
        so_far = until
    return so_far, worth


def _each_time(model: GammaGamma, rollups: Sequence[Rollup]) -> Numbers:
    again = np.array([each.days - 1 for each in rollups], float)
    after = np.array([each.amount - each.first_amount for each in rollups], float)
    mean = np.divide(after, again, out=np.zeros_like(after), where=again > 0)
    return spending.expected_of(model, Spent(x=again, mean=mean, count=again))
