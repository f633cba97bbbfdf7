"""Logistic regression by Newton's method: a chance from figures, and how good it is.

Figures are centred and scaled, and a ridge keeps those that say nothing near zero; a
step that makes things worse is halved, so that it ends wherever it begins.
"""

from dataclasses import dataclass

import numpy as np

from domain.scoring.special import Numbers

STEPS_MAX, HALVES_MAX, FINE = 50, 14, 1e-9
# Beyond it a chance is 0 or 1 to thirteen digits.
EXTREME = 30.0
RIDGE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A fitted regression: the weight of each figure, its mean and its spread."""

    start: float
    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]


def fit_logistic(figures: Numbers, happened: Numbers) -> Logistic:
    """Return the likeliest regression, of rows of figures and what came, 0 or 1."""
    means, spreads = figures.mean(axis=0), figures.std(axis=0)
    spreads[spreads == 0] = 1.0
    shown = np.column_stack([np.ones(len(figures)), (figures - means) / spreads])
    ridge = np.full(shown.shape[1], RIDGE)
    ridge[0] = FINE
    at = np.zeros(shown.shape[1])
    cost = _cost(shown, happened, ridge, at)
    for _ in range(STEPS_MAX):
        chance = _chance(shown @ at)
        slope = shown.T @ (chance - happened) + ridge * at
        bend = (shown * (chance * (1 - chance))[:, None]).T @ shown + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        for _ in range(HALVES_MAX):
            lower = _cost(shown, happened, ridge, at - step)
            if lower < cost:
                break
            step /= 2
        else:
            break
        at, gained, cost = at - step, cost - lower, lower
        if gained < FINE * len(figures):
            break
    return Logistic(
        start=float(at[0]),
        weights=tuple(map(float, at[1:])),
        means=tuple(map(float, means)),
        spreads=tuple(map(float, spreads)),
    )


def chances_by(model: Logistic, figures: Numbers) -> Numbers:
    """Return how likely it is, for each row of figures."""
    weights = np.array(model.weights) / np.array(model.spreads)
    return _chance(figures @ weights + (model.start - np.array(model.means) @ weights))


def log_loss(chance: Numbers, happened: Numbers) -> float:
    """Return the mean surprise at what came, in nats: the less the better."""
    said = np.where(happened > 0, chance, 1 - chance)
    return float(-np.log(np.maximum(said, 1e-15)).mean())


def auc(chance: Numbers, happened: Numbers) -> float:
    """Return how often of two the one to whom it happened had the greater chance."""
    _, place, count = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    came = float(happened.sum())
    others = len(happened) - came
    if not came or not others:
        return 0.5
    return float((ranks[happened > 0].sum() - came * (came + 1) / 2) / (came * others))


def _cost(shown: Numbers, happened: Numbers, ridge: Numbers, at: Numbers) -> float:
    said = shown @ at
    return float(
        (np.logaddexp(0, said) - happened * said).sum() + 0.5 * at @ (ridge * at)
    )


def _chance(said: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(said, -EXTREME, EXTREME)))
