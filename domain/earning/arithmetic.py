"""Arithmetic: what of an order counts, and how it becomes a whole number once."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from domain.earning.terms import AmountBasis, Part, Rounding
from domain.earning.trace import LineShare
from domain.orders import CaseLine, OrderCase

SHIPPING_LINE = 0

LineCheck: TypeAlias = Callable[[CaseLine], bool]
# The line and what of it counts.
Counted: TypeAlias = list[tuple[int, int]]
Count: TypeAlias = Callable[[OrderCase], Counted]


def rounded(units: int, step: int, points: int, rounding: Rounding) -> int:
    """Return `units / step * points` as a whole number, by the mode declared."""
    if rounding is Rounding.WHOLE_STEPS:
        return units // step * points
    whole, rest = divmod(units * points, step)
    match rounding:
        case Rounding.DOWN:
            return whole
        case Rounding.UP:
            return whole + (rest > 0)
        case Rounding.HALF_UP:
            return whole + (2 * rest >= step)
        case Rounding.HALF_EVEN:
            return whole + (2 * rest > step or (2 * rest == step and whole % 2 == 1))


def shares(counted: Counted, given: int) -> tuple[LineShare, ...]:
    """Spread what was given over the lines that counted, to the last point."""
    whole = sum([amount for _, amount in counted])
    if len(counted) == 1:
        ((no, amount),) = counted
        return (LineShare(no, amount, given),)
    found: list[LineShare] = []
    upto = before = 0
    for no, amount in counted:
        upto += amount
        after = given * upto // whole if whole else 0
        found.append(LineShare(no, amount, after - before))
        before = after
    return tuple(found)


def left_of(line: CaseLine) -> int:
    """Return how many pieces of a line were kept; of one all paid back, none."""
    if line.amount and line.returned_amount >= line.amount:
        return 0
    return line.quantity - line.returned_quantity


def stands(order: OrderCase) -> bool:
    """Tell whether anything is left of an order."""
    return order.stands and any(left_of(line) for line in order.lines)


def counting_amounts(basis: AmountBasis, check: LineCheck | None) -> Count:
    """Return what tells the amount that counts of each line, in minor units."""
    gift_cards = frozenset(
        basis.gift_card_categories if basis.gift_cards is Part.EXCLUDED else ()
    )
    amount_of = _amount_of(basis)

    def count(order: OrderCase) -> Counted:
        counted = [
            (line.no, amount_of(line))
            for line in order.lines
            if line.category not in gift_cards and (check is None or check(line))
        ]
        if basis.points_paid is Part.EXCLUDED and order.points_paid:
            counted = _less(counted, _paid(order, counted, basis.point_value))
        if basis.shipping is Part.INCLUDED and order.shipping:
            counted.append((SHIPPING_LINE, order.shipping))
        return counted

    return count


def counting_pieces(basis: AmountBasis, check: LineCheck | None) -> Count:
    """Return what tells how many pieces of each line count."""
    gift_cards = frozenset(
        basis.gift_card_categories if basis.gift_cards is Part.EXCLUDED else ()
    )

    def count(order: OrderCase) -> Counted:
        return [
            (line.no, left_of(line))
            for line in order.lines
            if line.category not in gift_cards and (check is None or check(line))
        ]

    return count


def _amount_of(basis: AmountBasis) -> Callable[[CaseLine], int]:
    """Return what tells the amount of a line that is left of it."""
    with_tax = basis.tax is Part.INCLUDED
    with_discount = basis.discounts is Part.INCLUDED

    def plain(line: CaseLine) -> int:
        return line.amount - line.returned_amount

    def adjusted(line: CaseLine) -> int:
        left, whole = line.amount - line.returned_amount, line.amount
        if not whole:
            # It cost nothing: what is left of it goes by pieces.
            left, whole = left_of(line), line.quantity
            counts = 0
        else:
            counts = left
        if not with_tax:
            counts -= _part(line.tax, left, whole)
        if with_discount:
            counts += _part(line.discount, left, whole)
        return max(counts, 0)

    return plain if with_tax and not with_discount else adjusted


def _part(amount: int, left: int, whole: int) -> int:
    return amount * left // whole


def _paid(order: OrderCase, counted: Counted, point_value: int) -> int:
    """Return what points paid of the lines that count, as far as they are left."""
    if not order.amount:
        return 0
    paid = min(order.points_paid * point_value, order.amount)
    ours = {no for no, _ in counted}
    left = sum(
        [line.amount - line.returned_amount for line in order.lines if line.no in ours]
    )
    return paid * left // order.amount


def _less(counted: Counted, paid: int) -> Counted:
    """Take an amount from lines in proportion, to the last cent."""
    whole = sum([amount for _, amount in counted])
    paid = min(paid, whole)
    if not paid:
        return counted
    found: Counted = []
    upto = before = 0
    for no, amount in counted:
        upto += amount
        after = paid * upto // whole
        found.append((no, amount - (after - before)))
        before = after
    return found


def total(counted: Sequence[tuple[int, int]]) -> int:
    """Return what counted lines come to."""
    return sum([amount for _, amount in counted])
