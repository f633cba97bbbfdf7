"""Who is left alone, by chance that anybody can compute; and what that tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from statistics import NormalDist

from domain.holdouts.model import (
    UNIVERSAL,
    Arm,
    Effect,
    Measure,
    Verdict,
)

# Fewer people or buyers, and any difference may be luck.
ARM_MIN, BUYERS_MIN = 100, 20
# Shown as a percentage of one digit, a share is so not rounded twice.
DIGITS = 6
LIKELY, POWER = 0.975, 0.8
STANDARD = NormalDist()
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an arm came to: sums over its customers, and sums of squares."""

    arm: Arm
    customers: int
    buyers: int
    orders: int
    orders_squares: int
    amount: int
    amount_squares: float


def place(tenant: str, salt: str, customer_id: str) -> float:
    """Return a number of at least 0 and below 100, the same whoever asks and when."""
    said = f"{tenant}|{salt}|{customer_id}".encode()
    return HUNDRED * int.from_bytes(sha256(said).digest()[:6]) / 2**48


def arm(tenant: str, campaign: str, customer_id: str, shares: Mapping[str, int]) -> Arm:
    """Return what is done with somebody; being held out comes before being control."""
    if place(tenant, UNIVERSAL, customer_id) < shares[UNIVERSAL]:
        return Arm.HELD_OUT
    if campaign != UNIVERSAL and (
        place(tenant, campaign, customer_id) < shares[campaign]
    ):
        return Arm.CONTROL
    return Arm.TREATED


def alone(campaign: str) -> Arm:
    """Return the arm that a campaign's treated customers are compared with."""
    return Arm.HELD_OUT if campaign == UNIVERSAL else Arm.CONTROL


def enough(treated: Seen, control: Seen) -> bool:
    """Tell whether there is anything to be told from luck."""
    return (
        min(treated.customers, control.customers) >= ARM_MIN
        and treated.buyers + control.buyers >= BUYERS_MIN
    )


def effects(treated: Seen, control: Seen) -> tuple[Effect, ...]:
    """Return the differences of means, with Welch's standard errors."""
    sums = {
        Measure.BOUGHT: [(each.buyers, each.buyers) for each in (treated, control)],
        Measure.ORDERS: [
            (each.orders, each.orders_squares) for each in (treated, control)
        ],
        Measure.AMOUNT: [
            (each.amount, each.amount_squares) for each in (treated, control)
        ],
    }
    return tuple(
        _effect(
            measure, _mean(mine, treated.customers), _mean(theirs, control.customers)
        )
        for measure, (mine, theirs) in sums.items()
    )


def _mean(of: tuple[int, float], count: int) -> tuple[float, float]:
    """Return a mean and the square of its standard error."""
    total, squares = of
    return total / count, (squares - total * total / count) / (count - 1) / count


def _effect(
    measure: Measure, treated: tuple[float, float], control: tuple[float, float]
) -> Effect:
    error = sqrt(max(treated[1] + control[1], 0.0))
    found = treated[0] - control[0]
    sure = STANDARD.inv_cdf(LIKELY) * error
    verdict = Verdict.NONE_SEEN
    if abs(found) > sure:
        verdict = Verdict.MORE if found > 0 else Verdict.LESS
    return Effect(
        measure=measure,
        treated=round(treated[0], DIGITS),
        control=round(control[0], DIGITS),
        effect=round(found, DIGITS),
        low=round(found - sure, DIGITS),
        high=round(found + sure, DIGITS),
        visible=round(sure + STANDARD.inv_cdf(POWER) * error, DIGITS),
        verdict=verdict,
    )
