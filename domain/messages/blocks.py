"""Blocks: what each part of a template becomes for somebody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.customers import Customer
from domain.messages import letter, liquid
from domain.messages.template import PRODUCTS_MAX, Block, BlockKind
from domain.recommendations import Recommendations, Slot
from domain.status import Balance, LoyaltyStatus

__all__ = ["PRODUCTS_MAX", "Gathered", "parts"]

POINTS = "points"
THOUSANDS = {"nl": ".", "en": ","}
NAMES = {"nl": "punten", "en": "points"}
MISSING = {
    "nl": "Nog {missing} {unit} tot {name}",
    "en": "{missing} {unit} to go to {name}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known of somebody for whom a message is written."""

    person: Customer
    status: LoyaltyStatus | None
    shown: Mapping[Slot, Recommendations]
    values: Mapping[str, Any]
    shop_url: str
    language: str

    @property
    def balance(self) -> Balance | None:
        """Return what they have of points, or of what comes first."""
        if self.status is None or not self.status.balances:
            return None
        ranked = sorted(self.status.balances, key=lambda each: each.unit != POINTS)
        return ranked[0]

    def number(self, amount: int) -> str:
        """Return a whole number as it is written in their language."""
        return f"{amount:,}".replace(",", THOUSANDS[self.language])

    def unit(self, balance: Balance) -> str:
        """Return what a unit is called in their language, or by the shop."""
        return NAMES[self.language] if balance.unit == POINTS else balance.name

    def named(self) -> dict[str, Any]:
        """Return what a text may name."""
        balance = self.balance
        coming = balance and balance.next_threshold
        tier = self.status and self.status.tier and self.status.tier.tier
        return {
            **{name.replace("-", "_"): value for name, value in self.values.items()},
            "name": self.person.given_name or "",
            "points": self.number(balance.available if balance else 0),
            "missing": self.number(coming.missing) if coming else "",
            "reward": coming.name if coming else "",
            "tier": getattr(tier.names, self.language) if tier else "",
        }


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
        yield letter.Points(
            gathered.number(balance.available),
            gathered.unit(balance),
            getattr(tier.names, gathered.language) if tier else None,
        )


def _bar(gathered: Gathered) -> Iterator[letter.Part]:
    balance = gathered.balance
    if balance is not None and balance.next_threshold is not None:
        coming = balance.next_threshold
        said = MISSING[gathered.language].format(
            missing=gathered.number(coming.missing),
            unit=gathered.unit(balance),
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
