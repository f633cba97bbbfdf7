"""BG/NBD: how often customers buy until they stop, which nobody sees.

P. Fader, B. Hardie, K. L. Lee (2005): "Counting Your Customers" the Easy Way: An
Alternative to the Pareto/NBD Model. Marketing Science 24(2), 275-284. Purchases are
days on which something was bought; `x` is how many came after the first, `t_x` when the
last and `t` how long ago the first was, in weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from domain.scoring.bgnbd_likelihood import Histories, Likelihood
from domain.scoring.newton import Bent, lowest_of
from domain.scoring.quantiles import least_of
from domain.scoring.special import Numbers, hyp2f1

# Where shops are as a rule, and how far they are from it, as logarithms: it says little
# against a hundred customers who came back, and keeps a young shop from the edge.
PRIOR_MEAN = np.log(np.array([0.5, 8.0, 0.8, 3.0]))
PRIOR_SPREAD = 2.0
# So near to 1, a formula that divides by the difference says nothing.
NEAR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class BgNbd:
    """The parameters: of rates Gamma(r, alpha), of stopping Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


def log_likelihood(model: BgNbd, given: Histories) -> float:
    """Return how likely the histories are (equation 6 of the paper)."""
    parameters = np.log(np.array([model.r, model.alpha, model.a, model.b]))
    return -Likelihood.of(given).cost(parameters)[0]


def fit(given: Histories, *, prior_weight: float = 1.0) -> BgNbd:
    """Return the most likely model; with no weight, of the histories alone."""
    shown = Likelihood.of(given)
    held = prior_weight / PRIOR_SPREAD**2

    def cost(parameters: Numbers) -> Bent:
        value, slope, bend = shown.cost(parameters)
        off = parameters - PRIOR_MEAN
        value += 0.5 * held * float(off @ off)
        return value, slope + held * off, bend + held * np.eye(len(off))

    r, alpha, a, b = np.exp(lowest_of(cost, PRIOR_MEAN)).tolist()
    return BgNbd(r=r, alpha=alpha, a=a, b=b)


def alive(model: BgNbd, given: Histories) -> Numbers:
    """Return how probable it is that each has not stopped; who bought once has not."""
    return 1 / (1 + _gone(model, given))


def expected(model: BgNbd, weeks: float) -> float:
    """Return the purchases after the first of somebody of whom nothing is known yet."""
    r, alpha, a, b = model.r, model.alpha, _off_one(model.a), model.b
    part = hyp2f1(r, b, a + b - 1, weeks / (alpha + weeks))
    return float((a + b - 1) / (a - 1) * (1 - (alpha / (alpha + weeks)) ** r * part))


def expected_of(model: BgNbd, given: Histories, weeks: float) -> Numbers:
    """Return the purchases of each in the weeks to come (equation 10)."""
    r, alpha, a, b = model.r, model.alpha, _off_one(model.a), model.b
    x, t = given.x, given.t
    z = weeks / (alpha + t + weeks)
    part = hyp2f1(r + x, b + x, a + b + x - 1, z)
    grown = 1 - ((alpha + t) / (alpha + t + weeks)) ** (r + x) * part
    return (a + b + x - 1) / (a - 1) * grown * alive(model, given)


def quantiles(
    model: BgNbd, given: Histories, weeks: float, parts: tuple[float, ...]
) -> tuple[Numbers, ...]:
    """Return, for each part, the least number that many of such customers don't exceed.

    Of who has not stopped, the rate and the chance of stopping are independent given
    the history. So there are n purchases at least if a negative binomial is n at least
    and they did not stop before the n-th: the product of both chances.
    """
    return least_of(_upto(model, given, weeks), parts)


def _upto(model: BgNbd, given: Histories, weeks: float) -> Iterator[Numbers]:
    """Give the chances of buying 0 times at most, 1 time, 2 times and so on."""
    size = model.r + given.x
    odds = weeks / (model.alpha + given.t + weeks)
    present = alive(model, given)
    chance = (1 - odds) ** size  # That the negative binomial is 0.
    within = chance.copy()
    staying = np.ones_like(size)
    for number in count():
        # P(N <= number) = 1 - P(N >= number + 1).
        yield 1 - present * np.maximum(1 - within, 0) * staying
        chance = chance * odds * (size + number) / (number + 1)
        within = within + chance
        staying = staying * (model.b + given.x + number)
        staying = staying / (model.a + model.b + given.x + number)


def _gone(model: BgNbd, given: Histories) -> Numbers:
    """Return the odds of having stopped after the last purchase."""
    x = given.x
    ratio = (model.alpha + given.t) / (model.alpha + given.t_x)
    log_odds = np.log(model.a / np.maximum(model.b + x - 1, 1e-12))
    odds = np.exp(np.minimum(log_odds + (model.r + x) * np.log(ratio), 700.0))
    return np.where(x > 0, odds, 0.0)


def _off_one(a: float) -> float:
    """Return a little more where the formula divides by nothing."""
    return a if abs(a - 1) > NEAR else 1 + NEAR
