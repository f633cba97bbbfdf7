"""The guides: their examples work when pasted."""

from dataclasses import replace
from typing import Any

from httpx import AsyncClient

from domain import consent, customers, earning, fairness, orders, proofs
from domain.kernel import system
from tests.api.pasting import paste
from tests.domain.consent.purposes import NEWS, declared
from tests.domain.imports.rows import known
from tests.domain.ledger.books import DAY, at
from tests.domain.recommendations.shop import advise
from tests.domain.scoring.shop import buy, profiling, rescore
from tests.domain.vouchers.pools import pool
from tests.world import NOON, World


async def test_every_example_about_customers_works(api: AsyncClient) -> None:
    assert await paste(api, "customers.md") == 11


async def test_every_example_of_who_may_ask_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "who-may-ask.md") == 8


async def test_every_example_about_banners_works(api: AsyncClient) -> None:
    assert await paste(api, "banners.md") == 6


async def test_every_example_about_referrals_works(api: AsyncClient) -> None:
    assert await paste(api, "referrals.md") == 10


async def test_every_example_about_leaderboards_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "leaderboards.md") == 7


async def test_every_example_about_households_works(api: AsyncClient) -> None:
    assert await paste(api, "households.md") == 16


async def test_every_example_about_draws_works(api: AsyncClient) -> None:
    assert await paste(api, "draws.md") == 8


async def test_every_example_about_storefronts_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1609"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "storefront.md") == 2


async def test_every_example_about_the_dashboard_works(api: AsyncClient) -> None:
    assert await paste(api, "dashboard.md") == 1


async def test_every_example_about_graphql_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "graphql.md") == 4


async def test_every_example_about_status_works(api: AsyncClient) -> None:
    assert await paste(api, "status.md") == 6
    answer = await api.get("/v1/customers/external:shop:1042/status")
    (balance,) = answer.json()["balances"]
    assert (balance["available"], balance["pending"]) == (0, 42)
    threshold = {"name": "Free shipping", "amount": 50, "missing": 50}
    assert balance["next_threshold"] == {**threshold, "name_nl": None}


async def test_every_example_about_challenges_works(api: AsyncClient) -> None:
    assert await paste(api, "challenges.md") == 11
    answer = await api.get("/v1/customers/external:shop:1042/challenges")
    explorer, weekly, _ = answer.json()["challenges"]
    assert (explorer["progress"], weekly["progress"]) == (0.1666, 0.25)


async def test_every_example_about_the_community_works(api: AsyncClient) -> None:
    assert await paste(api, "community.md") == 15
    answer = await api.get("/v1/customers/external:shop:1042/account")
    assert answer.json()["available"] == 25


async def test_every_example_about_orders_works(api: AsyncClient) -> None:
    assert await paste(api, "orders.md") == 13


async def test_every_example_about_consent_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "consent.md") == 7


async def test_every_example_about_messages_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "messages.md") == 15


async def test_every_example_about_scores_works(api: AsyncClient, shop: World) -> None:
    await profiling(shop)
    await buy(shop, "1042", 3)
    await rescore(shop)
    look, caller = fairness.AuditTerms(), system(shop.principal.tenant)
    await shop.platform.run(fairness.audit_terms, look, caller)
    assert await paste(api, "scoring.md") == 6


async def test_every_example_about_segments_works(
    api: AsyncClient, shop: World
) -> None:
    await profiling(shop)
    await buy(shop, "1042", 3)
    assert await paste(api, "segments.md") == 8


async def test_every_example_about_holdouts_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "holdouts.md") == 8


async def test_every_example_about_recommendations_works(
    api: AsyncClient, shop: World
) -> None:
    await profiling(shop)
    await buy(shop, "1042", 3)
    await advise(shop)
    assert await paste(api, "recommendations.md") == 13


async def test_every_example_about_privacy_works(api: AsyncClient) -> None:
    assert await paste(api, "privacy.md") == 8


async def test_every_example_about_back_tests_works(api: AsyncClient) -> None:
    assert await paste(api, "back-tests.md") == 4


async def test_every_example_about_rewards_works(api: AsyncClient) -> None:
    first = {
        "external_id": "first",
        "customer": {"external_id": "1042"},
        "occurred_at": "2025-12-01T12:00:00Z",
        "currency": "EUR",
        "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 450}],
    }
    assert (await api.post("/v1/orders", json=first)).status_code == 201
    assert await paste(api, "rewards.md") == 20
    redeemed = await api.get("/v1/customers/external:shop:1042/redemptions")
    paid, voucher = redeemed.json()["items"]
    # Half of the four thousand cents came back, and so did half of the points.
    assert (paid["status"], paid["refunded"]) == ("confirmed", 50)
    assert voucher["voucher_id"] is not None


async def test_every_example_about_imports_works(api: AsyncClient) -> None:
    assert await paste(api, "imports.md") == 7


