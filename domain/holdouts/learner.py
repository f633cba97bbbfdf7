"""T-learner: how much more each would buy for being treated, as two chances differ.

One regression is learnt of those treated, one of those left alone (S. Künzel et al.,
2019: Metalearners for Estimating Heterogeneous Treatment Effects. PNAS 116(10)). How
good its order is, is judged by customers whom it has not seen.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from domain.scoring import Logistic, chances_by, fit_logistic

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

# So many people, and buyers, in each arm, both of those learnt of and of the others.
PEOPLE_MIN, BUYERS_MIN = 100, 20
TENTHS = 10
SURE = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Customers of a campaign: figures of before it, what was done, and what came.

    `treated` and `bought` are 0 or 1; `held` are those whom nothing is learnt of.
    """

    figures: Numbers
    treated: Numbers
    bought: Numbers
    held: Flags

    def those(self, which: Flags) -> "Trial":
        """Return some of the customers."""
        return Trial(
            figures=self.figures[which],
            treated=self.treated[which],
            bought=self.bought[which],
            held=self.held[which],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """The chances of buying, for who is treated and for who is left alone."""

    treated: Logistic
    control: Logistic

    def gains(self, figures: Numbers) -> Numbers:
        """Return how much likelier each is to buy for being treated."""
        return chances_by(self.treated, figures) - chances_by(self.control, figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the order of a learner is worth, on customers it was not learnt of.

    `gain` is the area between its Qini curve and the straight line of choosing by
    chance: buyers more for each customer, on average over how many are treated. The
    truth is between `low` and `high` in 95 of 100 campaigns. `curve` is how far apart
    both are with one tenth of the customers treated, two tenths, and so on; a customer
    is among the best tenths if their gain is at least that of `limits`.
    """

    customers: int
    gain: float
    low: float
    high: float
    curve: tuple[float, ...]
    limits: tuple[float, ...]

    @property
    def is_offered(self) -> bool:
        """Tell whether the order is better than chance, and not by luck."""
        return self.low > 0


def is_enough(trial: Trial) -> bool:
    """Tell whether there are enough to learn of and to judge by."""
    return all(
        some.sum() >= PEOPLE_MIN and trial.bought[some].sum() >= BUYERS_MIN
        for held in (trial.held, ~trial.held)
        for some in (held & (trial.treated > 0), held & (trial.treated == 0))
    )


def learn(trial: Trial) -> Learner:
    """Return what follows from those who are not held out of learning."""
    seen = trial.those(~trial.held)
    treated = seen.treated > 0
    return Learner(
        treated=fit_logistic(seen.figures[treated], seen.bought[treated]),
        control=fit_logistic(seen.figures[~treated], seen.bought[~treated]),
    )


def judge(learner: Learner, trial: Trial) -> Judged:
    """Return what a learner's order is worth, by those it was not learnt of.

    Each customer tells of their own effect by what they bought, weighed by how likely
    their arm was; what was to be expected of them anyway is taken off, which leaves the
    mean as it is and the noise smaller. The area is then a mean of products.
    """
    held = trial.those(trial.held)
    gains, people = learner.gains(held.figures), len(held.bought)
    share = float(held.treated.mean())
    usual = (1 - share) * chances_by(learner.treated, held.figures)
    usual += share * chances_by(learner.control, held.figures)
    arms = held.treated / share - (1 - held.treated) / (1 - share)
    effects = (held.bought - usual) * arms
    order = np.argsort(-gains, kind="stable")
    effects, average = effects[order], float(effects.mean())
    place = (np.arange(people) + 0.5) / people
    parts = (effects - average) * (0.5 - place)
    gain, off = float(parts.mean()), SURE * float(parts.std()) / sqrt(people)
    until = [round(people * tenth / TENTHS) for tenth in range(1, TENTHS + 1)]
    reached = np.cumsum(effects) / people
    return Judged(
        customers=people,
        gain=gain,
        low=gain - off,
        high=gain + off,
        curve=tuple(
            float(reached[last - 1]) - last / people * average for last in until
        ),
        limits=tuple(float(gains[order][last - 1]) for last in until),
    )
