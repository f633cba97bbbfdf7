"""The nouns of banners: what a shop's pages say to whom, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.types import Instant, Slug
from domain.messages import Phrase

BANNERS_MAX = 200
SHOWN_MAX = 10
CUSTOMERS_MAX = 100
Shown: TypeAlias = Annotated[int, Meta(ge=1, le=SHOWN_MAX)]
Names: TypeAlias = Annotated[tuple[Slug, ...], Meta(max_length=20)]
Priority: TypeAlias = Annotated[int, Meta(ge=-1_000, le=1_000)]
Web: TypeAlias = Annotated[str, Meta(pattern=r"^(https://|/)[!-~]{0,190}$(?!\n)")]


class BannerAudience(StrEnum):
    """For whom a banner is."""

    ANYBODY = "anybody"
    CUSTOMERS = "customers"
    VISITORS = "visitors"  # Who is not known yet.


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerTerms:
    """What a banner says, where, to whom and when.

    Texts are Liquid, as those of messages are, and name the same. With `segments` or
    `tiers` it is for who is in one of them. Of several in a `slot` the one of the
    highest `priority` comes first, then the newest.
    """

    slot: Slug
    title: Phrase
    text: Phrase | None = None
    button: Phrase | None = None
    url: Web | None = None
    image_url: Web | None = None
    audience: BannerAudience = BannerAudience.ANYBODY
    segments: Names = ()
    tiers: Names = ()
    priority: Priority = 0
    from_at: Instant | None = None
    until_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A banner as it stands."""

    banner: Slug
    terms: BannerTerms
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerList:
    """All banners, by name."""

    banners: tuple[Banner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBanner:
    """Say what a banner says, in the place of what it said."""

    banner: Slug
    terms: BannerTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBanner:
    """Ask for a banner."""

    banner: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveBanner:
    """Show a banner to nobody any more."""

    banner: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBanners:
    """Ask for all banners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BannersFor:
    """Ask what a slot says to a customer."""

    customer_id: CustomerRef
    slot: Slug
    limit: Shown = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BannersForMany:
    """Ask what a slot says to each of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]
    slot: Slug
    limit: Shown = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BannersForVisitors:
    """Ask what a slot says to who is not known."""

    slot: Slug
    limit: Shown = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerSays:
    """The same in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBanner:
    """What a banner says to somebody, and why they are shown it.

    If that follows from their data, `purpose` is what they may say no to.
    """

    banner: Slug
    title: BannerSays
    text: BannerSays | None
    button: BannerSays | None
    url: str | None
    image_url: str | None
    why: BannerSays
    purpose: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotBanners:
    """What a slot says to a customer, the first first; `stop` is where they say no."""

    customer_id: CustomerId
    slot: Slug
    stop: str
    banners: tuple[ShownBanner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBanners:
    """What a slot says to who is not known."""

    slot: Slug
    banners: tuple[ShownBanner, ...]
