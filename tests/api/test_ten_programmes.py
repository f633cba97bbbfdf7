"""The ten programmes of the guide, pasted as they are: what each of them gives."""

from datetime import date
from typing import Any

from httpx import AsyncClient

from domain import customers, earning
from domain.kernel import system
from tests.api.pasting import paste
from tests.domain.ledger.books import DAY, at
from tests.world import NOON, World


async def test_each_of_the_ten_programmes_gives_what_the_guide_says(
    api: AsyncClient, shop: World
) -> None:
    await paste(api, "earning.md")
    joined = customers.Create(
        external_ids=(customers.ExternalId(source="shop", id="bob"),),
        birth_date=date(1990, 1, 1),
    )
    await at(shop, NOON - 99 * DAY).run(customers.create, joined)
    caller = system(shop.principal.tenant)
    await shop.platform.run(earning.celebrate, earning.Celebrate(), caller)
    path = "/v1/customers/external:shop:bob/"
    came = (await api.get(f"{path}occasions")).json()["items"]
    assert {each["kind"]: each["awards"][0]["earned"] for each in came} == {
        "birthday": 50,
        "sign_up": 100,
    }
    for number, earned in (("a", 25), ("b", 25), ("c", 0)):
        assert await reviewed(api, number) == earned
    tea = {"product_id": "assam", "category": "tea", "quantity": 2, "unit_price": 1250}
    assert await awarded(api, "bob-1", tea) == {
        "spend": 25,
        "double-week": 25,
        "cashback": 50,
        "tea-bonus": 10,
    }
    mug = {"product_id": "mug", "quantity": 1, "unit_price": 100}
    for number in (2, 3, 4):
        assert "fifth" not in await awarded(api, f"bob-{number}", mug)
    fifth = {"spend": 1, "double-week": 1, "cashback": 2, "fifth": 100}
    assert await awarded(api, "bob-5", mug) == fifth
    tiers = {
        "terms": {
            "tiers": [
                {
                    "slug": "friend",
                    "names": {"nl": "Vriend", "en": "Friend"},
                    "threshold": 0,
                    "earning_percent": 150,
                }
            ]
        }
    }
    draft = (await api.post("/v1/tiers", json=tiers)).json()["id"]
    published = f"/v1/tiers/{draft}/publication"
    answer = await api.post(published, json={"valid_from": NOON.isoformat()})
    assert answer.status_code == 200, answer.text
    coffee = {"product_id": "latte", "category": "coffee"}
    cups = {**coffee, "quantity": 12, "unit_price": 400}
    assert await awarded(api, "bob-6", cups) == {
        "spend": 48,
        "double-week": 48,
        "stamp": 12,
        "cashback": 96,
        "tier": 24,
    }
    stamps = (await api.get(f"{path}account?unit=stamps")).json()
    assert stamps["available"] == 2
    (card, *_) = (await api.get(f"{path}occasions")).json()["items"]
    assert (card["kind"], card["awards"][0]["earned"]) == ("balance", 250)


async def awarded(
    api: AsyncClient, number: str, line: dict[str, Any]
) -> dict[str, int]:
    """Return what an order earns, by rule."""
    order = {
        "external_id": number,
        "customer": {"external_id": "bob"},
        "occurred_at": NOON.isoformat(),
        "currency": "EUR",
        "lines": [line],
    }
    assert (await api.post("/v1/orders", json=order)).status_code == 201
    found = await api.get(f"/v1/orders/external:shop:{number}/awards")
    return {each["rule"]: each["earned"] for each in found.json()["awards"]}


async def reviewed(api: AsyncClient, number: str) -> int:
    """Return what a review earns."""
    event = {
        "external_id": number,
        "type": "review",
        "occurred_at": NOON.isoformat(),
        "customer": {"external_id": "bob"},
        "data": {"product_id": "assam", "rating": 5},
    }
    made = (await api.post("/v1/events", json=event)).json()
    found = (await api.get(f"/v1/events/{made['id']}/awards")).json()["awards"]
    return sum(each["earned"] for each in found)
