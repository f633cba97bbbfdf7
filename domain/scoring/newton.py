"""Newton's method: where a function of a few logarithms is lowest, and how low."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from domain.scoring.special import FAR, Numbers

# What a function comes to, its slope, and how that bends.
Bent: TypeAlias = tuple[float, Numbers, Numbers]

STEPS_MAX, HALVES_MAX, FINE = 100, 30, 1e-7
# As logarithms: a step is no longer, and what hardly bends is not flatter.
LONG, FLAT = 2.0, 1e-6


def lowest_of(function: Callable[[Numbers], Bent], start: Numbers) -> Numbers:
    """Return where a function is lowest near a start.

    Parameters are logarithms, and stay within what numbers can hold. Where it bends
    the other way, steps go down all the same; one that makes things worse is halved.
    """
    at, (cost, slope, bend) = start, function(start)
    for _ in range(STEPS_MAX):
        sizes, ways = np.linalg.eigh(bend)
        sizes = np.maximum(np.abs(sizes), FLAT)
        step = ways @ ((ways.T @ slope) / sizes)
        step *= min(1.0, LONG / max(float(np.abs(step).max()), FINE))
        promised = float(slope @ step)
        for _ in range(HALVES_MAX):
            there = np.clip(at - step, -FAR, FAR)
            lower, slope_there, bend_there = function(there)
            if lower <= cost:
                break
            step /= 2
        else:
            break
        gained = cost - lower
        at, cost, slope, bend = there, lower, slope_there, bend_there
        # A step that promised so little is exact to twice as many digits.
        if promised < FINE or gained < FINE:
            break
    return at
