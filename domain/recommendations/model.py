"""The nouns of recommendations: what to show whom, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, ShortText
from domain.recommendations.offer_model import ProductOffer

CUSTOMERS_MAX = 200
SHOWN_MAX = 20
UNAVAILABLE_MAX = 10_000
PRODUCTS_MAX = 100
SEEN_MAX = 30
Shown: TypeAlias = Annotated[int, Meta(ge=1, le=SHOWN_MAX)]
Seen: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=SEEN_MAX)]
Version: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Slot(StrEnum):
    """Where a recommendation is shown, which says what it may be."""

    FOR_YOU = "for_you"
    REPLENISH = "replenish"  # What the customer buys again and again.
    NEW_FOR_YOU = "new_for_you"  # What the customer never bought.
    POPULAR = "popular"  # What everybody buys now; for who is not known, too.
    RECENTLY_VIEWED = "recently_viewed"  # What the customer looked at, latest first.
    # What those bought who looked at the same.
    VIEWED_ALSO_BOUGHT = "viewed_also_bought"
    FAVOURITES_ON_OFFER = "favourites_on_offer"  # What they bought, for less now.


class ReasonKind(StrEnum):
    """What contributed most to a recommendation."""

    AGAIN = "again"
    TOGETHER = "together"
    VIEWED = "viewed"
    CART = "cart"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is recommended, in both languages.

    `uses` names the data that it follows from, in English, and `uses_nl` in Dutch; if
    that is the customer's own, the purpose is one that they may refuse.
    """

    kind: ReasonKind
    nl: str
    en: str
    uses: tuple[str, ...]
    uses_nl: tuple[str, ...]
    purpose: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A product to show, by the shop's own id, and why.

    `drawn` says that chance had a say in who gets the place, as of the last in a list.
    `offer` is told in the slot `favourites_on_offer`.
    """

    product_id: str
    name: str | None
    reason: Reason
    drawn: bool = False
    offer: ProductOffer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendations:
    """What to show a customer in a slot, the best first.

    `personal` says whether anything of it follows from what they did; for who may not
    be profiled, or bought nothing yet, it is what everybody buys. `stop` is where the
    customer says no. Whoever tells what became of it says `slot`, `model` and `day`.
    """

    customer_id: CustomerId
    slot: Slot
    model: Version | None
    day: date
    personal: bool
    stop: str
    items: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend:
    """Ask what to show a customer."""

    customer_id: CustomerRef
    slot: Slot = Slot.FOR_YOU
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendToMany:
    """Ask what to show many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]
    slot: Slot = Slot.FOR_YOU
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPopular:
    """Ask what everybody buys now, of a category if one is named."""

    category: ShortText | None = None
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTogether:
    """Ask what is bought together with a product, by the shop's own id."""

    product_id: ShortText
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTogetherOfMany:
    """Ask what is bought together with each of many products, by the shop's own ids."""

    products: Annotated[tuple[ShortText, ...], Meta(max_length=PRODUCTS_MAX)]
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskViewed:
    """Ask what those bought who looked at a product, by the shop's own id."""

    product_id: ShortText
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskViewedOfMany:
    """Ask it of many products, by the shop's own ids."""

    products: Annotated[tuple[ShortText, ...], Meta(max_length=PRODUCTS_MAX)]
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSession:
    """Ask what to show a visitor of whom nothing is known but this visit.

    `viewed` are products that they looked at, the latest first, and `cart` those in
    their cart, all by the shop's own ids. Nothing of it is kept.
    """

    viewed: Seen = ()
    cart: Seen = ()
    category: ShortText | None = None
    limit: Shown = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Alongside:
    """What goes with a product, the best first, and by what model if by one."""

    product_id: str
    model: Version | None
    items: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    """Products to show, the best first, by what model."""

    model: Version | None
    items: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutUnavailable:
    """Say which products are not to be shown: out of stock, or never."""

    products: Annotated[tuple[ShortText, ...], Meta(max_length=UNAVAILABLE_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """The products that are not to be shown."""

    products: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindUnavailable:
    """Ask which products are not to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecommenders:
    """Ask by what models is recommended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepModel:
    """Recommend by this model, until it is released."""

    model: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseModel:
    """Recommend by the newest model again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well a way to rank foretold the next basket, on the causal split.

    `ndcg` is NDCG@10, ideal over what could be found; `ndcg_all` over all of the
    basket; `hit` how often something of the ten was bought. `ndcg_new` is that of ten
    they never bought, by what of the basket they never had; `ndcg_once` that of who had
    bought once. Either is unknown where there is nobody to tell by.
    """

    ranker: str
    ndcg: float
    ndcg_all: float
    hit: float
    ndcg_new: float | None = None
    ndcg_once: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommender:
    """A model of a shop's baskets, and how well it foretold those that came.

    If it foretold no better than what everybody buys, `personal` is not, and `for_you`
    shows only that. By one model at a time is recommended, which is `in_use`: the
    newest, unless another is kept since `kept_at`.
    """

    version: Version
    as_of: Instant
    baskets: Count
    products: Count
    judged: Count
    quality: tuple[Quality, ...]
    personal: bool
    in_use: bool
    kept_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommenders:
    """The latest models, the newest first."""

    models: tuple[Recommender, ...]
