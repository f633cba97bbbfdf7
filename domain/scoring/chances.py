"""Chances: how likely it is that somebody buys within some days, as it was before.

What is learnt of one window is judged by the next, which it has not seen; only if it
surprises less there than the average does, is it told of anybody. What is told is then
learnt of the latest window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.scoring import logistic, pasts
from domain.scoring.logistic import Logistic
from domain.scoring.pasts import Days
from domain.scoring.rules import Rollup
from domain.scoring.special import Numbers

AHEAD = (7, 30, 90)
# So many must have bought, and as many not, in the window learnt of and in the next.
EACH_MIN = 30
BANDS, BAND_MIN = 10, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Customers with about the same chance: what was expected of them, and what came.

    `expected` and `came` are shares of them.
    """

    customers: int
    expected: float
    came: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A regression for so many days ahead, and what it foretold of a window before.

    `average` is the log-loss of saying the same of everybody.
    """

    days: int
    model: Logistic
    customers: int
    auc: float
    log_loss: float
    average: float
    bands: tuple[Band, ...]


def fit(given: Days, last: date) -> tuple[tuple[Chance, ...], tuple[str, ...]]:
    """Return what can be told after a last day, and why the rest cannot."""
    told: list[Chance] = []
    missing: list[str] = []
    for ahead in AHEAD:
        found = _fit(given, last, ahead)
        if isinstance(found, Chance):
            told.append(found)
        else:
            missing.append(f"purchase_in_{ahead}_days:{found}")
    return tuple(told), tuple(missing)


def tell(
    known: Sequence[Chance], rollups: Sequence[Rollup], today: date
) -> list[Mapping[int, float]]:
    """Return for each customer the chance by days ahead, as far as one is told."""
    if not rollups:
        return []
    past = pasts.of_rollups(rollups)
    by_days = {
        each.days: logistic.chances_by(
            each.model, pasts.figures(past, today, each.days)
        )
        for each in known
    }
    return [
        {days: round(float(column[row]), 4) for days, column in by_days.items()}
        for row in range(len(rollups))
    ]


def _fit(given: Days, last: date, ahead: int) -> Chance | str:
    span = timedelta(days=ahead)
    before, latest = (
        _window(given, last - 2 * span, ahead),
        _window(given, last - span, ahead),
    )
    if not all(_is_enough(came) for _, came in (before, latest)):
        return f"fewer_than_{EACH_MIN}"
    figures, came = latest
    said = logistic.chances_by(logistic.fit_logistic(*before), figures)
    surprise = logistic.log_loss(said, came)
    average = logistic.log_loss(np.full(len(came), before[1].mean()), came)
    if surprise >= average:
        return "not_better_than_average"
    return Chance(
        days=ahead,
        model=logistic.fit_logistic(figures, came),
        customers=len(came),
        auc=logistic.auc(said, came),
        log_loss=surprise,
        average=average,
        bands=_bands(said, came),
    )


def _window(given: Days, cut: date, ahead: int) -> tuple[Numbers, Numbers]:
    """Return the figures as of a day, and who bought in so many days after it."""
    who, past = pasts.of_days(given.until(cut.toordinal()))
    later = (given.day > cut.toordinal()) & (given.day <= cut.toordinal() + ahead)
    came = np.isin(who, given.who[later]).astype(float)
    return pasts.figures(past, cut, ahead), came


def _is_enough(came: Numbers) -> bool:
    return EACH_MIN <= came.sum() <= len(came) - EACH_MIN


def _bands(said: Numbers, came: Numbers) -> tuple[Band, ...]:
    """Return tenths of the customers, by what was said of them; fewer, if few."""
    bands = max(1, min(BANDS, len(said) // BAND_MIN))
    order = np.argsort(said, kind="stable")
    return tuple(
        Band(
            customers=len(each),
            expected=round(float(said[each].mean()), 4),
            came=round(float(came[each].mean()), 4),
        )
        for each in np.array_split(order, bands)
    )
