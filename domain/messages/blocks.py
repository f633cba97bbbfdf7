"""Blocks: what each part of a template becomes for somebody."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain import tenants
from domain.catalogue import Product
from domain.customers import Customer
from domain.messages import goods, letter, liquid
from domain.messages.goods import Goods, Ordered
from domain.messages.template import PRODUCTS_MAX, Block, BlockKind
from domain.recommendations import Recommendation, Recommendations, Slot
from domain.rewards import Offer
from domain.status import Balance, LoyaltyStatus, NextThreshold

__all__ = ["PRODUCTS_MAX", "Gathered", "parts"]

POINTS = "points"
AMOUNT = "amount"
KEPT = {
    "nl": {"orders": ("bestelling", "bestellingen"), "events": ("keer", "keer")},
    "en": {"orders": ("order", "orders"), "events": ("time", "times")},
}
NEW_IN = {"nl": "Nieuw in {category}", "en": "New in {category}"}
NEW = {"nl": "Nieuw", "en": "New"}
MORE = {"nl": "En nog {} andere.", "en": "And {} more."}
TIMES = "{} \N{MULTIPLICATION SIGN} {}"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MISSING = {
    "nl": "Nog {amount} tot {name}",
    "en": "{amount} to go to {name}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known of somebody for whom a message is written."""

    person: Customer
    status: LoyaltyStatus | None
    shown: Mapping[Slot, Recommendations]
    values: Mapping[str, Any]
    shop_url: str
    wording: tenants.Wording
    cart: Sequence[Goods] = ()
    arrivals: Sequence[Product] = ()
    ordered: Ordered = field(default_factory=dict[str, tuple[Goods, ...]])
    alongside: Mapping[str, Sequence[Recommendation]] = field(
        default_factory=dict[str, Sequence[Recommendation]]
    )
    offers: Sequence[Offer] = ()

    @property
    def language(self) -> str:
        """Return in which language they are spoken to."""
        return self.wording.language.value

    @property
    def balance(self) -> Balance | None:
        """Return what they have of points, or of what comes first."""
        if self.status is None or not self.status.balances:
            return None
        ranked = sorted(self.status.balances, key=lambda each: each.unit != POINTS)
        return ranked[0]

    def number(self, amount: int) -> str:
        """Return a whole number as it is written in their language."""
        return self.wording.number(amount)

    def named(self) -> dict[str, Any]:
        """Return what a text may name."""
        balance = self.balance
        coming = balance and balance.next_threshold
        tier = self.status and self.status.tier and self.status.tier.tier
        return {
            **{
                name.replace("-", "_"): self._worded(name, value)
                for name, value in self.values.items()
            },
            "name": self.person.given_name or "",
            "points": self.number(balance.available if balance else 0),
            "missing": self.number(coming.missing) if coming else "",
            "reward": self.called(coming) if coming else "",
            "tier": getattr(tier.names, self.language) if tier else "",
            "to_keep": self._to_keep(),
            "rewards": bool(self.offers),
            "ordered": bool(self.ordered),
        }

    def called(self, coming: NextThreshold) -> str:
        """Return what they look forward to, in their language."""
        in_dutch = self.wording.language is tenants.Language.NL
        return (coming.name_nl if in_dutch else None) or coming.name

    def _worded(self, name: str, value: Any) -> Any:
        """Return a day or an amount as people say it, and all else as it is."""
        if name == AMOUNT and isinstance(value, str) and value.isdecimal():
            return self.number(int(value))
        if isinstance(value, str) and DAY.fullmatch(value):
            day = date.fromisoformat(value)
            return tenants.day_in_words(day, self.wording.language)
        return value

    def _to_keep(self) -> str:
        """Return what is missing to keep the tier, as people say it."""
        shown = self.status and self.status.tier
        if not shown or not shown.keeping:
            return ""
        missing, measure = shown.keeping.missing, shown.measure
        if measure == "spend":
            return self.wording.money(missing)
        if measure == "points":
            return self.wording.amount(missing, POINTS)
        one, many = KEPT[self.language][measure]
        return f"{self.number(missing)} {one if missing == 1 else many}"


