"""A shop that sends what it has to send until it is told that it arrived."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count, islice
from random import Random
from typing import Any

import httpx
import msgspec

Json = dict[str, Any]

PAUSE_S = 0.1
PATIENCE_S = 300
CUSTOMERS = 25
BATCH_ROWS = 8
CHUNK_ROWS = 40
IMPORT_ROWS_MAX = 20_000
REFUSED = frozenset({HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND})
REASONS = frozenset({"/problems/insufficient_points", "/problems/customer_not_found"})
AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(slots=True, kw_only=True)
class Shop:
    """What a shop sent, and what it was told."""

    client: httpx.AsyncClient
    chance: Random
    over: asyncio.Event = field(default_factory=asyncio.Event)
    sent: dict[str, Json] = field(default_factory=dict[str, Json])
    # By the shop's id: ours, as it was told.
    told: dict[str, str] = field(default_factory=dict[str, str])
    returned: dict[str, int] = field(default_factory=dict[str, int])
    returns_told: dict[str, str] = field(default_factory=dict[str, str])
    imported: list[bytes] = field(default_factory=list[bytes])
    # By what was said of them: what was given or taken by hand, and was not refused.
    adjusted: dict[str, int] = field(default_factory=dict[str, int])
    refused: int = 0
    repeated: int = 0

    async def orders(self) -> None:
        """Send order after order; every other one with a key."""
        for number, order in self._orders("single"):
            key = f"order-{number}" if number % 2 else None
            answer = await self._insist("/v1/orders", order, key)
            self.told[order["external_id"]] = answer["id"]

    async def batches(self) -> None:
        """Send some orders together; each is answered by itself."""
        rows = self._orders("batch")
        for number in count():
            some = [order for _, order in islice(rows, BATCH_ROWS)]
            if not some:
                return
            body = {"orders": some}
            answer = await self._insist("/v1/orders/batch", body, f"batch-{number}")
            for order, row in zip(some, answer["rows"], strict=True):
                assert row["outcome"] in {"recorded", "unchanged"}, row
                self.told[order["external_id"]] = row["id"]

    async def returns(self) -> None:
        """Send orders and what comes back of them, in whatever order."""
        for number, order in self._orders("returned"):
            amount = sum(line["unit_price"] for line in order["lines"])
            some = self.chance.choice([amount, self.chance.randint(1, amount)])
            back: Json = {
                "external_id": f"return-{number}",
                "order": f"external:shop:{order['external_id']}",
                "occurred_at": "2025-07-01T10:00:00Z",
                "amount": some,
            }
            self.returned[order["external_id"]] = some
            steps: list[tuple[str, Json]] = [
                ("/v1/orders", order),
                ("/v1/returns", back),
            ]
            self.chance.shuffle(steps)
            for path, body in steps:
                told = self.told if path == "/v1/orders" else self.returns_told
                answer = await self._insist(path, body, body["external_id"])
                told[body["external_id"]] = answer["id"]

    async def adjustments(self, name: str) -> None:
        """Give and take by hand, each with a key, to customers who buy meanwhile."""
        for number in count():
            if self.over.is_set():
                return
            reason = f"{name}-{number}"
            amount = self.chance.choice([1, -1]) * self.chance.randint(1, 500)
            who = f"external:shop:c{self.chance.randrange(CUSTOMERS)}"
            body: Json = {"amount": amount, "reason": reason}
            path = f"/v1/customers/{who}/adjustments"
            answer = await self._insist(path, body, reason)
            if answer:
                assert answer["amount"] == amount
                self.adjusted[reason] = amount
            else:
                self.refused += 1

    async def history(self) -> None:
        """Import rows in chunks, each after those that are there."""
        orders = self._orders("imported")
        for _, order in islice(orders, IMPORT_ROWS_MAX):
            self.imported.append(msgspec.json.encode(order))
            if len(self.imported) % CHUNK_ROWS == 0:
                await self.send_import("history")
        await self.send_import("history")

    async def send_import(self, name: str) -> Json:
        """Send what the import of a name lacks, and return what it has."""
        while True:
            begun = await self._insist(
                "/v1/imports", {"kind": "orders", "name": name}, None
            )
            done = begun["rows_done"]
            if done == len(self.imported):
                return begun
            rest = self.imported[done : done + 20 * CHUNK_ROWS]
            await self._once(
                f"/v1/imports/{begun['id']}/rows",
                params={"from": done},
                content=b"\n".join(rest),
                headers={"Content-Type": "application/x-ndjson"},
            )

    def _orders(self, kind: str) -> Iterator[tuple[int, Json]]:
        for number in count():
            if self.over.is_set():
                return
            order: Json = {
                "external_id": f"{kind}-{number}",
                "customer": {"external_id": f"c{self.chance.randrange(CUSTOMERS)}"},
                "occurred_at": "2025-06-01T10:00:00Z",
                "currency": "EUR",
                "lines": [
                    {
                        "product_id": "tea",
                        "quantity": 1,
                        "unit_price": self.chance.randint(50, 20_000),
                    }
                    for _ in range(self.chance.randint(1, 3))
                ],
            }
            self.sent[order["external_id"]] = order
            yield number, order

    async def _insist(self, path: str, body: Json, key: str | None) -> Json:
        """Send a command until it is answered."""
        headers = {} if key is None else {"Idempotency-Key": key}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = await self._once(path, json=body, headers=headers)
                if answer is not None:
                    return answer

    async def _once(self, path: str, **given: Any) -> Json | None:
        """Send a request; return its answer, or nothing if it may come again."""
        try:
            answer = await self.client.post(path, **given)
        except httpx.TransportError:
            answer = None
        if answer is not None and not _may_come_again(answer):
            if _is_refused(answer):
                return {}
            assert answer.is_success, (path, answer.text)
            found: Json = answer.json()
            return found
        self.repeated += 1
        await asyncio.sleep(PAUSE_S)
        return None


def _is_refused(answer: httpx.Response) -> bool:
    """Tell whether an adjustment was refused for what a customer holds, or who."""
    return answer.status_code in REFUSED and bool(answer.json()["type"] in REASONS)


def _may_come_again(answer: httpx.Response) -> bool:
    if answer.status_code == HTTPStatus.CONFLICT:
        # It is being carried out for whom we took for dead.
        return bool(answer.json()["type"] == "/problems/in_flight")
    return answer.status_code in AGAIN
