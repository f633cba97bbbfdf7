"""A browser that says `Sec-GPC: 1` objects for its user; nothing of it ever lifts."""

import asyncio
from typing import Any

from domain import consent, customers, events
from domain.consent import (
    Basis,
    ConsentState,
    ContactChannel,
    Method,
    PurposeKind,
    PutPurpose,
    Wording,
)
from tests.domain.consent.purposes import declared, said, say
from tests.world import NOON, World

PARTNERS = PutPurpose(
    purpose="partners",
    name=Wording(nl="Partners", en="Partners"),
    basis=Basis.LEGITIMATE_INTEREST,
    kind=PurposeKind.SHARING,
    channels=(ContactChannel.EMAIL,),
)


async def ann(shop: World) -> str:
    await declared(shop)
    await shop.run(consent.put_purpose, PARTNERS)
    return (await shop.run(customers.create, customers.Create(visitor_id="v1"))).id


def viewed(number: int, customer_id: str | None, **more: Any) -> events.Record:
    whose = customers.Identity(id=customer_id)
    return events.Record(
        external_id=f"e{number}",
        type="view",
        occurred_at=NOON,
        customer=whose if customer_id else customers.Identity(visitor_id="v9"),
        data={"product_id": "tea"},
        **more,
    )


async def refused(shop: World, customer_id: str) -> list[tuple[str, str, str]]:
    asked = consent.ListConsentEvents(customer_id=customer_id, limit=100)
    told = (await shop.run(consent.list_events, asked)).items
    return sorted((each.purpose, each.channel, each.method) for each in told)


BOTH = [("partners", "all", "gpc"), ("partners", "email", "gpc")]


async def test_it_objects_to_sharing_and_to_nothing_else(shop: World) -> None:
    her = await ann(shop)
    await shop.run(events.record, viewed(1, her, gpc=True))
    assert await refused(shop, her) == BOTH


async def test_it_objects_once_however_often_it_is_said(shop: World) -> None:
    her = await ann(shop)
    said_so = [viewed(number, her, gpc=True) for number in range(8)]
    await asyncio.gather(*(shop.run(events.record, each) for each in said_so))
    assert await refused(shop, her) == BOTH


async def test_its_absence_lifts_nothing(shop: World) -> None:
    her = await ann(shop)
    await shop.run(events.record, viewed(1, her, gpc=True))
    await shop.run(events.record, viewed(2, her))
    found = await shop.run(consent.find_consents, consent.FindConsents(customer_id=her))
    assert {each.state for each in found.consents} == {ConsentState.REFUSED}


async def test_it_ends_consent_that_was_given_before(shop: World) -> None:
    her = await ann(shop)
    await say(shop, her, said(ConsentState.GIVEN, "partners", notice_version=None))
    await shop.run(events.record, viewed(1, her, gpc=True))
    asked = consent.AskPermitted(purpose="partners", customer_ids=(her,))
    assert (await shop.run(consent.find_permitted, asked)).customer_ids == ()


async def test_of_nobody_in_particular_it_is_nobodys(shop: World) -> None:
    her = await ann(shop)
    await shop.run(events.record, viewed(1, None, gpc=True))
    assert await refused(shop, her) == []


async def test_many_events_say_so_each_for_its_own(shop: World) -> None:
    her = await ann(shop)
    row = {
        "external_id": "e1",
        "type": "view",
        "occurred_at": "2030-01-01T11:00:00Z",
        "data": {"product_id": "tea"},
    }
    rows = (
        {**row, "customer": {"id": her}},
        {**row, "external_id": "e2", "customer": {"id": her}, "gpc": True},
    )
    await shop.run(events.record_many, events.RecordMany(events=rows))
    assert await refused(shop, her) == BOTH
    assert Method.GPC == "gpc"
