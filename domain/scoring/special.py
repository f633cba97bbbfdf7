"""Special functions, which SciPy has: loaded by whoever computes, and nobody else."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

TIGHT = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9}
# Of parameters, which are logarithms: where nothing differs, they would have no end.
FAR = 12.0


@cache
def _special() -> Any:
    return import_module("scipy.special")


def gammaln(x: Any) -> Any:
    """Return the logarithm of the gamma function."""
    return _special().gammaln(x)


def digamma(x: Any) -> Any:
    """Return the derivative of `gammaln`."""
    return _special().psi(x)


def trigamma(x: Any) -> Any:
    """Return the derivative of `digamma`, for positive numbers."""
    return _special().zeta(2, x)


def hyp2f1(a: Any, b: Any, c: Any, z: Any) -> Any:
    """Return the hypergeometric function of Gauss."""
    return _special().hyp2f1(a, b, c, z)


def betaln(a: Any, b: Any) -> Any:
    """Return the logarithm of the beta function."""
    return _special().betaln(a, b)


def lowest(
    function: Callable[[Numbers], Any], start: Numbers, *, has_gradient: bool = True
) -> tuple[Numbers, float]:
    """Return where a function is lowest near a start, and how low (L-BFGS-B).

    Parameters are logarithms, and stay within what numbers can hold.
    """
    found = import_module("scipy.optimize").minimize(
        function,
        start,
        jac=has_gradient,
        method="L-BFGS-B",
        bounds=[(-FAR, FAR)] * len(start),
        options=TIGHT,
    )
    return found.x, float(found.fun)
