"""Consent as it is said: given to a notice, withdrawn at once, provable for ever."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import consent, customers
from domain.consent import (
    Change,
    ConsentState,
    ConsentVersionStale,
    ContactChannel,
    FindConsents,
    ListConsentEvents,
    NoticeNotFound,
    PublishNotice,
    PurposeInUse,
    PurposeNotFound,
    SetConsents,
    rules,
    store,
)
from domain.kernel import Malformed, system
from tests.domain.consent.purposes import NEWS, TEXT, declared, said, say
from tests.domain.ledger.books import at
from tests.world import NOON, World

GIVEN, WITHDRAWN = ConsentState.GIVEN, ConsentState.WITHDRAWN
EMAIL, SMS = ContactChannel.EMAIL, ContactChannel.SMS
HOUR = timedelta(hours=1)


async def ann(shop: World) -> str:
    await declared(shop)
    return (await shop.run(customers.create, customers.Create())).id


async def may(
    shop: World, purpose: str, channel: ContactChannel, *ids: str
) -> set[str]:
    asked = consent.AskPermitted(purpose=purpose, channel=channel, customer_ids=ids)
    return set((await shop.run(consent.find_permitted, asked)).customer_ids)


def states(told: consent.Consents) -> dict[str, str]:
    return {f"{each.purpose}/{each.channel}": each.state for each in told.consents}


async def test_what_is_said_of_all_channels_is_said_of_each(shop: World) -> None:
    customer_id = await ann(shop)
    told = await say(shop, customer_id, said(GIVEN))
    assert told.version == 3
    assert states(told) == dict.fromkeys(["news/all", "news/email", "news/sms"], GIVEN)
    told = await say(shop, customer_id, said(WITHDRAWN, channel=SMS))
    assert told.version == 4
    assert states(told) == {
        "news/all": GIVEN,
        "news/email": GIVEN,
        "news/sms": WITHDRAWN,
    }
    assert await may(shop, "news", EMAIL, customer_id) == {customer_id}
    assert await may(shop, "news", SMS, customer_id) == set()


async def test_without_consent_nothing_is_permitted_that_needs_it(shop: World) -> None:
    customer_id = await ann(shop)
    assert await may(shop, "news", EMAIL, customer_id) == set()
    assert await may(shop, "service", EMAIL, customer_id) == {customer_id}
    with pytest.raises(PurposeNotFound):
        await may(shop, "undeclared", EMAIL, customer_id)
    # Whoever is nobody never said no either.
    assert await may(shop, "service", EMAIL, "cus_" + "f" * 32) == set()
    refused = said(ConsentState.REFUSED, "service", channel=EMAIL)
    await say(shop, customer_id, refused)
    assert await may(shop, "service", EMAIL, customer_id) == set()


async def test_consent_ends_at_its_instant_whoever_has_noticed(shop: World) -> None:
    customer_id = await ann(shop)
    told = await say(shop, customer_id, said(GIVEN, channel=EMAIL))
    # Noon at Amsterdam, two years on: the last day counts whole.
    end = NOON.replace(year=2032, day=1, hour=23)
    assert told.consents[0].expires_at == end
    before, after = at(shop, end - timedelta(seconds=1)), at(shop, end)
    assert await may(before, "news", EMAIL, customer_id) == {customer_id}
    assert await may(after, "news", EMAIL, customer_id) == set()
    platform = replace(after.principal, scopes=system(after.principal.tenant).scopes)
    lapsed = await after.platform.run(consent.lapse, consent.Lapse(), platform)
    assert lapsed == consent.Lapsed(done=1, more=False)
    again = await after.platform.run(consent.lapse, consent.Lapse(), platform)
    assert again == consent.Lapsed(done=0, more=False)
    events = await after.run(
        consent.list_events, ListConsentEvents(customer_id=customer_id)
    )
    assert [each.state for each in events.items] == [ConsentState.EXPIRED, GIVEN]
    assert events.items[0].effective_at == end


async def test_a_material_change_of_the_notice_asks_again(shop: World) -> None:
    customer_id = await ann(shop)
    await say(shop, customer_id, said(GIVEN, channel=EMAIL))
    wording = PublishNotice(purpose="news", text=TEXT)
    await shop.run(consent.publish_notice, wording)
    assert await may(shop, "news", EMAIL, customer_id) == {customer_id}
    material = replace(wording, change=Change.MATERIAL)
    assert (await shop.run(consent.publish_notice, material)).version == 3
    assert await may(shop, "news", EMAIL, customer_id) == set()
    await say(shop, customer_id, said(GIVEN, channel=EMAIL, notice_version=3))
    assert await may(shop, "news", EMAIL, customer_id) == {customer_id}


async def test_an_earlier_word_that_comes_late_does_not_hold(shop: World) -> None:
    customer_id = await ann(shop)
    await say(shop, customer_id, said(WITHDRAWN, channel=EMAIL))
    late = said(GIVEN, channel=EMAIL, occurred_at=NOON - HOUR)
    told = await say(shop, customer_id, late)
    assert states(told) == {"news/email": WITHDRAWN}
    then = FindConsents(customer_id=customer_id, as_of=NOON - HOUR)
    assert states(await shop.run(consent.find_consents, then)) == {"news/email": GIVEN}


async def test_a_word_from_the_future_counts_from_now(shop: World) -> None:
    customer_id = await ann(shop)
    early = said(GIVEN, channel=EMAIL, occurred_at=NOON + 9 * HOUR)
    told = await say(shop, customer_id, early)
    assert told.consents[0].since == NOON
    told = await say(at(shop, NOON + HOUR), customer_id, said(WITHDRAWN, channel=EMAIL))
    assert states(told) == {"news/email": WITHDRAWN}


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        (said(ConsentState.EXPIRED), ["/consents/0/state"]),
        (said(GIVEN, channel=ContactChannel.POST), ["/consents/0/channel"]),
        (said(GIVEN, ip="nonsense"), ["/consents/0/ip"]),
        (said(GIVEN, "profiling"), ["/consents/0/confirmed_at"]),
        (
            said(GIVEN, notice_version=None, language=None),
            ["/consents/0/notice_version", "/consents/0/language"],
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    shop: World, given: consent.Said, pointers: list[str]
) -> None:
    customer_id = await ann(shop)
    with pytest.raises(Malformed) as refused:
        await say(shop, customer_id, given)
    assert [each.pointer for each in refused.value.errors] == pointers
    told = await shop.run(consent.find_consents, FindConsents(customer_id=customer_id))
    assert (told.version, told.consents) == (0, ())


async def test_purposes_and_notices_that_are_not_there_are_refused(
    shop: World,
) -> None:
    customer_id = await ann(shop)
    with pytest.raises(PurposeNotFound):
        await say(shop, customer_id, said(GIVEN, "other"))
    with pytest.raises(NoticeNotFound):
        await say(shop, customer_id, said(GIVEN, notice_version=2))


async def test_the_ground_of_a_purpose_in_use_stands(shop: World) -> None:
    customer_id = await ann(shop)
    other = replace(NEWS, basis=consent.Basis.LEGITIMATE_INTEREST)
    await say(shop, customer_id, said(GIVEN))
    with pytest.raises(PurposeInUse):
        await shop.run(consent.put_purpose, other)


async def test_a_customer_cannot_confirm_for_the_shop(shop: World) -> None:
    customer_id = await ann(shop)
    own = replace(shop, principal=replace(shop.principal, customer=customer_id))
    confirmed = said(GIVEN, "profiling", confirmed_at=NOON)
    with pytest.raises(Malformed):
        await say(own, customer_id, confirmed)
    told = await say(own, customer_id, said(WITHDRAWN, "profiling"))
    assert states(told) == {"profiling/all": WITHDRAWN}
    assert (await chain(shop, customer_id))[0].source == "customer"


async def test_to_object_to_marketing_is_to_object_to_profiling_too(
    shop: World,
) -> None:
    customer_id = await ann(shop)
    await say(shop, customer_id, said(GIVEN))
    objection = consent.Object(
        customer_id=customer_id, objection=consent.Objection.MARKETING
    )
    told = await shop.run(consent.object_to, objection)
    refused = ["news/all", "news/email", "news/sms", "profiling/all"]
    assert states(told) == dict.fromkeys(refused, ConsentState.REFUSED)
    assert await may(shop, "news", EMAIL, customer_id) == set()
    assert await may(shop, "service", EMAIL, customer_id) == {customer_id}
    later = at(shop, NOON + HOUR)
    await say(later, customer_id, said(GIVEN, channel=EMAIL))
    assert await may(later, "news", EMAIL, customer_id) == {customer_id}


async def test_of_eight_at_once_one_changes_a_version(shop: World) -> None:
    customer_id = await ann(shop)
    command = SetConsents(
        customer_id=customer_id, consents=(said(GIVEN, channel=EMAIL),), version=0
    )
    told = await asyncio.gather(
        *(shop.run(consent.set_consents, command) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, consent.Consents) for each in told) == 1
    assert sum(isinstance(each, ConsentVersionStale) for each in told) == 7


async def test_words_at_once_are_all_written_down_and_chained(shop: World) -> None:
    customer_id = await ann(shop)
    each_said = [
        said(state, channel=EMAIL, occurred_at=NOON - number * HOUR)
        for number, state in enumerate([GIVEN, WITHDRAWN] * 4)
    ]
    await asyncio.gather(*(say(shop, customer_id, each) for each in each_said))
    events = await chain(shop, customer_id)
    assert [each.seq for each in events] == list(range(1, 9))
    told = await shop.run(consent.find_consents, FindConsents(customer_id=customer_id))
    assert states(told) == {"news/email": GIVEN}
    hashes = await shop.platform.perform(
        lambda unit: store.hashes(unit, customer_id), shop.principal
    )
    head = store.GENESIS
    for event, written in zip(events, hashes, strict=True):
        head = rules.digest(head, event)
        assert head == written


async def test_what_was_said_twice_is_written_down_once(shop: World) -> None:
    customer_id = await ann(shop)
    once = said(GIVEN, channel=EMAIL, occurred_at=NOON - HOUR)
    first = await say(shop, customer_id, once)
    assert await say(at(shop, NOON + HOUR), customer_id, once) == first


async def test_a_merger_keeps_the_more_restrictive_and_gives_it_back(
    shop: World,
) -> None:
    kept = await ann(shop)
    other = (await shop.run(customers.create, customers.Create())).id
    await say(shop, kept, said(GIVEN, channel=EMAIL))
    await say(shop, other, said(WITHDRAWN, channel=EMAIL), said(GIVEN, channel=SMS))
    later = at(shop, NOON + HOUR)
    merge = customers.Merge(kept_id=kept, merged_id=other)
    merger = await later.run(customers.merge, merge)
    told = await later.run(consent.find_consents, FindConsents(customer_id=kept))
    assert states(told) == {"news/email": WITHDRAWN}
    last = at(shop, NOON + 2 * HOUR)
    await last.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    told = await last.run(consent.find_consents, FindConsents(customer_id=kept))
    assert states(told) == {"news/email": GIVEN}
    theirs = await last.run(consent.find_consents, FindConsents(customer_id=other))
    assert states(theirs) == {"news/email": WITHDRAWN, "news/sms": GIVEN}


async def test_what_holds_is_what_all_that_was_said_comes_to(shop: World) -> None:
    customer_id = await ann(shop)
    for number, state in enumerate([GIVEN, WITHDRAWN, GIVEN, ConsentState.REFUSED]):
        when = NOON - (number % 3) * HOUR
        await say(shop, customer_id, said(state, occurred_at=when))
    events = await chain(shop, customer_id)
    for hours in range(3):
        then = NOON - hours * HOUR
        asked = FindConsents(customer_id=customer_id, as_of=then)
        told = await shop.run(consent.find_consents, asked)
        held = rules.latest(each for each in events if each.effective_at <= then)
        assert {each.consent_id for each in told.consents} == {
            each.id for each in held.values()
        }
    rebuilt = rules.latest(events)
    held = await shop.platform.perform(
        lambda unit: store.holding(unit, [customer_id]), shop.principal
    )
    assert rules.latest(held) == rebuilt


async def test_a_change_is_told_by_ids_alone(shop: World) -> None:
    customer_id = await ann(shop)
    await say(shop, customer_id, said(GIVEN, channel=EMAIL))
    name, payload = (await shop.news())[-1]
    assert name == "consents.changed"
    assert payload == {"customer_ids": [customer_id], "purposes": ["news"]}


async def chain(shop: World, customer_id: str) -> Any:
    return await shop.platform.perform(
        lambda unit: store.events(unit, customer_id), shop.principal
    )
