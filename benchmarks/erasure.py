"""Erasure: customers a minute who are erased, from the key to the certificate."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import open_shop, operator_of, platform_of
from domain import customers, ledger, orders, privacy
from domain.kernel import Platform, Principal, TenantId, Unit, system
from domain.kernel.batches import Outcome
from domain.kernel.platform import utc_now

ORDERS_EACH = 5
CHUNK = 500
ROUNDS_MAX = 3
DOCUMENT = "query { __typename }"
OURS = "keys, places, certificates"

NOTE = """\
{customers:,} customers with an address, {orders} orders of two lines and their points
each; {rounds} rounds. Each is erased for good: what they hold is forfeited, the key is
destroyed, every place is emptied by its annotation, the certificate is signed. After
each round all accounts are computed anew from their transfers: none differs."""

COLUMNS = (
    Column(key="rate", head="erasures/minute"),
    Column(key="destroyed_s", head="keys destroyed, s", digits=1),
    Column(key="shredded_s", head="places emptied, s", digits=1),
    Column(key="certified_s", head="certified, s", digits=1),
)


def compare(place: Place, effort: Effort) -> Table:
    """Erase customers by the hundred; the ledger must be exact afterwards."""
    count = min(effort.customers, 1_000)
    rounds = min(effort.rounds, ROUNDS_MAX)
    samples = [_measured(place, number, count) for number in range(rounds)]
    return Table(
        title="Erasure",
        note=NOTE.format(customers=count, orders=ORDERS_EACH, rounds=rounds),
        columns=COLUMNS,
        compared="rate",
        yard_stick=None,
        samples={OURS: samples},
    )


def _measured(place: Place, number: int, count: int) -> Sample:
    shop = open_shop(place, f"erasure-{number}", DOCUMENT)

    async def work() -> Sample:
        async with platform_of(place) as platform:
            await _furnish(platform, operator_of(shop), count)
            return await _erase(platform, shop.tenant, count)

    return asyncio.run(work())


async def _furnish(platform: Platform, owner: Principal, count: int) -> None:
    """Make customers who bought something, and have all of them ask for erasure."""
    bought = utc_now() - timedelta(days=30)
    for each in range(count):
        named = customers.ExternalId(source="shop", id=str(each))
        person = customers.Create(
            external_ids=(named,), email=f"c{each}@shop.example", given_name="Ann"
        )
        await platform.run(customers.create, person, owner)
    wanted = count * ORDERS_EACH
    for start in range(0, wanted, CHUNK):
        places = range(start, min(start + CHUNK, wanted))
        rows = tuple(_order(each, count, bought) for each in places)
        told = await platform.run(
            orders.record_many, orders.RecordMany(orders=rows), owner
        )
        assert told.count(Outcome.RECORDED) == len(rows)
    for each in range(count):
        asking = privacy.AskAvg(
            customer_id=f"external:shop:{each}", kind=privacy.RequestKind.ERASURE
        )
        asked = await platform.run(privacy.ask, asking, owner)
        seen = privacy.VerifyRequest(request_id=asked.id, note="Seen.")
        await platform.run(privacy.verify, seen, owner)
        wait = privacy.Waive(request_id=asked.id, wait=privacy.Wait.COOLING_OFF)
        await platform.run(privacy.waive, wait, owner)


async def _erase(platform: Platform, tenant: TenantId, count: int) -> Sample:
    """Carry all erasures out, as the schedule does, and hold the books to account."""
    caller = system(tenant)
    began = time.perf_counter()
    done = 0
    while done < count:
        told = await platform.run(privacy.destroy_keys, privacy.DestroyKeys(), caller)
        assert told.done, done
        done += told.done
    destroyed = time.perf_counter()
    while (await platform.run(privacy.shred_some, privacy.ShredSome(), caller)).more:
        pass
    shredded = time.perf_counter()
    while some := await platform.perform(_told, caller):
        await platform.run(privacy.certify_some, some, caller)
    ended = time.perf_counter()
    assert await platform.run(ledger.verify, ledger.Verify(), caller) == ()
    return {
        "rate": count / (ended - began) * 60,
        "destroyed_s": destroyed - began,
        "shredded_s": shredded - destroyed,
        "certified_s": ended - shredded,
    }


async def _told(unit: Unit) -> privacy.CertifySome | None:
    """Return what can be certified: nobody else is to be told here."""
    told = tuple(
        privacy.Told(request_id=each.request_id, reached=0, unreached=0)
        for each in await privacy.propagating(unit)
    )
    return privacy.CertifySome(told=told) if told else None


def _order(number: int, count: int, at: datetime) -> dict[str, Any]:
    line = {"product_id": "tea", "name": "Tea", "quantity": 1, "unit_price": 1_250}
    return {
        "source": "shop",
        "external_id": str(number),
        "occurred_at": at.isoformat(),
        "currency": "USD",
        "customer": {"external_id": str(number % count)},
        "lines": [line, {**line, "product_id": "mug", "name": "Mug"}],
    }
