"""Handing over: races with withdrawals, crashes, and what servers say."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain import messages
from domain.consent import ConsentState
from domain.kernel import Unit, system
from domain.mails import Outcome
from domain.messages import MessageState, Parcel, Reason, Told, store
from tests.domain.messages.racing import agreed, multiplied, say
from tests.domain.messages.writing import (
    OPEN,
    SERVICE,
    Remembering,
    at,
    by_platform,
    found,
    messenger,
    ready,
    sent,
    settled,
    written,
)
from tests.world import NOON, World, apart

SOON = NOON + timedelta(minutes=2)


PURPOSES = [f"news-{number}" for number in range(5)]


@dataclass
class Watched(Remembering):
    """A post that notes whose message sets out after their withdrawal was answered."""

    said_no: set[str] = field(default_factory=set[str])
    wrong: list[str] = field(default_factory=list[str])

    async def hand_over(self, parcel: Parcel) -> Told | None:
        if parcel.content.to in self.said_no:
            self.wrong.append(parcel.content.to)
        await asyncio.sleep(0)
        return await super().hand_over(parcel)


async def _race(shop: World, people: int) -> tuple[int, int]:
    """Let so many say no to five things while they are written to of each.

    Return how many messages set out, and how many after their reader was answered.
    """
    ann = await ready(shop)
    await settled(shop, **OPEN)
    named = [f"p{number}" for number in range(people)]
    whose = await agreed(shop, named, PURPOSES)
    await multiplied(shop, ann, list(whose.values()), PURPOSES)
    post = Watched()
    world = apart(shop)

    async def withdraw(some: list[str]) -> None:
        for name in some:
            await say(shop, whose[name], PURPOSES, ConsentState.WITHDRAWN)
            post.said_no.add(f"{name}@example.com")

    sender = messenger(world, post)

    async def send() -> None:
        while await sender.send(shop.principal.tenant):
            pass

    ways = [named[place::4] for place in range(4)]
    await asyncio.gather(send(), *(withdraw(way) for way in ways))
    return len(post.parcels), len(post.wrong)


async def test_nothing_sets_out_after_a_withdrawal_was_answered(shop: World) -> None:
    got, wrong = await _race(shop, 400)
    assert wrong == 0
    assert 0 < got < 400 * len(PURPOSES)


@dataclass
class Failing(Remembering):
    """A post of which the first hand fails in a way that nobody foresaw."""

    async def hand_over(self, parcel: Parcel) -> Told | None:
        await super().hand_over(parcel)
        if len(self.parcels) == 1:
            raise ZeroDivisionError
        await asyncio.sleep(0.05)
        self.parcels.append(parcel)
        return None


async def test_nothing_goes_on_when_the_unit_that_holds_customers_has_ended(
    shop: World,
) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    for _ in range(3):
        await written(shop, ann)
    post = Failing()
    with pytest.raises(ExceptionGroup):
        await messenger(apart(shop), post).send(shop.principal.tenant)
    begun = len(post.parcels)
    await asyncio.sleep(0.1)
    assert len(post.parcels) == begun


async def test_of_eight_who_send_at_once_one_hands_over(shop: World) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    post = Remembering()
    senders = [messenger(apart(shop), post) for _ in range(8)]
    await asyncio.gather(*(each.send(shop.principal.tenant) for each in senders))
    assert len(post.parcels) == 1
    assert (await found(shop, message)).attempts == 1


async def test_two_who_send_to_one_customer_keep_the_cap(shop: World) -> None:
    ann = await ready(shop)
    first, second = await written(shop, ann), await written(shop, ann)
    post = Remembering()
    caller = system(shop.principal.tenant)

    async def one(message_id: str) -> None:
        sender = messenger(apart(shop), post)
        async with sender.platform.unit(caller) as unit:
            command = messages.AdmitMessages(message_ids=(message_id,), public_url="")
            admitted = await messages.admit_messages(unit, command)
            handing = [post.hand_over(each) for each in admitted.parcels]
            told = tuple(filter(None, [await each for each in handing]))
            record = messages.RecordMessages(rows=admitted.rows, told=told)
            await messages.record_messages(unit, record)

    for _ in range(2):
        claim = messages.ClaimMessages(limit=1, look=1)
        await by_platform(shop, messages.claim_messages, claim)
    await asyncio.gather(one(first.id), one(second.id))
    assert len(post.parcels) == 1


class Killed(BaseException):
    """A process ends."""


async def _let_go(shop: World, message: messages.Message) -> None:
    """Wait until the server knows that whoever held a message is gone."""

    async def work(unit: Unit) -> None:
        await store.hold(unit, [message.id])

    await shop.platform.perform(work, shop.principal)


class Dying(Remembering):
    """A post that hands over, and whose process ends before it can say so."""

    async def hand_over(self, parcel: Parcel) -> Told | None:
        await super().hand_over(parcel)
        raise Killed


@pytest.mark.parametrize(
    ("more", "again", "state"),
    [({}, 0, MessageState.DROPPED), (SERVICE, 1, MessageState.ACCEPTED)],
)
async def test_of_what_nobody_knows_marketing_is_dropped_and_service_goes_again(
    shop: World, more: dict[str, object], again: int, state: MessageState
) -> None:
    ann = await ready(shop)
    message = await written(shop, ann, **more)
    dying = Dying()
    with pytest.raises(BaseExceptionGroup):
        await messenger(shop, dying).send(shop.principal.tenant)
    (first,) = dying.parcels
    await _let_go(shop, message)
    # What nobody has heard of is on its way for two minutes.
    assert await sent(shop) == []
    later = at(shop, SOON)
    resent = await sent(later)
    assert [each.message_id for each in resent] == [first.message_id] * again
    shown = await found(later, message)
    assert shown.state is state
    # That it may have arrived counts for how often somebody is written to.
    third = await written(later, ann)
    assert (await sent(later) == []) is (not more)
    assert (await found(later, third)).attempts == again


async def test_an_attempt_that_nobody_heard_of_counts_for_the_cap(
    shop: World,
) -> None:
    ann = await ready(shop)
    first = await written(shop, ann)
    dying = Dying()
    with pytest.raises(BaseExceptionGroup):
        await messenger(shop, dying).send(shop.principal.tenant)
    await _let_go(shop, first)
    # It is not yet known to be unknown, and may have arrived.
    soon = at(shop, NOON + timedelta(seconds=40))
    second = await written(soon, ann)
    assert await sent(soon) == []
    assert (await found(soon, second)).evidence[-1].value == "1 of 1"


async def test_a_connection_that_is_lost_meanwhile_is_of_the_unknown(
    shop: World,
) -> None:
    class Lost(Remembering):
        async def hand_over(self, parcel: Parcel) -> Told | None:
            await super().hand_over(parcel)
            return None

    ann = await ready(shop)
    message = await written(shop, ann)
    await sent(shop, Lost())
    assert (await found(shop, message)).state is MessageState.SENDING
    await sent(at(shop, SOON))
    assert (await found(shop, message)).state is MessageState.DROPPED


async def test_a_server_that_is_busy_is_asked_again_and_not_for_ever(
    shop: World,
) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    message = await written(shop, ann, lifetime_hours=24 * 30)
    for attempt in range(1, 9):
        later = at(shop, NOON + timedelta(hours=7 * attempt))
        await sent(later, Remembering(outcome=Outcome.LATER))
        assert (await found(shop, message)).attempts == attempt
    await sent(at(shop, NOON + timedelta(days=5)))
    assert (await found(shop, message)).state is MessageState.DEAD


async def test_what_may_yet_be_taken_is_tried_no_longer_than_it_is_of_use(
    shop: World,
) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    message = await written(shop, ann, lifetime_hours=1)
    await sent(shop, Remembering(outcome=Outcome.LATER))
    waiting = await found(shop, message)
    assert waiting.state is MessageState.QUEUED
    assert waiting.due_at is not None
    assert NOON <= waiting.due_at <= NOON + timedelta(minutes=1)
    late = at(shop, NOON + timedelta(hours=1))
    assert await sent(late) == []
    shown = await found(late, message)
    assert (shown.state, shown.reason) == (MessageState.EXPIRED, Reason.EXPIRED)
    assert shown.attempts == 1


async def test_what_did_not_set_out_is_no_attempt(shop: World) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    sender = messenger(shop, Remembering(outcome=None))
    await sender.send(shop.principal.tenant)
    shown = await found(shop, message)
    assert (shown.state, shown.attempts) == (MessageState.QUEUED, 0)
    assert len(await sent(shop)) == 1


async def test_what_is_kept_here_can_be_read_here(shop: World) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    await sent(shop, Remembering(outcome=Outcome.RECORDED))
    shown = await found(shop, message)
    assert (shown.state, shown.to) == (MessageState.RECORDED, "ann@example.com")
    assert shown.subject == "Nieuws voor Ann"
    assert shown.html is not None
    assert "Dag Ann" in shown.html


@pytest.mark.soak
async def test_of_many_withdrawals_none_is_overtaken(shop: World) -> None:
    got, wrong = await _race(shop, 20_000)
    assert wrong == 0
    assert 0 < got < 20_000 * len(PURPOSES)
