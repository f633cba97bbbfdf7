"""Showing: what a slot says to somebody, in both languages, and why."""

from collections.abc import Mapping, Sequence
from itertools import islice

from domain import customers, messages, scoring, segments, status
from domain.banners import rules, store
from domain.banners.model import Banner, BannerSays, ShownBanner, SlotBanners
from domain.banners.rules import Called, Reader, Why
from domain.kernel import CustomerId, Unit
from domain.messages import Phrase, Speech
from domain.status import LoyaltyStatus

NOBODY: Called = {}


async def to_visitors(unit: Unit, slot: str, limit: int) -> tuple[ShownBanner, ...]:
    """Return what a slot says to who is not known."""
    there = rules.in_turn(await store.of_slot(unit, slot), unit.now)
    if not there:
        return ()
    whys = [(each, rules.why(each.terms, None, NOBODY, NOBODY)) for each in there]
    return _shown(whys, messages.TO_NOBODY, limit)


async def to_customers(
    unit: Unit, customer_ids: Sequence[CustomerId], slot: str, limit: int
) -> tuple[SlotBanners, ...]:
    """Return what a slot says to customers, in the order asked."""
    there = rules.in_turn(await store.of_slot(unit, slot), unit.now)
    said: dict[CustomerId, tuple[ShownBanner, ...]] = {}
    if there:
        said = await _said(unit, customer_ids, there, limit)
    return tuple(
        SlotBanners(
            customer_id=each,
            slot=slot,
            stop=f"/v1/customers/{each}/objections",
            banners=said.get(each, ()),
        )
        for each in customer_ids
    )


async def _said(
    unit: Unit, customer_ids: Sequence[CustomerId], there: Sequence[Banner], limit: int
) -> dict[CustomerId, tuple[ShownBanner, ...]]:
    whose = tuple(dict.fromkeys(customer_ids))
    asked = customers.FindMany(customer_ids=whose)
    people = {each.id: each for each in await customers.find_many(unit, asked)}
    standing = status.StatusOfMany(customer_ids=whose)
    stand = {
        each.customer_id: each for each in await status.status_of_many(unit, standing)
    }
    inside, names = await _segments(unit, whose, there)
    said: dict[CustomerId, tuple[ShownBanner, ...]] = {}
    for who, person in people.items():
        tiers = _tier(stand.get(who))
        reader = Reader(
            tier=next(iter(tiers), None), segments=inside.get(who, frozenset())
        )
        speech = await messages.speech_to(unit, person, stand.get(who))
        whys = [(each, rules.why(each.terms, reader, tiers, names)) for each in there]
        said[who] = _shown(whys, speech, limit)
    return said


async def _segments(
    unit: Unit, whose: tuple[CustomerId, ...], there: Sequence[Banner]
) -> tuple[Mapping[CustomerId, frozenset[str]], Called]:
    """Return in which segments customers are, and what those are called, if it counts.

    Who is in which is not looked at for what is for everybody.
    """
    if not any(each.terms.segments for each in there):
        return {}, NOBODY
    stays = await segments.of_many(unit, segments.StaysOfMany(customer_ids=whose))
    inside = {
        each.customer_id: frozenset(stay.segment for stay in each.segments)
        for each in stays
    }
    names = {
        segment: BannerSays(nl=called.nl, en=called.en)
        for segment, called in (await segments.names(unit)).items()
    }
    return inside, names


def _tier(stand: LoyaltyStatus | None) -> Called:
    tier = stand and stand.tier and stand.tier.tier
    if not tier:
        return NOBODY
    return {tier.slug: BannerSays(nl=tier.names.nl, en=tier.names.en)}


def _shown(
    whys: Sequence[tuple[Banner, Why | None]], speech: Speech, limit: int
) -> tuple[ShownBanner, ...]:
    """Return the first banners that say something to somebody."""
    made = (_banner(each, why, speech) for each, why in whys if why is not None)
    return tuple(islice((each for each in made if each is not None), limit))


def _banner(banner: Banner, why: Why, speech: Speech) -> ShownBanner | None:
    terms = banner.terms
    title = _says(terms.title, speech)
    if title is None:
        return None
    return ShownBanner(
        banner=banner.banner,
        title=title,
        text=_says(terms.text, speech),
        button=_says(terms.button, speech),
        url=terms.url,
        image_url=terms.image_url,
        why=why.says,
        purpose=scoring.PROFILING if why.inferred else None,
    )


def _says(phrase: Phrase | None, speech: Speech) -> BannerSays | None:
    """Return what a text says in both languages, if it says anything in both."""
    if phrase is None:
        return None
    nl, en = speech.say(phrase)
    return BannerSays(nl=nl, en=en) if nl and en else None
