"""Weighing: how much each figure of an item says of whether it is taken from its list.

A conditional logit: D. McFadden (1974): Conditional Logit Analysis of Qualitative
Choice Behavior. What all items of a customer have in common says nothing, and so who
buys much teaches no more of it than who buys little. Figures that say more at first
than later on are bent at their own quantiles.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.recommendations.baskets import Ints
from domain.recommendations.histories import Numbers

# Of what counts and of what passes by, as `candidates` has it.
BENT = (0, 1, 2, 3, 4, 7, 8, 11, 12, 18, 19, 21, 23, 24)
QUANTILES = (0.3, 0.6, 0.85)
STEPS_MAX, HALVES_MAX, FINE = 25, 12, 1e-6
# In spreads of figures: a longer step is beyond what is known of here.
LONG = 2.0
RIDGE = 1.0
# So many rows are bent at a time, whatever there are of them: they stay in the cache.
BLOCK, SAMPLE = 4_000, 40_000
AT_ONCE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A figure that says `weight` more from a value on."""

    figure: int
    after: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each figure weighs, and where it begins to weigh more or less."""

    figures: tuple[float, ...]
    bends: tuple[Bend, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Which figures are bent, and how much it takes to move a weight."""

    bent: tuple[int, ...] = BENT
    ridge: float = RIDGE


USUAL = Care()


@dataclass(frozen=True, slots=True)
class _Lists:
    """Items list by list, in blocks of whole lists; of each something was taken."""

    figures: Numbers
    taken: Numbers
    starts: Ints
    bends: tuple[tuple[int, float], ...]
    spreads: Numbers

    def blocks(self) -> Iterator[tuple[NDArray[np.float32], Numbers, Ints]]:
        """Give figures, bent and scaled, what was taken, and where lists begin."""
        low, count = 0, len(self.starts)
        ends = np.append(self.starts[1:], len(self.taken))
        while low < count:
            first = int(self.starts[low])
            high = max(low + 1, int(np.searchsorted(ends, first + BLOCK, "right")))
            rows = slice(first, int(ends[high - 1]))
            bent = _bent(self.figures[rows], self.bends) / _short(self.spreads)
            yield bent, self.taken[rows], self.starts[low:high] - first
            low = high


def weigh(weights: Weights, figures: Numbers) -> Numbers:
    """Return what items weigh: of a list, the one that weighs most is likeliest."""
    # What was learnt before there was a figure does without it.
    found = figures[:, : len(weights.figures)] @ np.array(weights.figures)
    bent = [each.figure for each in weights.bends]
    after = np.array([each.after for each in weights.bends])
    more = np.array([each.weight for each in weights.bends])
    for start in range(0, len(figures) if bent else 0, AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        found[rows] += np.maximum(figures[rows, bent] - after, 0) @ more
    return found


def mean(given: Sequence[Weights]) -> Weights:
    """Return weights by which items weigh the mean of what they do by those given."""
    bends: defaultdict[tuple[int, float], float] = defaultdict(float)
    for weights in given:
        for each in weights.bends:
            bends[each.figure, each.after] += each.weight / len(given)
    return Weights(
        figures=tuple(np.mean([each.figures for each in given], axis=0).tolist()),
        bends=tuple(
            Bend(figure=figure, after=after, weight=weight)
            for (figure, after), weight in bends.items()
        ),
    )


def learn(
    figures: Numbers,
    row: Ints,
    taken: Numbers,
    prior: Weights,
    care: Care = USUAL,
) -> Weights:
    """Return the likeliest weights, by Newton's method, of lists and what was taken.

    Items of a list share its `row`. A list from which much was taken counts as the root
    of how many. Little that was taken moves the weights little from those of before.
    """
    order = np.argsort(row, kind="stable")
    shown = _lists(figures[order], row[order], taken[order], care.bent)
    start = np.zeros(len(shown.spreads))
    start[: figures.shape[1]] = prior.figures
    start *= shown.spreads
    at = start
    cost, slope, bend = _cost(shown, at, start, care.ridge)
    for _ in range(STEPS_MAX):
        step, gained = np.linalg.solve(bend, slope), 0.0
        step *= min(1.0, LONG / max(float(np.abs(step).max()), FINE))
        for _ in range(HALVES_MAX):
            lower, slope_there, bend_there = _cost(shown, at - step, start, care.ridge)
            if lower < cost:
                gained, cost, at = cost - lower, lower, at - step
                slope, bend = slope_there, bend_there
                break
            step /= 2
        if gained < FINE * len(shown.starts):
            break
    return _weights(shown, at)


def _lists(
    figures: Numbers, row: Ints, taken: Numbers, bent: tuple[int, ...]
) -> _Lists:
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    lines = np.diff(np.append(starts, len(row)))
    count = np.repeat(np.add.reduceat(taken, starts), lines)
    useful = count > 0
    figures, row, taken = figures[useful], row[useful], taken[useful]
    bends = tuple(
        (place, after)
        for place in bent
        for after in dict.fromkeys(
            np.quantile(figures[:, place], QUANTILES).round(4).tolist()
        )
    )
    # Of a sample, which the spread of all is like.
    spreads = _bent(figures[:: 1 + len(figures) // SAMPLE], bends).std(
        axis=0, dtype=float
    )
    spreads[spreads == 0] = 1.0
    return _Lists(
        figures=figures,
        taken=taken / np.sqrt(count[useful]),
        starts=np.flatnonzero(np.append(True, row[1:] != row[:-1])),
        bends=bends,
        spreads=spreads,
    )


def _bent(
    figures: Numbers, bends: tuple[tuple[int, float], ...]
) -> NDArray[np.float32]:
    found = np.empty((len(figures), figures.shape[1] + len(bends)), np.float32)
    found[:, : figures.shape[1]] = figures
    for place, (figure, after) in enumerate(bends, start=figures.shape[1]):
        found[:, place] = np.maximum(figures[:, figure] - after, 0)
    return found


def _cost(
    shown: _Lists, at: Numbers, start: Numbers, ridge: float
) -> tuple[float, Numbers, Numbers]:
    """Return the surprise at what was taken, its slope, and how that bends."""
    off = at - start
    cost, slope = 0.5 * ridge * float(off @ off), ridge * off
    bend = ridge * np.eye(len(at))
    for figures, taken, starts in shown.blocks():
        lines = np.diff(np.append(starts, len(taken)))
        said = (figures @ _short(at)).astype(np.float64)
        said -= np.repeat(np.maximum.reduceat(said, starts), lines)
        likely = np.exp(said)
        whole = np.add.reduceat(likely, starts)
        likely /= np.repeat(whole, lines)
        count = np.add.reduceat(taken, starts)
        cost -= float(taken @ said) - float(count @ np.log(whole))
        share = likely * np.repeat(count, lines)
        slope = slope - figures.T @ _short(taken - share)
        mean = np.add.reduceat(figures * _short(likely)[:, None], starts)
        bend += (figures * _short(share)[:, None]).T @ figures
        bend -= (mean * _short(count)[:, None]).T @ mean
    return cost, slope, bend


def _short(given: Numbers) -> NDArray[np.float32]:
    """Return numbers of half the length: what is learnt of them takes half as long."""
    return given.astype(np.float32)


def _weights(shown: _Lists, at: Numbers) -> Weights:
    found = (at / shown.spreads).tolist()
    plain = len(found) - len(shown.bends)
    return Weights(
        figures=tuple(found[:plain]),
        bends=tuple(
            Bend(figure=figure, after=after, weight=weight)
            for (figure, after), weight in zip(shown.bends, found[plain:], strict=True)
        ),
    )
