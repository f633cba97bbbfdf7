"""Pareto/NBD: how often customers buy until they leave, at an instant that nobody sees.

D. Schmittlein, D. Morrison, R. Colombo (1987): Counting Your Customers: Who Are They
and What Will They Do Next? Management Science 33(1), 1-24. Of who left at y after the
first purchase, the likelihood is an integral over y, from the last purchase to now; it
is taken by Gauss and Legendre's rule, so that its slope is known as well.
"""

from dataclasses import dataclass

import numpy as np

from domain.scoring.bgnbd import Histories
from domain.scoring.special import Numbers, digamma, gammaln, lowest

# As for BG/NBD: where shops are as a rule, and how far from it, as logarithms.
PRIOR_MEAN = np.log(np.array([0.5, 10.0, 0.6, 12.0]))
PRIOR_SPREAD = 2.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
# Beyond so many e-folds nothing is left of an integrand.
FOLDS = 40.0
NEVER = 1e-300
# Of more histories than these as many customers are taken, at even steps.
HISTORIES_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoNbd:
    """The parameters: of rates Gamma(r, alpha), of leaving Gamma(s, beta); by weeks."""

    r: float
    alpha: float
    s: float
    beta: float


def log_likelihood(model: ParetoNbd, given: Histories) -> float:
    """Return how likely the histories are."""
    parameters = np.log(np.array([model.r, model.alpha, model.s, model.beta]))
    return -_cost(parameters, given)[0]


def fit(given: Histories, *, prior_weight: float = 1.0) -> ParetoNbd:
    """Return the most likely model; with no weight, of the histories alone."""
    shown = _some(given)

    def cost(parameters: Numbers) -> tuple[float, Numbers]:
        value, slope = _cost(parameters, shown)
        off = (parameters - PRIOR_MEAN) / PRIOR_SPREAD
        return (
            value + prior_weight * 0.5 * float(off @ off),
            slope + prior_weight * off / PRIOR_SPREAD,
        )

    found, _ = lowest(cost, PRIOR_MEAN)
    r, alpha, s, beta = (float(each) for each in np.exp(found))
    return ParetoNbd(r=r, alpha=alpha, s=s, beta=beta)


def leaving(model: ParetoNbd, given: Histories) -> tuple[Numbers, Numbers, Numbers]:
    """Return the logarithm of having left, and a row of instants for each history.

    Instants are weeks after the first purchase; with them, how much each weighs.
    """
    power = (model.r + given.x)[:, None]
    since = np.log(model.alpha + given.t_x)[:, None]
    span = np.log(model.alpha + given.t)[:, None] - since
    span = np.clip(span, NEVER, FOLDS / power)
    logs = since + span * (NODES + 1) / 2
    instant = np.exp(logs) - model.alpha
    # The instant is e to the power of what is summed over: hence one power less.
    parts = np.log(span * WEIGHTS / 2 * model.s) - (power - 1) * logs
    parts -= (model.s + 1) * np.log(model.beta + instant)
    most = parts.max(axis=1)
    shares = np.exp(parts - most[:, None])
    total = shares.sum(axis=1)
    return most + np.log(total), instant, shares / total[:, None]


def _cost(parameters: Numbers, given: Histories) -> tuple[float, Numbers]:
    """Return the negative logarithm of the likelihood, and its slope by logarithms."""
    r, alpha, s, beta = (float(each) for each in np.exp(parameters))
    model, x, count = ParetoNbd(r=r, alpha=alpha, s=s, beta=beta), given.x, given.count
    bought, present = alpha + given.t, beta + given.t
    stays = -(r + x) * np.log(bought) - s * np.log(present)
    left, instant, shares = leaving(model, given)
    both = np.logaddexp(stays, left)
    here, gone = np.exp(stays - both), np.exp(left - both)

    def mean(of: Numbers) -> Numbers:
        return gone * np.asarray((shares * of).sum(axis=1))

    total = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + both
    slopes = (
        digamma(r + x)
        - digamma(r)
        + np.log(alpha)
        - here * np.log(bought)
        - mean(np.log(alpha + instant)),
        r / alpha - (r + x) * (here / bought + mean(1 / (alpha + instant))),
        np.log(beta) - here * np.log(present) + gone / s - mean(np.log(beta + instant)),
        s / beta - s * here / present - (s + 1) * mean(1 / (beta + instant)),
    )
    slope = np.array([float(count @ each) for each in slopes])
    return -float(count @ total), -slope * np.exp(parameters)


def _some(given: Histories) -> Histories:
    """Return the histories, or those of as many customers as is enough."""
    if len(given.x) <= HISTORIES_MAX:
        return given
    until = np.cumsum(given.count)
    step = until[-1] / HISTORIES_MAX
    steps = (np.arange(HISTORIES_MAX) + 0.5) * step
    whose = np.array(np.searchsorted(until, steps), np.int64)
    taken = np.bincount(whose, minlength=len(until))
    place = np.flatnonzero(taken)
    return Histories(
        x=given.x[place],
        t_x=given.t_x[place],
        t=given.t[place],
        count=taken[place] * step,
    )
