"""Eight at once: orders, a merge and an answer against an erasure."""

import asyncio
import json
from collections.abc import Awaitable
from io import BytesIO
from zipfile import ZipFile

from domain import customers, ledger, orders, privacy
from domain.customers.tables import customers as people
from domain.kernel.keyring import customer_keys
from domain.privacy import DestroyKeys
from domain.privacy.tables import privacy_requests
from tests.anomaly.shop import ANN, BOB, furnished
from tests.domain.orders.shop import record
from tests.domain.privacy.asking import answered, as_system, asked, verified
from tests.domain.privacy.erasing import at_once, destroyed, swept
from tests.world import World


async def test_whatever_comes_meanwhile_an_erasure_is_whole(world: World) -> None:
    shop = await furnished(world)
    platform = as_system(shop)
    bob = (await shop.run(customers.find, customers.Find(customer_id=BOB))).id
    await verified(shop, await asked(shop, BOB))
    await at_once(shop, BOB)
    begun = await platform.run(privacy.begin_answer, privacy.BeginAnswer())
    assert begun is not None
    collected = await platform.run(privacy.collect_answer, begun)
    who = {"external_id": "bob", "email": "bob@example.com"}
    acts: list[Awaitable[object]] = [
        *(shop.run(orders.record, record(n, customer=who)) for n in range(61, 65)),
        shop.run(customers.merge, customers.Merge(kept_id=ANN, merged_id=BOB)),
        platform.run(privacy.keep_answer, collected),
        platform.run(privacy.destroy_keys, DestroyKeys()),
        platform.run(privacy.destroy_keys, DestroyKeys()),
    ]
    told = await asyncio.gather(*acts, return_exceptions=True)
    wrong = [
        each
        for each in told
        if isinstance(each, Exception)
        and not isinstance(each, customers.CustomerNotFound)
    ]
    assert wrong == []
    while await destroyed(shop):
        pass
    await swept(shop)
    (row,) = [each for each in await shop.rows(people) if each["id"] == bob]
    assert row["erased_at"] is not None
    assert row["email"] is None
    assert bob not in {each["customer_id"] for each in await shop.rows(customer_keys)}
    assert await platform.run(ledger.verify, ledger.Verify()) == ()


async def test_an_answer_made_during_a_merger_is_of_one_instant(world: World) -> None:
    """It is of who asked, or of the whole they turned out to be: never of a half."""
    shop = await furnished(world)
    platform = as_system(shop)
    first = await verified(shop, await asked(shop, ANN))
    second = await verified(shop, await asked(shop, BOB))
    merge = customers.Merge(kept_id=ANN, merged_id=BOB)
    begin = privacy.BeginAnswer()
    told = await asyncio.gather(
        *(platform.run(privacy.begin_answer, begin) for _ in range(6))
    )
    begun = [each for each in told if each is not None]
    assert {each.request_id for each in begun} == {first.id, second.id}
    assert len(begun) == 2
    acts: list[Awaitable[object]] = [
        *(platform.run(privacy.collect_answer, each) for each in begun * 3),
        *(shop.run(customers.merge, merge) for _ in range(2)),
    ]
    *collected, _, _ = await asyncio.gather(*acts)
    for each in collected:
        assert isinstance(each, privacy.KeepAnswer)
        assert each.content is not None
        await platform.run(privacy.keep_answer, each)
        with ZipFile(BytesIO(each.content)) as packed:
            people_in = json.loads(packed.read("data/customers.json"))
            names = json.loads(packed.read("data/external_ids.json"))
        whose = {each["external_id"] for each in names} & {"ann", "bob"}
        assert len(whose) == len(people_in)
    while await answered(shop):
        pass
    states = {row["id"]: row["state"] for row in await shop.rows(privacy_requests)}
    assert states == {first.id: "ready", second.id: "ready"}
