"""The rules of banners: whether one is sensible, for whom it is, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.banners.model import Banner, BannerAudience, BannerSays, BannerTerms
from domain.kernel import FieldError

EVERYBODY = BannerSays(nl="Dit ziet iedereen.", en="Everybody sees this.")
CUSTOMERS = BannerSays(nl="Dit zien alle klanten.", en="All customers see this.")
VISITORS = BannerSays(
    nl="Dit ziet wie niet is ingelogd.", en="Who has not signed in sees this."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks: the tier and the segments that they are in, by name."""

    tier: str | None = None
    segments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why somebody is shown a banner, and whether their segments say so."""

    says: BannerSays
    inferred: bool = False


Called = Mapping[str, BannerSays]


def errors(terms: BannerTerms) -> Iterator[FieldError]:
    """Tell of what contradicts itself."""
    if terms.from_at and terms.until_at and terms.until_at <= terms.from_at:
        yield FieldError(pointer="/terms/until_at", detail="It ends after it begins.")
    if terms.audience is BannerAudience.VISITORS and (terms.segments or terms.tiers):
        detail = "Who is not known is in no segment and no tier."
        yield FieldError(pointer="/terms/audience", detail=detail)
    if terms.button is not None and terms.url is None:
        detail = "A button leads somewhere."
        yield FieldError(pointer="/terms/url", detail=detail)


def in_turn(banners: Iterable[Banner], now: datetime) -> list[Banner]:
    """Return those that are shown now, in the order in which they are."""
    there = [each for each in banners if _is_on(each.terms, now)]
    newest = sorted(there, key=lambda each: each.recorded_at, reverse=True)
    return sorted(newest, key=lambda each: -each.terms.priority)


def why(
    terms: BannerTerms, reader: Reader | None, tiers: Called, segments: Called
) -> Why | None:
    """Return why somebody is shown a banner, or nobody; none, if it is not for them."""
    if reader is not None and (terms.tiers or terms.segments):
        return _by_group(terms, reader, tiers, segments)
    known = reader is not None
    match terms.audience:
        case BannerAudience.ANYBODY if known or not (terms.tiers or terms.segments):
            return Why(says=EVERYBODY)
        case BannerAudience.CUSTOMERS if known:
            return Why(says=CUSTOMERS)
        case BannerAudience.VISITORS if not known:
            return Why(says=VISITORS)
        case _:
            return None


def _by_group(
    terms: BannerTerms, reader: Reader, tiers: Called, segments: Called
) -> Why | None:
    if reader.tier in terms.tiers and reader.tier in tiers:
        name = tiers[reader.tier]
        nl, en = f"Omdat je {name.nl} hebt bereikt.", f"Because you reached {name.en}."
        return Why(says=BannerSays(nl=nl, en=en))
    for each in terms.segments:
        if each in reader.segments and each in segments:
            name = segments[each]
            nl = f"Omdat je hoort bij: {name.nl}."
            en = f"Because you are one of: {name.en}."
            return Why(says=BannerSays(nl=nl, en=en), inferred=True)
    return None


def _is_on(terms: BannerTerms, now: datetime) -> bool:
    begun = terms.from_at is None or terms.from_at <= now
    return begun and (terms.until_at is None or now < terms.until_at)