def parts(blocks: Sequence[Block], gathered: Gathered) -> tuple[letter.Part, ...]:
    """Return what blocks become; one about which there is nothing to say is none.

    It raises `TextFailed` if that is one that is needed.
    """
    made = [(each, tuple(PARTS[each.kind](each, gathered))) for each in blocks]
    if any(block.needed and not these for block, these in made):
        raise liquid.TextFailed("nothing_to_show")
    return tuple(part for _, these in made for part in these)


def _text(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    said = _said(block, gathered)
    if said.strip():
        yield letter.Text(said)


def _button(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    url = block.url or gathered.shop_url
    if url:
        yield letter.Button(_said(block, gathered).strip(), url)


def _said(block: Block, gathered: Gathered) -> str:
    if block.text is None:
        return ""
    return liquid.render(getattr(block.text, gathered.language), gathered.named())


def _points(_: Block, gathered: Gathered) -> Iterator[letter.Part]:
    balance, status = gathered.balance, gathered.status
    if balance is not None and status is not None:
        tier = status.tier and status.tier.tier
        said = gathered.wording.amount(balance.available, balance.unit)
        figure, noun = said.split(" ", 1)
        yield letter.Points(
            figure,
            noun,
            getattr(tier.names, gathered.language) if tier else None,
        )


def _bar(_: Block, gathered: Gathered) -> Iterator[letter.Part]:
    balance = gathered.balance
    if balance is not None and balance.next_threshold is not None:
        coming = balance.next_threshold
        said = MISSING[gathered.language].format(
            amount=gathered.wording.amount(coming.missing, balance.unit),
            name=gathered.called(coming),
        )
        yield letter.Bar(100 * (coming.amount - coming.missing) // coming.amount, said)


def _products(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    found = gathered.shown.get(block.slot)
    shown = [
        letter.Product(
            each.name or each.product_id, getattr(each.reason, gathered.language)
        )
        for each in (found.items if found else ())[: block.limit]
    ]
    if shown:
        yield letter.Products(shown)


def _together(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    lines = goods.lines_of(gathered.ordered, gathered.values.get(goods.ORDERED_AT))
    found = goods.beside(lines, gathered.alongside, block.limit)
    shown = [letter.Product(each.name or each.product_id, "") for each in found]
    if shown:
        yield letter.Products(shown)


def _cart(_: Block, gathered: Gathered) -> Iterator[letter.Part]:
    yield from _goods(gathered.cart, gathered)


def _order(_: Block, gathered: Gathered) -> Iterator[letter.Part]:
    at = gathered.values.get(goods.ORDERED_AT)
    yield from _goods(goods.lines_of(gathered.ordered, at), gathered)


def _goods(these: Sequence[Goods], gathered: Gathered) -> Iterator[letter.Part]:
    shown = [
        letter.Product(
            each.name if each.quantity == 1 else TIMES.format(each.quantity, each.name),
            "",
            "" if each.price is None else gathered.wording.money(each.price),
        )
        for each in these[: goods.LINES_MAX]
    ]
    if shown:
        yield letter.Products(shown)
    more = len(these) - goods.LINES_MAX
    if more > 0:
        yield letter.Text(MORE[gathered.language].format(more))


def _rewards(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    shown = [
        letter.Product(
            each.name, gathered.wording.amount(each.terms.price, each.terms.unit)
        )
        for each in gathered.offers[: block.limit]
    ]
    if shown:
        yield letter.Products(shown)


def _arrivals(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    said = NEW_IN[gathered.language]
    shown = [
        letter.Product(
            each.name,
            said.format(category=each.category[-1])
            if each.category
            else NEW[gathered.language],
        )
        for each in gathered.arrivals[: block.limit]
    ]
    if shown:
        yield letter.Products(shown)


PARTS: Mapping[BlockKind, Callable[[Block, Gathered], Iterator[letter.Part]]] = {
    BlockKind.TEXT: _text,
    BlockKind.POINTS: _points,
    BlockKind.STATUS_BAR: _bar,
    BlockKind.PRODUCTS: _products,
    BlockKind.CART: _cart,
    BlockKind.ARRIVALS: _arrivals,
    BlockKind.ORDER: _order,
    BlockKind.TOGETHER: _together,
    BlockKind.REWARDS: _rewards,
    BlockKind.BUTTON: _button,
}
