"""Policies: what other ways to fill a place would have brought, from what was drawn.

Self-normalised inverse propensity scoring: what chance showed one time of a hundred
counts for a hundred. A. Swaminathan, T. Joachims (2015): The Self-Normalized Estimator
for Counterfactual Learning. NIPS 28.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from domain.kernel.personal import PEOPLE_MIN
from domain.recommendations import exploration
from domain.recommendations.feedback_model import Policy, PolicyWorth
from domain.recommendations.model import ReasonKind

# Less, and any difference may be luck.
SEEN_MIN, CLICKED_MIN = 100, 10
SURE = NormalDist().inv_cdf(0.975)
OF_KIND = {
    Policy.AGAIN: ReasonKind.AGAIN,
    Policy.TOGETHER: ReasonKind.TOGETHER,
    Policy.POPULAR: ReasonKind.POPULAR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Places that were drawn alike: how many were seen and clicked, of how many people.

    `further` says that the place was not given to what the model has there.
    """

    further: bool
    kind: ReasonKind
    seen: int
    clicked: int
    customers: int


def worths(drawn: Sequence[Drawn]) -> tuple[PolicyWorth, ...]:
    """Return what each policy would have brought."""
    return tuple(_worth(policy, drawn) for policy in Policy)


def _worth(policy: Policy, drawn: Sequence[Drawn]) -> PolicyWorth:
    own = policy is Policy.OWN_ORDER
    those = [
        each
        for each in drawn
        if (not each.further if own else each.kind == OF_KIND.get(policy, each.kind))
    ]
    weights = [1 / exploration.chance(int(each.further)) for each in those]
    pairs = list(zip(weights, those, strict=True))
    seen = sum(each.seen for each in those)
    total = sum(weight * each.seen for weight, each in pairs)
    many = seen if _people(those) >= PEOPLE_MIN else None
    # Of a policy other than the model's own, only what was drawn further down tells.
    telling = [each for each in those if own or each.further]
    if (
        sum(each.seen for each in telling) < SEEN_MIN
        or sum(each.clicked for each in those) < CLICKED_MIN
        or _people(telling) < PEOPLE_MIN
    ):
        return PolicyWorth(policy=policy, seen=many, clicked=None, low=None, high=None)
    found = sum(weight * each.clicked for weight, each in pairs) / total
    squares = sum(
        weight**2
        * (each.clicked * (1 - found) ** 2 + (each.seen - each.clicked) * found**2)
        for weight, each in pairs
    )
    off = SURE * sqrt(squares) / total
    return PolicyWorth(
        policy=policy,
        seen=many,
        clicked=round(found, 4),
        low=round(max(0.0, found - off), 4),
        high=round(min(1.0, found + off), 4),
    )


def _people(drawn: Sequence[Drawn]) -> int:
    """Return of how many people these are at least, as one may be in each of them."""
    return max((each.customers for each in drawn), default=0)
