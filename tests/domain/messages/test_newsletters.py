"""Newsletters: whom they are for, when they begin, and that each gets one once."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from domain import customers, messages, segments
from domain.kernel import Malformed
from domain.messages import EntryKind, JourneyState, JourneyStep, StepKind
from domain.messages.journey import PutJourney
from domain.segments import SegmentNotFound
from tests.domain.messages.test_journeys import (
    advanced,
    listed,
    shop_that_writes,
    terms,
)
from tests.domain.messages.writing import at, by_platform, sent
from tests.domain.scoring.shop import profiling, rescore
from tests.domain.segments.shop import put, settle
from tests.world import NOON, World

DUTCH = {"type": "one_of", "field": "customer.locale", "values": ["nl"]}
MESSAGE = JourneyStep(kind=StepKind.MESSAGE, template="hello")
TOMORROW = NOON + timedelta(days=1)


def newsletter(**more: Any) -> PutJourney:
    said = {"segment": "dutch", "begins_at": TOMORROW} | more
    return PutJourney(journey="may", terms=terms(EntryKind.NEWSLETTER, MESSAGE, **said))


async def send(world: World, limit: int = 500) -> None:
    command = messages.SendNewsletters(limit=limit)
    while (await by_platform(world, messages.send_newsletters, command)).more:
        pass
    await advanced(world)


async def readers(world: World) -> list[str]:
    """Return three Dutch readers, one of whom has no address, and an English one."""
    ann = await shop_that_writes(world)
    await profiling(world)
    told = [ann]
    for email, locale in (("bob@example.com", "nl"), (None, "nl"), ("e@x.nl", "en")):
        known = customers.Create(email=email, locale=locale, given_name="Bob")
        told.append((await world.run(customers.create, known)).id)
    await put(world, "dutch", DUTCH)
    return told


async def test_all_of_a_segment_are_written_once_when_it_begins(shop: World) -> None:
    ann, bob, *_ = await readers(shop)
    await shop.run(messages.put_journey, newsletter())
    later = at(shop, TOMORROW)
    await send(shop)
    await send(later)
    # It is not its time, and then nobody knows yet who is in the segment.
    assert await listed(shop) == []
    apply = segments.ApplySegments(limit=1_000)
    while (await by_platform(shop, segments.apply, apply)).more:
        pass
    await send(later)
    assert await listed(shop) == []
    await rescore(shop)
    for _ in range(2):
        await send(later, limit=1)
    told = await listed(shop)
    assert sorted(each.customer_id for each in told) == sorted([ann, bob])
    assert {each.journey for each in told} == {"may"}
    # Whoever changes what it says writes it to nobody again; another day does.
    await later.run(messages.put_journey, newsletter(lifetime_hours=10))
    await send(later)
    assert len(await listed(shop)) == 2
    assert len(await sent(later)) == 2
    again = newsletter(begins_at=TOMORROW + timedelta(days=7))
    await later.run(messages.put_journey, again)
    await send(at(shop, TOMORROW + timedelta(days=7)))
    assert len(await listed(shop)) == 4
    # Nor does the first day again, as it is called elsewhere.
    same = TOMORROW.astimezone(timezone(timedelta(hours=2)))
    await later.run(messages.put_journey, newsletter(begins_at=same))
    await send(later)
    assert len(await listed(shop)) == 4


async def test_what_should_have_begun_long_ago_or_is_paused_does_not_begin(
    shop: World,
) -> None:
    await readers(shop)
    everybody = newsletter(segment=None)
    await shop.run(messages.put_journey, replace(everybody, state=JourneyState.PAUSED))
    await send(at(shop, TOMORROW))
    await shop.run(messages.put_journey, everybody)
    await send(at(shop, TOMORROW + timedelta(days=3)))
    assert await listed(shop) == []
    await send(at(shop, TOMORROW + timedelta(days=2)))
    assert len(await listed(shop)) == 3


async def test_a_simulation_tells_whom_it_is_for(shop: World) -> None:
    ann, *_, eve = await readers(shop)
    await shop.run(messages.put_journey, newsletter())
    await settle(shop)

    async def enters(who: str) -> bool:
        asked = messages.SimulateJourney(journey="may", customer_id=who, at=TOMORROW)
        return (await shop.run(messages.simulate_journey, asked)).enters

    assert (await enters(ann), await enters(eve)) == (True, False)


async def test_a_newsletter_says_when_and_for_a_segment_that_there_is(
    shop: World,
) -> None:
    await readers(shop)
    timeless = newsletter(begins_at=None)
    welcome = replace(
        timeless, terms=replace(timeless.terms, entry=EntryKind.SIGNED_UP)
    )
    for command, pointer in (
        (timeless, "/terms/begins_at"),
        (welcome, "/terms/segment"),
    ):
        with pytest.raises(Malformed) as told:
            await shop.run(messages.put_journey, command)
        assert [each.pointer for each in told.value.errors] == [pointer]
    gone = segments.RetireSegment(segment="dutch")
    await shop.run(segments.retire, gone)
    with pytest.raises(SegmentNotFound):
        await shop.run(messages.put_journey, newsletter())
