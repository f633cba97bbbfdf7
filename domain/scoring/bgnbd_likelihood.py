"""How likely purchase histories are by BG/NBD, with its slope and how that bends.

Equation 6 of Fader, Hardie and Lee (2005). What depends on the number of purchases
alone is computed once for each number; who bought once can not have stopped since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.scoring.newton import Bent
from domain.scoring.special import Numbers, digamma, gammaln, trigamma

# So many histories at a time: what is computed of more does not fit beside them into
# the processor's cache, and is given new memory in each step.
BLOCK = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """Purchase histories that are alike, and of how many customers each is."""

    x: Numbers
    t_x: Numbers
    t: Numbers
    count: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """How long ago the first purchase was, of some customers and their purchases."""

    age: Numbers
    aged: Numbers
    bought: Numbers

    def told_by(self, values: Numbers) -> Bent:
        """Return the part that follows from how long ago the first one was."""
        r, alpha = values[:2].tolist()
        since = alpha + self.age
        logs, parts = np.log(since), 1 / since
        of_all = r * self.aged + self.bought
        weighed = of_all * parts
        slope, bend = np.zeros(4), np.zeros((4, 4))
        slope[0] = -float(self.aged @ logs)
        slope[1] = -float(weighed.sum())
        bend[0, 1] = bend[1, 0] = -float(self.aged @ parts)
        bend[1, 1] = float(weighed @ parts)
        return -float(of_all @ logs), slope, bend


@dataclass(frozen=True, slots=True, kw_only=True)
class Comers:
    """Histories of some who came back."""

    place: Any
    x: Numbers
    since_first: Numbers
    since_last: Numbers
    count: Numbers

    def told_by(self, values: Numbers, numbers: Numbers) -> Bent:
        """Return the part of who came back: they may have stopped after the last.

        The odds are a / (b + x - 1) ((alpha + t) / (alpha + t_x)) ** (r + x).
        """
        r, alpha, a, b = values.tolist()
        behind = 1 / np.maximum(b + numbers - 1, 1e-12)
        first, last = alpha + self.since_first, alpha + self.since_last
        further = np.log(first / last)
        power = r + self.x
        odds = (np.log(a) + np.log(behind))[self.place] + power * further
        small = np.exp(-np.abs(odds))
        # Of who stopped: the chance, and how it bends.
        stopped = np.where(odds > 0, 1.0, small) / (1 + small)
        told = self.count * stopped
        bent = told * (1 - stopped)
        part = 1 / first - 1 / last
        ways = np.empty((4, len(odds)))
        ways[0] = further
        ways[1] = power * part
        ways[2] = 1 / a
        ways[3] = -behind[self.place]
        value = float(self.count @ (np.maximum(odds, 0) + np.log1p(small)))
        bend = (ways * bent) @ ways.T
        bend[0, 1] += float(told @ part)
        bend[1, 0] = bend[0, 1]
        bend[1, 1] -= float(told @ (ways[1] * (1 / first + 1 / last)))
        bend[2, 2] -= float(told.sum()) / a**2
        bend[3, 3] += float(told @ ways[3] ** 2)
        return value, ways @ told, bend


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """Histories, made ready to be asked again and again by other parameters."""

    # Of how many customers there are 0, 1, 2 purchases and so on.
    numbers: Numbers
    many: Numbers
    ages: Sequence[Ages]
    comers: Sequence[Comers]

    @staticmethod
    def of(given: Histories) -> "Likelihood":
        """Return what is to be known of histories, whatever the parameters are."""
        number = given.x.astype(np.int64)
        many = np.bincount(number, weights=given.count).astype(float)
        back = np.flatnonzero(given.x > 0)
        return Likelihood(
            numbers=np.arange(len(many), dtype=float),
            many=many,
            ages=[
                Ages(
                    age=given.t[some],
                    aged=given.count[some],
                    bought=given.count[some] * given.x[some],
                )
                for some in _blocks(np.arange(len(number)))
            ],
            comers=[
                Comers(
                    place=number[some],
                    x=given.x[some],
                    since_first=given.t[some],
                    since_last=given.t_x[some],
                    count=given.count[some],
                )
                for some in _blocks(back)
            ],
        )

    def cost(self, parameters: Numbers) -> Bent:
        """Return the negative logarithm of the likelihood, by logarithms."""
        values = np.exp(parameters)
        told = [self._of_numbers(values)]
        told += [each.told_by(values) for each in self.ages]
        told += [each.told_by(values, self.numbers) for each in self.comers]
        alone = sum(value for value, _, _ in told)
        slope = np.sum([steep for _, steep, _ in told], axis=0) * values
        bend = np.sum([bent for _, _, bent in told], axis=0)
        bend = bend * np.outer(values, values) + np.diag(slope)
        return -alone, -slope, -bend

    def _of_numbers(self, values: Numbers) -> Bent:
        """Return the part that follows from how many purchases there were."""
        r, alpha, a, b = values.tolist()
        all_of = float(self.many.sum())
        rows = np.array([[r], [b], [a + b]]) + self.numbers
        signs = np.array([1.0, 1.0, -1.0])
        logs, slopes, bends = (
            signs * ((function(rows) - function(rows[:, :1])) @ self.many)
            for function in (gammaln, digamma, trigamma)
        )
        value = float(logs.sum()) + all_of * r * np.log(alpha)
        of_r, of_b, of_ab = slopes.tolist()
        slope = np.array(
            [
                of_r + all_of * np.log(alpha),
                all_of * r / alpha,
                of_ab,
                of_b + of_ab,
            ]
        )
        bend = np.zeros((4, 4))
        bend[0, 0] = bends[0]
        bend[0, 1] = bend[1, 0] = all_of / alpha
        bend[1, 1] = -all_of * r / alpha**2
        bend[2:, 2:] = bends[2]
        bend[3, 3] += bends[1]
        return value, slope, bend


def _blocks(places: Any) -> Sequence[Any]:
    return np.array_split(places, max(1, len(places) // BLOCK))
