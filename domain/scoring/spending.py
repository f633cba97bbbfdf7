"""Gamma-Gamma: what customers spend on a day on which they buy.

P. Fader, B. Hardie (2013): The Gamma-Gamma Model of Monetary Value. Of who bought again
`mean` is the average of the days after the first, of which there are `x`.
"""

from dataclasses import dataclass

import numpy as np

from domain.scoring.special import Numbers, digamma, gammaln, lowest

PRIOR_MEAN = np.log(np.array([3.0, 4.0]))
PRIOR_SPREAD = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What customers spent on average who are alike, and how many they are."""

    x: Numbers
    mean: Numbers
    count: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaGamma:
    """The parameters: of an amount Gamma(p, nu), of nu Gamma(q, gamma)."""

    p: float
    q: float
    gamma: float


def log_likelihood(model: GammaGamma, given: Spent) -> float:
    """Return how likely the averages are (equation 1a of the note)."""
    return -_cost(np.log(np.array([model.p, model.q, model.gamma])), given)[0]


def fit(given: Spent, *, prior_weight: float = 1.0) -> GammaGamma:
    """Return the most likely model; with no weight, of the averages alone."""
    scale = max(float(given.count @ given.mean / given.count.sum()), 1e-9)
    # In means, as money has units.
    shown = Spent(x=given.x, mean=given.mean / scale, count=given.count)

    def cost(parameters: Numbers) -> tuple[float, Numbers]:
        value, slope = _cost(parameters, shown)
        off = (parameters[:2] - PRIOR_MEAN) / PRIOR_SPREAD
        slope[:2] += prior_weight * off / PRIOR_SPREAD
        return value + prior_weight * 0.5 * float(off @ off), slope

    found, _ = lowest(cost, np.log(np.array([3.0, 4.0, 1.0])))
    p, q, gamma = (float(each) for each in np.exp(found))
    return GammaGamma(p=p, q=q, gamma=gamma * scale)


def expected_of(model: GammaGamma, given: Spent) -> Numbers:
    """Return what each spends on a day, between own average and everybody's (eq. 5)."""
    p, q, gamma = model.p, max(model.q, 1 + 1e-6), model.gamma
    weight = p * given.x / (p * given.x + q - 1)
    return weight * given.mean + (1 - weight) * gamma * p / (q - 1)


def _cost(parameters: Numbers, given: Spent) -> tuple[float, Numbers]:
    p, q, gamma = np.exp(parameters)
    x, mean, count = given.x, given.mean, given.count
    all_of = gamma + x * mean
    value = (
        gammaln(p * x + q)
        - gammaln(p * x)
        - gammaln(q)
        + q * np.log(gamma)
        + (p * x - 1) * np.log(mean)
        + p * x * np.log(x)
        - (p * x + q) * np.log(all_of)
    )
    slopes = (
        x * (digamma(p * x + q) - digamma(p * x) + np.log(mean))
        + x * (np.log(x) - np.log(all_of)),
        digamma(p * x + q) - digamma(q) + np.log(gamma) - np.log(all_of),
        q / gamma - (p * x + q) / all_of,
    )
    slope = np.array([float(count @ each) for each in slopes])
    return -float(count @ value), -slope * np.exp(parameters)
