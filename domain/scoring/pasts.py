"""Pasts: what customers had bought by some day, as figures to foretell by.

They are the same whether they come of a rollup, as of today, or of the days themselves,
as of a day that has passed: so that what is learnt of one is true of the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.scoring.rollup_statement import GAPS_KEPT
from domain.scoring.rules import Rollup
from domain.scoring.special import Numbers

# Of who bought once or never in a while, a rate is not to be believed.
RATE_DAYS = 30
FIGURES = 13
SOME_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days on which customers bought, by customer and then by day.

    `who` numbers customers from 0; days are ordinals, amounts in minor units.
    """

    who: Numbers
    day: Numbers
    amount: Numbers

    def until(self, last: int) -> "Days":
        """Return the days up to one."""
        kept = self.day <= last
        return Days(who=self.who[kept], day=self.day[kept], amount=self.amount[kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasts:
    """Customers' purchases: how many days, the first and last, their sum and gaps.

    Of the gaps there are the latest, newest first, and zeros where there are no more.
    """

    days: Numbers
    first: Numbers
    last: Numbers
    amount: Numbers
    gaps: Numbers


def of_rollups(rollups: Sequence[Rollup]) -> Pasts:
    """Return pasts as they are now."""
    gaps = np.zeros((len(rollups), GAPS_KEPT))
    for row, each in enumerate(rollups):
        kept = each.last_gaps[:GAPS_KEPT]
        gaps[row, : len(kept)] = kept
    return Pasts(
        days=np.array([each.days for each in rollups], float),
        first=np.array([each.first_day.toordinal() for each in rollups], float),
        last=np.array([each.last_day.toordinal() for each in rollups], float),
        amount=np.array([each.amount for each in rollups], float),
        gaps=gaps,
    )


def of_days(given: Days) -> tuple[Numbers, Pasts]:
    """Return who bought anything, and their pasts as of after these days."""
    who, start, count = np.unique(given.who, return_index=True, return_counts=True)
    end = start + count - 1
    row = np.repeat(np.arange(len(who)), count)
    # How many of the customer's days come after each.
    later = end[row] - np.arange(len(row))
    gap = np.diff(given.day, prepend=0)
    kept = (later < GAPS_KEPT) & (np.arange(len(row)) > start[row])
    gaps = np.zeros((len(who), GAPS_KEPT))
    gaps[row[kept], later[kept]] = gap[kept]
    amount = np.add.reduceat(given.amount, start) if len(who) else np.zeros(0)
    return who, Pasts(
        days=count.astype(float),
        first=given.day[start],
        last=given.day[end],
        amount=amount,
        gaps=gaps,
    )


def figures_before(given: Days, cuts: Numbers, ahead: int) -> Numbers:
    """Return what is known of each customer as of before a day of their own.

    Customers are numbered from 1, in the order of `cuts`, which are ordinals. The last
    figure is 1 of whom nothing is known yet.
    """
    whose = given.who.astype(int) - 1
    earlier = given.day < cuts[whose]
    # As if all had come to the same day, of whichever year.
    shifted = Days(
        who=given.who[earlier],
        day=(given.day - cuts[whose])[earlier] + SOME_DAY.toordinal(),
        amount=given.amount[earlier],
    )
    who, past = of_days(shifted)
    known = np.zeros((len(cuts), FIGURES + 1))
    known[:, FIGURES] = 1
    rows = who.astype(int) - 1
    known[rows, :FIGURES] = figures(past, SOME_DAY, ahead)
    known[rows, FIGURES] = 0
    return known


def figures(pasts: Pasts, today: date, ahead: int) -> Numbers:
    """Return thirteen figures for each customer, to foretell so many days ahead."""
    since = np.maximum(today.toordinal() - pasts.last, 0)
    age = np.maximum(today.toordinal() - pasts.first, 0)
    single = (pasts.days == 1).astype(float)
    again = np.maximum(pasts.days - 1, 1)
    mean = (pasts.last - pasts.first) / again
    known = pasts.gaps > 0
    logs = np.log(np.where(known, pasts.gaps, 1.0))
    count = np.maximum(known.sum(axis=1), 1)
    usual = logs.sum(axis=1) / count
    squares = np.where(known, (logs - usual[:, None]) ** 2, 0).sum(axis=1) / count
    # How long ago each of the latest days was; the rest are beyond counting.
    ago = since[:, None] + np.cumsum(pasts.gaps, axis=1)
    late = np.log1p(since)
    return np.column_stack(
        [
            np.log1p(pasts.days),
            late,
            np.log1p(age),
            np.log1p(mean),
            np.log1p(pasts.gaps[:, 0]),
            (late - np.log1p(mean)) * (1 - single),
            single,
            np.log1p(RATE_DAYS * pasts.days / (age + RATE_DAYS)),
            np.log1p(np.maximum(pasts.amount, 0) / pasts.days),
            np.log1p((since <= ahead) + ((ago <= ahead) & known).sum(axis=1)),
            np.log1p((since <= 3 * ahead) + ((ago <= 3 * ahead) & known).sum(axis=1)),
            np.sqrt(squares),
            late * single,
        ]
    )
