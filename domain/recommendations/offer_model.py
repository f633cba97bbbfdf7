"""The nouns of offers: what is sold for less for a while, to everybody alike."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain.kernel.types import Instant, Money, ShortText

OFFERS_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductOffer:
    """A product that is sold for less than before, in minor units; both ends if any."""

    product_id: ShortText
    price: Money
    before: Money
    from_at: Instant | None = None
    until_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutProductOffers:
    """Say what is on offer, or will be, and nothing else."""

    offers: Annotated[tuple[ProductOffer, ...], Meta(max_length=OFFERS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindProductOffers:
    """Ask what is on offer, and will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductOffers:
    """What is on offer, or will be, by product."""

    offers: tuple[ProductOffer, ...]
