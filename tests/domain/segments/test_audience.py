"""Segments for others to advertise to: of who agreed, as hashes, and nobody else."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest

from domain import consent, customers, segments
from domain.consent import ConsentState, Said
from domain.kernel.audit import audit_entries
from domain.segments import ExportAudience, SharingNotAgreed
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import TODAY, buy_all, objects, profiling
from tests.domain.segments.shop import advertising, put, settle
from tests.world import World

OFTEN = {"type": "number", "field": "purchases.orders", "at_least": 1}
PEOPLE = 16


async def say(world: World, who: str, state: ConsentState) -> None:
    said = Said(purpose="advertising", state=state, notice_version=1, language="nl")
    command = consent.SetConsents(customer_id=f"external:shop:{who}", consents=(said,))
    await world.run(consent.set_consents, command)


async def ask(world: World, **more: object) -> segments.Audience:
    given: dict[str, object] = {"segment": "often", "purpose": "advertising"} | more
    command = ExportAudience(**given)  # pyright: ignore[reportArgumentType]
    return await world.run(segments.export_audience, command)


def hashed(number: int) -> str:
    return sha256(f"c{number}@example.org".encode()).hexdigest()


async def test_who_agreed_is_listed_and_gone_when_they_do_not(shop: World) -> None:
    await profiling(shop)
    for number in range(PEOPLE):
        ids = (customers.ExternalId(source="shop", id=f"c{number}"),)
        create = customers.Create(external_ids=ids, email=f"C{number}@example.org")
        await shop.run(customers.create, create)
    await buy_all(shop, {f"c{number}": (3,) for number in range(PEOPLE)})
    await put(shop, "often", OFTEN)
    await settle(shop)
    with pytest.raises(SharingNotAgreed):
        await ask(shop, purpose="profiling")
    await advertising(shop)
    assert (await ask(shop)).people is None
    for number in range(9):
        await say(shop, f"c{number}", ConsentState.GIVEN)
    few = await ask(shop)
    assert (few.people, few.items, few.next) == (None, (), None)
    for number in range(9, PEOPLE):
        await say(shop, f"c{number}", ConsentState.GIVEN)
    told = await ask(shop, limit=8)
    rest = await ask(shop, limit=8, after=told.next)
    assert (told.people, rest.next) == (PEOPLE, None)
    listed = {each.email_sha256 for each in (*told.items, *rest.items)}
    assert listed == {hashed(number) for number in range(PEOPLE)}
    assert told.items[0].phone_sha256 is None
    # Who takes it back, or may not be profiled, is on no list from that moment.
    await say(shop, "c0", ConsentState.WITHDRAWN)
    await objects(shop, "c1")
    after = {each.email_sha256 for each in (await ask(shop)).items}
    assert listed - after == {hashed(0), hashed(1)}
    trail = [row["action"] for row in await shop.rows(audit_entries)]
    assert trail.count("segments.export_audience") == 5

    # Nor are those who say so while others ask for it and everybody is looked at.
    told_meanwhile = await asyncio.gather(
        *(ask(shop) for _ in range(4)),
        settle(later(shop, TODAY + timedelta(days=1))),
        *(objects(shop, who) for who in ("c2", "c3")),
        say(shop, "c4", ConsentState.WITHDRAWN),
    )
    assert len(told_meanwhile) == 8
    left = {each.email_sha256 for each in (await ask(shop)).items}
    assert listed - left == {hashed(number) for number in range(5)}
