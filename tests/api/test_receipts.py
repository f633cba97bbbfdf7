"""Receipts over REST, and what a browser asks by a header."""

from pathlib import Path

from httpx import AsyncClient

from domain.consent import ConsentState
from tests.domain.consent import test_browsers as browsers
from tests.domain.consent.purposes import declared, said, say
from tests.domain.consent.test_receipts import ann, verified
from tests.world import World


async def test_a_receipt_comes_as_it_was_signed(
    api: AsyncClient, shop: World, tmp_path: Path
) -> None:
    await declared(shop)
    her = await ann(shop)
    told = await say(shop, her, said(ConsentState.REFUSED))
    named = told.consents[0].consent_id
    response = await api.get(f"/v1/customers/{her}/consents/{named}/receipt")
    assert response.headers["content-type"] == "application/ld+json"
    assert verified(tmp_path, response.json())[0] == 0


async def test_a_header_of_a_browser_objects_to_sharing(
    api: AsyncClient, shop: World
) -> None:
    her = await browsers.ann(shop)
    viewed = {
        "external_id": "e1",
        "type": "view",
        "occurred_at": "2030-01-01T11:00:00Z",
        "customer": {"id": her},
        "data": {"product_id": "tea"},
    }
    for number, value in enumerate(("0", "1")):
        row = {**viewed, "external_id": f"e{number}"}
        headers = {"Sec-GPC": value}
        answer = await api.post("/v1/events", json=row, headers=headers)
        assert answer.status_code == 201
        objected = browsers.BOTH if value == "1" else []
        assert await browsers.refused(shop, her) == objected
