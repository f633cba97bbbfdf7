"""Staying: who is still a customer by Pareto/NBD, and how often they will buy.

P. Fader, B. Hardie (2005): A Note on Deriving the Pareto/NBD Model and Related
Expressions. Of who is still there, rate and chance of leaving are independent given the
history: Gamma(r + x, alpha + t) and Gamma(s, beta + t).
"""

from collections.abc import Iterator
from itertools import count

import numpy as np

from domain.scoring.bgnbd import Histories
from domain.scoring.paretonbd import NODES, WEIGHTS, ParetoNbd, leaving
from domain.scoring.quantiles import least_of
from domain.scoring.special import Numbers

# By a smaller power, what it makes of e is as good as the power itself.
TINY = 1e-9


def alive(model: ParetoNbd, given: Histories) -> Numbers:
    """Return how probable it is that each is still a customer (equation 11)."""
    left, _, _ = leaving(model, given)
    stays = -(model.r + given.x) * np.log(model.alpha + given.t)
    stays -= model.s * np.log(model.beta + given.t)
    return np.exp(stays - np.logaddexp(stays, left))


def expected_of(model: ParetoNbd, given: Histories, weeks: float) -> Numbers:
    """Return the purchases of each in the weeks to come (equation 41)."""
    rate = (model.r + given.x) / (model.alpha + given.t)
    there = model.beta + given.t
    # How long they stay of these weeks, on average; by logarithms, as s may be 1.
    grown, less = np.log1p(weeks / there), 1 - model.s
    stay = there * grown * _grown(less * grown)
    return rate * stay * alive(model, given)


def quantiles(
    model: ParetoNbd, given: Histories, weeks: float, parts: tuple[float, ...]
) -> tuple[Numbers, ...]:
    """Return, for each part, the least number that many of such customers don't exceed.

    Who stays so long buys a negative binomial number of times; how long is summed over.
    """
    return least_of(_upto(model, given, weeks), parts)


def _upto(model: ParetoNbd, given: Histories, weeks: float) -> Iterator[Numbers]:
    """Give the chances of buying 0 times at most, 1 time, 2 times and so on."""
    there = (model.beta + given.t)[:, None]
    # To the end of these weeks, or to an instant before it.
    span = np.log1p(weeks / there)
    logs = span * (NODES + 1) / 2
    leaves = span * WEIGHTS / 2 * model.s * np.exp(-model.s * logs)
    stays = np.exp(-model.s * span)
    weights = np.concatenate([leaves, stays], axis=1)
    lengths = there * np.expm1(np.concatenate([logs, span], axis=1))
    size = (model.r + given.x)[:, None]
    odds = lengths / ((model.alpha + given.t)[:, None] + lengths)
    present, chance = alive(model, given), (1 - odds) ** size
    within = chance.copy()
    for number in count():
        most = np.minimum((weights * within).sum(axis=1), 1)
        yield 1 - present * (1 - most)
        chance = chance * odds * (size + number) / (number + 1)
        within = within + chance


def _grown(power: Numbers) -> Numbers:
    """Return (e to the power less 1), by the power: 1 where that is nothing."""
    small = np.abs(power) < TINY
    safe = np.where(small, 1.0, power)
    return np.where(small, 1.0, np.expm1(safe) / safe)
