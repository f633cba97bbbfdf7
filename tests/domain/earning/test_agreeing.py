"""Agreeing to something earns once, and taking it back costs nothing."""

from datetime import timedelta

from domain import customers
from domain.consent import ConsentState, ContactChannel
from domain.earning import Fixed, OnConsent
from tests.domain.consent.purposes import declared, said, say
from tests.domain.earning.shop import balance, publish
from tests.domain.earning.test_occasions import at, join
from tests.world import NOON, World, open_shop

YES, NO = ConsentState.GIVEN, ConsentState.WITHDRAWN


async def club(world: World) -> World:
    """Return a shop where who wants to hear news gets something."""
    shop = await declared(await open_shop(world))
    await publish(shop, "news", on=OnConsent(purpose="news"), effect=Fixed(25))
    return shop


async def test_who_agrees_earns_once_by_whichever_channel(world: World) -> None:
    shop = await club(world)
    ann = (await join(shop)).id
    mail, text = ContactChannel.EMAIL, ContactChannel.SMS
    for day, word, earned in (
        (0, said(ConsentState.REFUSED), 0),
        (1, said(YES, channel=mail), 25),
        (2, said(YES, channel=text), 25),
        (3, said(NO, channel=mail), 25),
        (4, said(YES, channel=mail), 25),
    ):
        then = at(shop, NOON + timedelta(days=day))
        await say(then, ann, word)
        assert await balance(then) == earned


async def test_another_purpose_earns_nothing_and_a_merge_leaves_one(
    world: World,
) -> None:
    shop = await club(world)
    ann, bob = (await join(shop)).id, (await join(shop, "bob")).id
    await say(shop, ann, said(YES, "profiling", confirmed_at=NOON))
    assert await balance(shop) == 0
    for each in (ann, bob):
        await say(shop, each, said(YES, channel=ContactChannel.EMAIL))
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    await shop.run(customers.merge, merge)
    assert await balance(shop) == 25


async def test_what_was_agreed_to_before_there_was_a_rule_earns_nothing(
    world: World,
) -> None:
    shop = await declared(await open_shop(world))
    ann = (await join(shop)).id
    await say(shop, ann, said(YES, channel=ContactChannel.EMAIL))
    later = at(shop, NOON + timedelta(days=1))
    on = OnConsent(purpose="news")
    await publish(later, "news", on=on, effect=Fixed(25), at=later.platform.clock())
    await say(later, ann, said(YES, channel=ContactChannel.SMS))
    # Nor by saying it again, though they had taken it back.
    await say(later, ann, said(NO, channel=ContactChannel.EMAIL))
    await say(later, ann, said(NO, channel=ContactChannel.SMS))
    then = at(shop, NOON + timedelta(days=2))
    await say(then, ann, said(YES, channel=ContactChannel.EMAIL))
    assert await balance(then) == 0


async def test_a_yes_that_a_merger_brings_along_earns_nothing(world: World) -> None:
    shop = await declared(await open_shop(world))
    ann, bob = (await join(shop)).id, (await join(shop, "bob")).id
    await say(shop, bob, said(YES, channel=ContactChannel.EMAIL, confirmed_at=NOON))
    later = at(shop, NOON + timedelta(days=1))
    on = OnConsent(purpose="news")
    await publish(later, "news", on=on, effect=Fixed(25), at=later.platform.clock())
    await later.run(customers.merge, customers.Merge(kept_id=ann, merged_id=bob))
    assert await balance(later) == 0
    # They may still say it themselves.
    then = at(shop, NOON + timedelta(days=2))
    await say(then, ann, said(YES, channel=ContactChannel.EMAIL))
    assert await balance(then) == 25
