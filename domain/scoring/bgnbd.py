"""BG/NBD: how often customers buy until they stop, which nobody sees.

P. Fader, B. Hardie, K. L. Lee (2005): "Counting Your Customers" the Easy Way: An
Alternative to the Pareto/NBD Model. Marketing Science 24(2), 275-284. Purchases are
days on which something was bought; `x` is how many came after the first, `t_x` when the
last and `t` how long ago the first was, in weeks.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.scoring.special import Numbers, digamma, gammaln, hyp2f1, lowest

# Where shops are as a rule, and how far they are from it, as logarithms: it says little
# against a hundred customers who came back, and keeps a young shop from the edge.
PRIOR_MEAN = np.log(np.array([0.5, 8.0, 0.8, 3.0]))
PRIOR_SPREAD = 2.0
ORDERS_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """Purchase histories that are alike, and of how many customers each is."""

    x: Numbers
    t_x: Numbers
    t: Numbers
    count: Numbers


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
    return -_cost(parameters, _Sorted.of(given))[0]


def fit(given: Histories, *, prior_weight: float = 1.0) -> BgNbd:
    """Return the most likely model; with no weight, of the histories alone."""
    shown = _Sorted.of(given)

    def cost(parameters: Numbers) -> tuple[float, Numbers]:
        value, slope = _cost(parameters, shown)
        off = (parameters - PRIOR_MEAN) / PRIOR_SPREAD
        return (
            value + prior_weight * 0.5 * float(off @ off),
            slope + prior_weight * off / PRIOR_SPREAD,
        )

    found, _ = lowest(cost, np.zeros(4))
    r, alpha, a, b = (float(each) for each in np.exp(found))
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


def at_least_one(model: BgNbd, given: Histories, weeks: float) -> Numbers:
    """Return how probable a purchase is of each in the weeks to come."""
    silent = (model.alpha + given.t) / (model.alpha + given.t + weeks)
    return alive(model, given) * (1 - silent ** (model.r + given.x))


def quantiles(
    model: BgNbd, given: Histories, weeks: float, parts: tuple[float, ...]
) -> tuple[Numbers, ...]:
    """Return, for each part, the least number that many of such customers don't exceed.

    Of who has not stopped, the rate and the chance of stopping are independent given
    the history. So there are n purchases at least if a negative binomial is n at least
    and they did not stop before the n-th: the product of both chances.
    """
    size = model.r + given.x
    odds = weeks / (model.alpha + given.t + weeks)
    present = alive(model, given)
    chance = (1 - odds) ** size  # That the negative binomial is 0.
    within = chance.copy()
    staying = np.ones_like(size)
    found = [np.full_like(size, -1.0) for _ in parts]
    for number in range(ORDERS_MAX):
        # P(N <= number) = 1 - P(N >= number + 1).
        below = 1 - present * np.maximum(1 - within, 0) * staying
        for place, part in enumerate(parts):
            found[place] = np.where(
                (found[place] < 0) & (below >= part), number, found[place]
            )
        if all((each >= 0).all() for each in found):
            break
        chance = chance * odds * (size + number) / (number + 1)
        within = within + chance
        staying = staying * (model.b + given.x + number)
        staying = staying / (model.a + model.b + given.x + number)
    return tuple(np.where(each < 0, ORDERS_MAX, each) for each in found)


def _gone(model: BgNbd, given: Histories) -> Numbers:
    """Return the odds of having stopped after the last purchase."""
    x = given.x
    ratio = (model.alpha + given.t) / (model.alpha + given.t_x)
    log_odds = np.log(model.a / np.maximum(model.b + x - 1, 1e-12))
    odds = np.exp(np.minimum(log_odds + (model.r + x) * np.log(ratio), 700.0))
    return np.where(x > 0, odds, 0.0)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Histories, and what each takes of what is computed once for each x."""

    x: Numbers
    place: Any
    given: Histories

    @staticmethod
    def of(given: Histories) -> "_Sorted":
        """Find out which x there are: a few dozen, of however many customers."""
        x, place = np.unique(given.x, return_inverse=True)
        return _Sorted(x, place, given)


def _cost(parameters: Numbers, shown: _Sorted) -> tuple[float, Numbers]:
    """Return the negative logarithm of the likelihood, and its slope by logarithms."""
    r, alpha, a, b = np.exp(parameters)
    x, place, given = shown.x, shown.place, shown.given
    count = given.count
    # Of who bought once there is no second case.
    behind = np.where(x > 0, b + x - 1, 1.0)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common += gammaln(a + b) - gammaln(b) - gammaln(a + b + x)
    stays = gammaln(b + x)
    stops = np.where(x > 0, np.log(a) + gammaln(behind), -np.inf)
    since_first, since_last = np.log(alpha + given.t), np.log(alpha + given.t_x)
    power = (r + x)[place]
    first = stays[place] - power * since_first
    second = stops[place] - power * since_last
    both = np.logaddexp(first, second)
    first, second = np.exp(first - both), np.exp(second - both)
    ab = digamma(a + b)
    abx = digamma(a + b + x)
    per_x = np.bincount(place, weights=count, minlength=len(x))
    firsts = np.bincount(place, weights=count * first, minlength=len(x))
    seconds = per_x - firsts
    logs = first * since_first + second * since_last
    shares = first / (alpha + given.t) + second / (alpha + given.t_x)
    slope = np.array(
        [
            per_x @ (digamma(r + x) - digamma(r) + np.log(alpha)) - count @ logs,
            per_x.sum() * r / alpha - count @ (power * shares),
            per_x @ (ab - abx) + seconds.sum() / a,
            per_x @ (ab - abx - digamma(b))
            + firsts @ digamma(b + x)
            + seconds @ np.where(x > 0, digamma(behind), 0.0),
        ]
    )
    total = per_x @ common + count @ both
    return -float(total), -slope * np.exp(parameters)


def _off_one(a: float) -> float:
    """Return a little more where the formula divides by nothing."""
    return a if abs(a - 1) > 1e-6 else 1 + 1e-6  # noqa: PLR2004
