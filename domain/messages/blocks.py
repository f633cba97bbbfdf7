"""Blocks: what each part of a template becomes for somebody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import tenants
from domain.catalogue import Product
from domain.customers import Customer
from domain.messages import letter, liquid
from domain.messages.carts import Left
from domain.messages.template import PRODUCTS_MAX, Block, BlockKind
from domain.recommendations import Recommendations, Slot
from domain.status import Balance, LoyaltyStatus

__all__ = ["PRODUCTS_MAX", "Gathered", "parts"]

POINTS = "points"
KEPT = {
    "nl": {"orders": ("bestelling", "bestellingen"), "events": ("keer", "keer")},
    "en": {"orders": ("order", "orders"), "events": ("time", "times")},
}
NEW_IN = {"nl": "Nieuw in {category}", "en": "New in {category}"}
NEW = {"nl": "Nieuw", "en": "New"}
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
    cart: Sequence[Left] = ()
    arrivals: Sequence[Product] = ()

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
                name.replace("-", "_"): self._worded(value)
                for name, value in self.values.items()
            },
            "name": self.person.given_name or "",
            "points": self.number(balance.available if balance else 0),
            "missing": self.number(coming.missing) if coming else "",
            "reward": coming.name if coming else "",
            "tier": getattr(tier.names, self.language) if tier else "",
            "to_keep": self._to_keep(),
        }

    def _worded(self, value: Any) -> Any:
        """Return a day as people say it, and everything else as it is."""
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
    """Return what blocks become; one about which there is nothing to say is none."""
    return tuple(part for block in blocks for part in _parts(block, gathered))


def _parts(block: Block, gathered: Gathered) -> Iterator[letter.Part]:
    match block.kind:
        case BlockKind.TEXT:
            said = _said(block, gathered)
            if said.strip():
                yield letter.Text(said)
        case BlockKind.POINTS:
            yield from _points(gathered)
        case BlockKind.STATUS_BAR:
            yield from _bar(gathered)
        case BlockKind.PRODUCTS:
            yield from _products(block, gathered)
        case BlockKind.CART:
            yield from _cart(gathered)
        case BlockKind.ARRIVALS:
            yield from _arrivals(block, gathered)
        case BlockKind.BUTTON:
            url = block.url or gathered.shop_url
            if url:
                yield letter.Button(_said(block, gathered).strip(), url)


def _said(block: Block, gathered: Gathered) -> str:
    if block.text is None:
        return ""
    return liquid.render(getattr(block.text, gathered.language), gathered.named())


def _points(gathered: Gathered) -> Iterator[letter.Part]:
    balance, status = gathered.balance, gathered.status
    if balance is not None and status is not None:
        tier = status.tier and status.tier.tier
        said = gathered.wording.amount(balance.available, balance.unit)
        figure, _, noun = said.partition(" ")
        yield letter.Points(
            figure,
            noun,
            getattr(tier.names, gathered.language) if tier else None,
        )


def _bar(gathered: Gathered) -> Iterator[letter.Part]:
    balance = gathered.balance
    if balance is not None and balance.next_threshold is not None:
        coming = balance.next_threshold
        said = MISSING[gathered.language].format(
            amount=gathered.wording.amount(coming.missing, balance.unit),
            name=coming.name,
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


def _cart(gathered: Gathered) -> Iterator[letter.Part]:
    shown = [
        letter.Product(
            each.name if each.quantity == 1 else TIMES.format(each.quantity, each.name),
            "",
            "" if each.price is None else gathered.wording.money(each.price),
        )
        for each in gathered.cart
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
