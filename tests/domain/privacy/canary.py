"""The life of a canary, by all ways that lead to a place where something is kept."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date

import httpx
from httpx import ASGITransport

from api import valkey
from api.app import app
from domain import customers, imports, ledger, orders, privacy
from domain.customers import Address, Create
from domain.imports import ImportKind
from domain.kernel import ids
from domain.kernel.database import Role, connect
from domain.privacy import RequestKind
from domain.settings import Settings
from tests.domain.orders.shop import record
from tests.domain.privacy.asking import answered, asked, verified
from tests.world import World, issue_key
from workers import queue
from workers.react import Reactor
from workers.relay import Relay
from workers.subscriptions import SUBSCRIPTIONS, errands

STREET, CITY, PHONE = "Kwikstaartlaan 4711", "Vogelenzang-Zuid", "+31209998877"


async def lived(shop: World, canary: str) -> str:
    """Let a canary do all that customers do; return who it is."""
    email = f"{canary}@shop.example"
    made = await shop.run(
        customers.create,
        Create(
            email=email,
            phone=PHONE,
            given_name=canary,
            family_name=canary.upper(),
            birth_date=date(1971, 3, 9),
            address=Address(lines=(STREET,), city=CITY, country="NL"),
        ),
    )
    placed = record(len(canary), customer={"email": email})
    await shop.run(orders.record, placed)
    changed = customers.Update(customer_id=made.id, family_name=f"{canary} van")
    await shop.platform.run_once(
        customers.update, changed, shop.principal, f"key-{made.id}"
    )
    why = f"{canary} rang us on {PHONE}."
    given = ledger.Adjust(customer_id=made.id, amount=5, reason=why)
    await shop.run(ledger.adjust, given)
    await shop.run(ledger.freeze, ledger.Freeze(customer_id=made.id, reason=why))
    bound = privacy.Restrict(customer_id=made.id, reason=why)
    await shop.run(privacy.restrict, bound)
    await verified(shop, await asked(shop, made.id))
    while await answered(shop):
        pass
    wish = f"I am {canary}, of {STREET} in {CITY}."
    wrong = await asked(shop, made.id, RequestKind.RECTIFICATION, wish=wish)
    note = f"{canary} is called back, on {PHONE}."
    told = privacy.ExtendRequest(request_id=wrong.id, note=note)
    await shop.run(privacy.extend, told)
    begun = await shop.run(
        imports.start, imports.Start(kind=ImportKind.CUSTOMERS, name="rows")
    )
    row = f'{{"source": "crm", "external_id": "1", "email": "{canary}@", "x": 1}}'
    await shop.run(
        imports.take,
        imports.Take(import_id=begun.id, first=begun.rows_done, lines=(row.encode(),)),
    )
    return made.id


async def spoke(shop: World, canary: str, queue_url: str) -> None:
    """Let a canary ask over the API, which counts in Valkey, with and without a key."""
    email, wish = f"{canary}@shop.example", f"It is {canary}, on {PHONE}."
    desk = f"/v1/privacy/desk/{ids.encode('tnt', shop.principal.tenant)}/requests"
    key = await issue_key(shop)
    counting = valkey.connect(queue_url)
    transport = ASGITransport(app(shop.platform, counting))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://stamgast.test"
    ) as web:
        said = {"email": email, "kind": "access", "language": "nl", "wish": wish}
        assert (await web.post(desk, json=said)).status_code == 202
        web.headers["Authorization"] = f"Bearer {key.secret}"
        # As often as is counted by more than one process.
        for _ in range(5):
            found = await web.post("/v1/customers/search", json={"email": email})
            assert found.status_code == 200
    await counting.aclose()


async def carried(shop: World, url: str, settings: Settings) -> None:
    """Carry all that happened through the queue to the workers, who hand mails over."""
    watch = connect(url, Role.RELAY)
    reactor = Reactor(shop.platform, (*SUBSCRIPTIONS, *errands(settings)))
    async with _bell(settings.redis_url) as bell:
        relay = Relay(shop.platform, watch, bell, reactor)
        while await relay.carry():
            worker = queue.worker(settings.redis_url, reactor.react, burst=True)
            await worker.main()
            await worker.close()
            assert worker.jobs_failed == 0
    await watch.dispose()


@asynccontextmanager
async def _bell(queue_url: str) -> AsyncGenerator[queue.Queue]:
    client = queue.connect(queue_url)
    try:
        yield client
    finally:
        await client.aclose()
