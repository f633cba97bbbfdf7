"""The arithmetic of quotes: which discounts apply, and what is left of a basket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.orders import Line
from domain.quotes.model import Distance, QuotedLine
from domain.rewards import Reward, RewardKind
from domain.tenants import Wordings
from domain.vouchers import (
    Deduction,
    DiscountKind,
    DiscountTerms,
    deduction,
    discount_basis,
    next_step,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Lines and shipping, as they are after some discounts."""

    lines: tuple[Line, ...]
    shipping: int

    @property
    def amount(self) -> int:
        """Return the sum of the lines."""
        return sum(
            each.quantity * each.unit_price - each.discount for each in self.lines
        )


def less(basket: Basket, off: Deduction) -> Basket:
    """Return a basket after a discount; nothing is below nothing."""
    lines = tuple(
        replace(line, discount=line.discount + part)
        for line, part in zip(basket.lines, off.lines, strict=True)
    )
    return Basket(lines=lines, shipping=basket.shipping - off.shipping)


def best(
    basket: Basket, automatic: Iterable[Reward]
) -> tuple[tuple[Reward, Deduction], ...]:
    """Return the rewards that are taken off unasked: the best of goods, of shipping.

    They don't add up: of several, the one that takes off most, and of equal ones the
    first by name.
    """
    found: dict[bool, tuple[Reward, Deduction]] = {}
    for reward in sorted(automatic, key=lambda each: each.reward):
        assert reward.terms.discount is not None, reward
        off = deduction(reward.terms.discount, basket.lines, basket.shipping)
        of_shipping = reward.terms.kind is RewardKind.SHIPPING
        before = found.get(of_shipping)
        if off.amount and (before is None or off.amount > before[1].amount):
            found[of_shipping] = (reward, off)
    return tuple(found.values())


def lines_of(basket: Basket) -> tuple[QuotedLine, ...]:
    """Return lines as an order must have them."""
    return tuple(
        QuotedLine(
            product_id=each.product_id,
            quantity=each.quantity,
            unit_price=each.unit_price,
            discount=each.discount,
            amount=each.quantity * each.unit_price - each.discount,
        )
        for each in basket.lines
    )


def to_next_step(
    name: str, terms: DiscountTerms, lines: Sequence[Line], words: Wordings
) -> Distance | None:
    """Return how much more to buy until a discount begins or grows, if it may."""
    basis = discount_basis(terms, lines)
    if basis < terms.amount_min:
        return _more(name, terms.amount_min - basis, terms.percent, words)
    if terms.kind is not DiscountKind.STEPS:
        return None
    step = next_step(terms, basis)
    return (
        None
        if step is None
        else _more(name, step.amount_from - basis, step.percent, words)
    )


def _more(name: str, missing: int, percent: int, words: Wordings) -> Distance:
    gain_nl = f"{percent} % korting" if percent else name
    gain_en = f"{percent} % off" if percent else name
    return Distance(
        to=name,
        kind="basket",
        missing=missing,
        nl=f"Nog {words.nl.money(missing)} erbij voor {gain_nl}.",
        en=f"Add {words.en.money(missing)} more for {gain_en}.",
    )
