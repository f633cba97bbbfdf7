"""A mobile app, as the guide says it: one answer, kept, and redeemed from once."""

import base64
import json
import re
from typing import Any

from httpx import AsyncClient, Response
from starlette.applications import Starlette

from domain import customers
from domain.rewards import RewardKind, RewardTerms
from tests.api.conftest import client
from tests.api.pasting import GUIDES, OK, run
from tests.domain.rewards.club import FIVE_EUROS, give, publish
from tests.world import World

TOKEN, STATUS, REWARDS, REDEEM, VOUCHERS = re.findall(
    r"```sh\n(.*?)```", (GUIDES / "mobile.md").read_text(), re.DOTALL
)


def subject(token: str) -> str:
    """Return whom a token is for, as an app reads it."""
    said = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(said + "=="))["sub"])


async def test_an_app_shows_keeps_and_redeems_what_there_is(
    shop: World, api: AsyncClient, application: Starlette
) -> None:
    ids = (customers.ExternalId(source="shop", id="1609"),)
    made = await shop.run(customers.create, customers.Create(external_ids=ids))
    await give(shop, 1_000, who=made.id)
    terms = RewardTerms(kind=RewardKind.DISCOUNT, price=500, discount=FIVE_EUROS)
    await publish(shop, "five-off", terms)
    token = (await run(api, TOKEN, "")).json()["token"]
    mine = subject(token)
    assert mine == made.id
    async with client(application, token) as app:

        async def paste(example: str) -> Response:
            answer = await run(app, example.replace("$TOKEN", "$KEY"), mine)
            assert answer.status_code in OK, answer.text
            return answer

        shown = await paste(STATUS)
        assert available(shown.json()) == 1_000
        kept = {"If-None-Match": shown.headers["etag"]}
        asked = await app.get(f"/v1/customers/{mine}/status", headers=kept)
        assert (asked.status_code, asked.content) == (304, b"")
        (reward,) = (await paste(REWARDS)).json()["items"]
        assert (reward["reward"], reward["available"]) == ("five-off", True)
        first, again = await paste(REDEEM), await paste(REDEEM)
        assert again.json() == first.json()
        assert again.headers["idempotency-replayed"] == "true"
        taken = f"/v1/customers/{mine}/redemptions/{first.json()['id']}/confirmation"
        assert (await app.post(taken)).status_code == 200
        (voucher,) = (await paste(VOUCHERS)).json()["items"]
        assert voucher["status"] == "issued"
        assert available((await paste(STATUS)).json()) == 500


def available(status: Any) -> int:
    (balance,) = status["balances"]
    return int(balance["available"])
