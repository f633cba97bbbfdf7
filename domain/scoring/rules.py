"""Grades and the next purchase, from rollups; pure, so that a test needs only values.

Grades are fifths: the four thresholds of a measure are the values below which a fifth,
two, three and four fifths of the customers are, and a grade is one more than the
number of thresholds that a value exceeds. So who has the same value has the same grade,
and where most customers have one purchase, none of them is above the first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import NormalDist

from domain.scoring.model import Grades, Grid, LifeCycle, NextBasis, NextPurchase

# Of the next purchase: one of ten before it, one of ten after it.
TENTH = 0.1
OWN_GAPS_MIN = 3
LIKE_GAPS_MIN = 30
# What gaps vary by as long as a shop has too few to tell: a factor of two or so.
SPREAD_ASSUMED = 0.7
# As much as so many gaps counts what is usual in the shop.
SPREAD_WEIGHT = 4
DAYS_MAX = 3_650
STANDARD = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """What a customer's purchases come to; of one who has bought something."""

    customer_id: str
    orders: int
    days: int
    first_day: date
    last_day: date
    amount: int
    first_amount: int
    last_gaps: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Above which values grades begin, the second first; of days as ordinals."""

    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    monetary: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How far apart purchases are: the mean and spread of the logarithm of days."""

    mean: float
    spread: float
    gaps: int


def grades(rollup: Rollup, thresholds: Thresholds) -> Grades:
    """Return how a customer compares with the others."""
    last = rollup.last_day.toordinal()
    return graded(last, rollup.days, rollup.amount, thresholds)


def graded(last_day: int, days: int, amount: int, thresholds: Thresholds) -> Grades:
    """Return how these values compare with the others'; the day as an ordinal."""
    return Grades(
        recency=_grade(last_day, thresholds.recency),
        frequency=_grade(days, thresholds.frequency),
        monetary=_grade(amount, thresholds.monetary),
    )


def life_cycle(given: Grades, grid: Grid) -> LifeCycle:
    """Return the name of where a customer stands."""
    return grid[given.recency - 1][given.frequency - 1]


def usual_spread(customers: Iterable[Sequence[int]]) -> float:
    """Return how much the gaps of one customer vary, over all who have some."""
    squares, free = 0.0, 0
    for gaps in customers:
        if len(gaps) >= OWN_GAPS_MIN:
            logs = [log(each) for each in gaps]
            mean = sum(logs) / len(logs)
            squares += sum((each - mean) ** 2 for each in logs)
            free += len(logs) - 1
    if free < LIKE_GAPS_MIN:
        return SPREAD_ASSUMED
    return max(sqrt(squares / free), 1 / DAYS_MAX)


def rhythm(gaps: Sequence[int]) -> Rhythm | None:
    """Return how far apart many purchases are; none, if they are too few to tell."""
    if len(gaps) < LIKE_GAPS_MIN:
        return None
    logs = [log(each) for each in gaps]
    mean = sum(logs) / len(logs)
    spread = sqrt(sum((each - mean) ** 2 for each in logs) / (len(logs) - 1))
    return Rhythm(mean=mean, spread=max(spread, 1 / DAYS_MAX), gaps=len(gaps))


def next_purchase(
    rollup: Rollup, like: Mapping[str, Rhythm], spread: float, cycle: str, today: date
) -> NextPurchase:
    """Return when somebody is expected to buy again, never without an interval.

    Gaps are taken to be log-normal: by the customer's own, of which there must be
    three, or by those of customers who stand where this one does. As nothing was bought
    since the last day, only longer gaps than that are possible; if nearly none is, the
    purchase is overdue, and the days are those on which it was to be expected.
    """
    gaps = rollup.last_gaps
    basis, found = NextBasis.LIKE, like.get(cycle)
    if len(gaps) >= OWN_GAPS_MIN:
        basis, found = NextBasis.OWN, _own(gaps, spread)
    if found is None:
        return NextPurchase(basis=NextBasis.UNKNOWN)
    gap = NormalDist(found.mean, found.spread)
    elapsed = (today - rollup.last_day).days
    overdue = is_overdue(_later(rollup.last_day, gap.inv_cdf(1 - TENTH)), today)
    passed = 0.0
    if elapsed > 0 and not overdue:
        passed = min(gap.cdf(log(elapsed)), 1 - TENTH)
    earliest, middle, latest = (
        _later(rollup.last_day, gap.inv_cdf(passed + part * (1 - passed)))
        for part in (TENTH, 0.5, 1 - TENTH)
    )
    return NextPurchase(
        basis=basis, earliest=earliest, on=middle, latest=latest, overdue=overdue
    )


def is_overdue(latest: date | None, today: date) -> bool:
    """Tell whether the last of the days has passed."""
    return latest is not None and latest < today


def _own(gaps: Sequence[int], spread: float) -> Rhythm:
    """Return a customer's own rhythm, whose spread leans on what is usual."""
    logs = [log(each) for each in gaps]
    count = len(logs)
    mean = sum(logs) / count
    squares = sum((each - mean) ** 2 for each in logs) + SPREAD_WEIGHT * spread**2
    own = squares / (SPREAD_WEIGHT + count - 1)
    # The mean itself is known only so well.
    return Rhythm(mean=mean, spread=sqrt(own * (1 + 1 / count)), gaps=count)


def _later(day: date, gap: float) -> date:
    return day + timedelta(days=max(1, round(min(exp(min(gap, 50.0)), DAYS_MAX))))


def _grade(value: int, thresholds: Sequence[int]) -> int:
    return 1 + bisect_left(thresholds, value)
