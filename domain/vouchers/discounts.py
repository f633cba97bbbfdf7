"""Discounts: what a voucher or a reward takes off a basket. Pure, and in whole cents.

A percentage is rounded half up, once for the basket, and then spread over its lines so
that they add up to it. Nothing is ever taken off twice, or below nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import FieldError, Malformed
from domain.kernel.types import Money, ShortText
from domain.orders import Line

PERCENT = 100
Percent: TypeAlias = Annotated[int, Meta(ge=0, le=PERCENT)]


class DiscountKind(StrEnum):
    """What a discount is made of."""

    NONE = "none"  # Nothing off the price: an invitation, a ticket at the door.
    PERCENTAGE = "percentage"
    AMOUNT = "amount"
    STEPS = "steps"  # A percentage that grows with the basket.
    PRODUCT = "product"  # One of the products for nothing.
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountStep:
    """From this amount on, so many per cent."""

    amount_from: Money
    percent: Percent


Steps: TypeAlias = Annotated[tuple[DiscountStep, ...], Meta(max_length=20)]
Names: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerms:
    """What is taken off, of what, and from which amount on.

    Without `products` and `categories` it is of the whole basket. `amount_min` is the
    amount of what it is of; `amount_max` the most that is taken off.
    """

    kind: DiscountKind
    percent: Percent = 0
    amount: Money = 0
    steps: Steps = ()
    products: Names = ()
    categories: Names = ()
    amount_min: Money = 0
    amount_max: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What a discount takes off a basket: of each line, and of the shipping."""

    amount: Money
    lines: tuple[Money, ...]
    shipping: Money


def check(terms: DiscountTerms, pointer: str) -> None:
    """Refuse a discount that says too little or too much, and name each field."""
    found = [*_missing(terms)]
    amounts = [step.amount_from for step in terms.steps]
    percents = [step.percent for step in terms.steps]
    if any(one >= other for one, other in pairwise(amounts)):
        found.append(("/steps", "Amounts must rise from step to step."))
    if any(one > other for one, other in pairwise(percents)):
        found.append(("/steps", "Who buys more would get less."))
    if found:
        errors = (FieldError(pointer=pointer + at, detail=why) for at, why in found)
        raise Malformed(tuple(errors))


def _missing(terms: DiscountTerms) -> list[tuple[str, str]]:
    given = {
        "percent": bool(terms.percent),
        "amount": bool(terms.amount),
        "steps": bool(terms.steps),
    }
    wanted = {
        DiscountKind.PERCENTAGE: "percent",
        DiscountKind.AMOUNT: "amount",
        DiscountKind.STEPS: "steps",
    }.get(terms.kind)
    found = [
        (f"/{name}", f"Needed of a discount of kind {terms.kind}.")
        for name, there in given.items()
        if name == wanted and not there
    ]
    found += [
        (f"/{name}", f"Not of a discount of kind {terms.kind}.")
        for name, there in given.items()
        if name != wanted and there
    ]
    if terms.kind is DiscountKind.PRODUCT and not terms.products:
        found.append(("/products", "Name the products, of which one is free."))
    return found


def is_of(terms: DiscountTerms, line: Line) -> bool:
    """Tell whether a line is among what a discount is of."""
    if not terms.products and not terms.categories:
        return True
    return line.product_id in terms.products or line.category in terms.categories


def amount_of(line: Line) -> int:
    """Return what a line comes to, in minor units."""
    return line.quantity * line.unit_price - line.discount


def basis(terms: DiscountTerms, lines: Sequence[Line]) -> int:
    """Return what that of a basket comes to which a discount is of."""
    return sum(amount_of(line) for line in lines if is_of(terms, line))


def next_step(terms: DiscountTerms, amount: int) -> DiscountStep | None:
    """Return the step that an amount has not reached yet, if there is one."""
    above = (step for step in terms.steps if step.amount_from > amount)
    return next(above, None)


def deduction(terms: DiscountTerms, lines: Sequence[Line], shipping: int) -> Deduction:
    """Return what a discount takes off a basket; nothing, if that is too small."""
    whole = basis(terms, lines)
    if whole < terms.amount_min:
        return Deduction(amount=0, lines=(0,) * len(lines), shipping=0)
    most = whole if terms.amount_max is None else terms.amount_max
    match terms.kind:
        case DiscountKind.NONE:
            off = [0] * len(lines)
        case DiscountKind.PERCENTAGE:
            off = _spread(terms, lines, min(most, _share(whole, terms.percent)))
        case DiscountKind.AMOUNT:
            off = _spread(terms, lines, min(most, whole, terms.amount))
        case DiscountKind.STEPS:
            reached = [s.percent for s in terms.steps if s.amount_from <= whole]
            part = _share(whole, max(reached, default=0))
            off = _spread(terms, lines, min(most, part))
        case DiscountKind.PRODUCT:
            off = _one_free(terms, lines, most)
        case DiscountKind.SHIPPING:
            most = shipping if terms.amount_max is None else terms.amount_max
            free = min(shipping, most)
            return Deduction(amount=free, lines=(0,) * len(lines), shipping=free)
    return Deduction(amount=sum(off), lines=tuple(off), shipping=0)


def _share(amount: int, percent: int) -> int:
    return (amount * percent + PERCENT // 2) // PERCENT


def _spread(terms: DiscountTerms, lines: Sequence[Line], amount: int) -> list[int]:
    """Divide an amount over lines by what they come to, without a cent over."""
    whole = basis(terms, lines)
    done = seen = 0
    parts: list[int] = []
    for line in lines:
        if is_of(terms, line) and whole:
            seen += amount_of(line)
            parts.append(amount * seen // whole - done)
            done += parts[-1]
        else:
            parts.append(0)
    return parts


def _one_free(terms: DiscountTerms, lines: Sequence[Line], most: int) -> list[int]:
    """Take the price of one off the dearest line; what is there costs no less."""
    each = [
        amount_of(line) // line.quantity if is_of(terms, line) else -1 for line in lines
    ]
    dearest = each.index(max(each)) if each else None
    return [
        min(most, each[place]) if place == dearest and each[place] > 0 else 0
        for place in range(len(lines))
    ]