async def test_every_example_of_moving_works(api: AsyncClient, shop: World) -> None:
    await declared(shop)
    await shop.run(consent.put_purpose, replace(NEWS, valid_months=120))
    await known(shop, "1042")
    await pool(shop, "welcome")
    assert await paste(api, "moving.md") == 8
    for each in (await api.get("/v1/imports")).json()["items"]:
        assert (each["accepted"], each["rejected"]) == (2, 0), each["kind"]
    consents = await api.get("/v1/customers/external:shop:1042/consents")
    held = {each["channel"]: each["state"] for each in consents.json()["consents"]}
    assert held == {"email": "given", "sms": "withdrawn"}
    account = await api.get("/v1/customers/external:shop:1042/account?unit=points")
    assert account.json()["available"] == 470
    (voucher,) = (await api.get("/v1/customers/external:shop:1042/vouchers")).json()[
        "items"
    ]
    assert voucher["code"] == "SPRING-2M8QX"
    read = (await api.get("/v1/community/contributions?product_id=tea")).json()
    assert [each["title"] for each in read["items"]] == ["Fresh"]


async def test_every_example_about_mails_works(api: AsyncClient) -> None:
    assert await paste(api, "mails.md") == 1


async def test_every_example_about_proofs_works(api: AsyncClient, shop: World) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    made = (await api.post("/v1/customers", json=ann)).json()["id"]
    given = {"amount": 5, "reason": "Welcome."}
    assert (
        await api.post(f"/v1/customers/{made}/adjustments", json=given)
    ).status_code == 201
    caller = system(shop.principal.tenant)
    await shop.platform.run(proofs.seal, proofs.SealSome(), caller)
    assert await paste(api, "proof.md") == 3


async def test_every_example_for_the_accountant_works(
    api: AsyncClient, shop: World
) -> None:
    bought = orders.Record(
        external_id="1042-1",
        customer=customers.Identity(external_id="1042"),
        occurred_at=NOON - 9 * DAY,
        currency="EUR",
        lines=(orders.Line(product_id="mug", quantity=2, unit_price=2_100),),
    )
    rule = earning.PublishRule(
        rule="spend", name="Points", terms=earning.Terms(), valid_from=NOON - 99 * DAY
    )
    then = at(shop, NOON - 8 * DAY)
    await then.run(earning.publish_rule, rule)
    await then.run(orders.record, bought)
    closing = "/v1/ledger/trial-balance?as_of=2029-12-31T23:00:00Z"
    known = f"{closing}&known_on=2029-12-31T23:00:00Z"
    before = (await api.get(known)).json()
    assert await paste(api, "accounting.md") == 9
    assert (await api.get(known)).json() == before
    assert issued(before) == -42
    assert issued((await api.get(closing)).json()) == -92


def issued(trial_balance: Any) -> int:
    (unit,) = trial_balance["units"]
    assert unit["total"] == 0
    sides = {each["side"]: each["balance"] for each in unit["sides"]}
    return int(sides["issue"])


async def test_every_example_about_earning_works(api: AsyncClient) -> None:
    assert await paste(api, "earning.md") == 28
    path = "/v1/customers/external:shop:1042/account?unit="
    held = {
        code: (await api.get(path + code)).json()
        for code in ("points", "stamps", "cashback")
    }
    # 42 pending, as many again for the week, and 250 for a full card.
    assert {code: (it["available"], it["pending"]) for code, it in held.items()} == {
        "points": (292, 42),
        "stamps": (0, 0),
        "cashback": (78, 0),
    }
    why = await api.get("/v1/orders/external:shop:1/awards/why?locale=nl")
    outcomes = {each["rule"]: each["outcome"] for each in why.json()["decisions"]}
    assert outcomes == {
        "spend": "gave",
        "double-week": "gave",
        "stamp": "gave",
        "cashback": "gave",
        "fifth": "condition",
        "tea-bonus": "nothing",
        "tier": "nothing",
        "beans": "nothing",
    }
    told = (await api.get("/v1/orders/external:shop:parts/awards")).json()
    (beans,) = (each for each in told["awards"] if each["rule"] == "beans")
    assert (beans["earned"], [e["amount"] for e in beans["releases"]]) == (40, [30])


async def test_every_example_about_the_ledger_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "1042"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "ledger.md") == 15
    answer = await api.get("/v1/customers/external:shop:1042/account")
    assert answer.json()["available"] == 105


async def test_every_example_about_tiers_works(api: AsyncClient) -> None:
    assert await paste(api, "tiers.md") == 11
    address = "/v1/customers/external:shop:1042/tier"
    answer = await api.get(address)
    told = answer.json()
    assert told["tier"]["slug"] == "silver"
    assert told["why"]["en"][0] == (
        "You are Silver since 24 December 2029, because 120 points counted, and Silver "
        "takes 100 points."
    )
    known = {"If-None-Match": answer.headers["etag"]}
    again = await api.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")


async def test_every_example_about_webhooks_works(api: AsyncClient) -> None:
    assert await paste(api, "webhooks.md") == 7


async def test_every_example_about_erasure_works(api: AsyncClient) -> None:
    ann = {"external_ids": [{"source": "shop", "id": "2043"}]}
    assert (await api.post("/v1/customers", json=ann)).status_code == 201
    assert await paste(api, "erasure.md") == 6
