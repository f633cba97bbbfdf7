"""Partners: OpenDSR and Shopify, in the shapes of their own documents."""

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from httpx import AsyncClient, Response

from domain import privacy
from domain.kernel import ids
from domain.privacy import Progress, RequestKind, RequestState
from domain.privacy.partner_tables import partner_requests
from domain.privacy.redaction_tables import shop_redactions
from domain.privacy.tables import privacy_requests
from tests.domain.privacy.asking import ann
from tests.world import World

NUMBER = "a7551968-d5d6-44b2-9831-815ac9017798"
# Section 7.2 of the specification.
ASKED: dict[str, Any] = {
    "regulation": "gdpr",
    "subject_request_id": NUMBER,
    "subject_request_type": "erasure",
    "submitted_time": "2018-10-02T15:00:00Z",
    "subject_identities": [
        {
            "identity_type": "email",
            "identity_value": "ann@example.com",
            "identity_format": "raw",
        }
    ],
    "api_version": "2.0",
    "status_callback_urls": ["https://examplecontroller.com/opendsr_callbacks"],
    "extensions": {"example-processor.com": {"foo-processor-custom-id": 123456}},
}
SECRET = "hush-hush"
# As Shopify's documentation gives them.
SHOP = {"shop_id": 954889, "shop_domain": "{shop}.myshopify.com"}
JOHN = {"id": 191167, "email": "ann@example.com", "phone": "555-625-1199"}
DATA_REQUEST = {
    **SHOP,
    "orders_requested": [299938, 280263, 220458],
    "customer": JOHN,
    "data_request": {"id": 9999},
}
REDACT = {**SHOP, "customer": JOHN, "orders_to_redact": [299938, 280263, 220458]}


async def signed(api: AsyncClient, response: Response) -> Any:
    """Return what a response says, if the published key has signed it."""
    (key, *_) = (await api.get("/v1/signing-keys")).json()["keys"]
    public = Ed25519PublicKey.from_public_bytes(
        b64decode(key["x"] + "=", altchars=b"-_")
    )
    signature = b64decode(response.headers["x-opendsr-signature"])
    public.verify(signature, sha256(response.content).digest())
    return response.json()


async def test_discovery_says_what_is_spoken(anonymous: AsyncClient) -> None:
    told = (await anonymous.get("/opendsr/v2/discovery")).json()
    assert told["api_version"] == "2.0"
    assert told["supported_subject_request_types"] == [
        "access",
        "portability",
        "erasure",
    ]


async def test_a_request_is_taken_followed_and_cancelled(
    api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    response = await api.post("/opendsr/v2/requests", json=ASKED)
    assert response.status_code == 201
    taken = await signed(api, response)
    assert taken == {
        "controller_id": ids.encode("tnt", shop.principal.tenant),
        "expected_completion_time": "2030-02-01T23:00:00Z",
        "subject_request_id": NUMBER,
        "received_time": "2030-01-01T12:00:00Z",
        "encoded_request": b64encode(response.request.content).decode(),
    }
    again = await api.post("/opendsr/v2/requests", json=ASKED)
    assert again.json() == taken
    (row,) = await shop.rows(privacy_requests)
    assert (row["kind"], row["state"]) == ("erasure", "cooling_off")
    path = f"/opendsr/v2/requests/{NUMBER}"
    assert (await signed(api, await api.get(path)))["request_status"] == "pending"
    cancelled = await api.delete(path)
    assert cancelled.status_code == 202
    assert (await signed(api, await api.get(path)))["request_status"] == "cancelled"
    assert (await api.delete(path)).status_code == 409


async def test_who_speaks_what_it_was_called_before_is_answered_by_that_name(
    api: AsyncClient, anonymous: AsyncClient, shop: World
) -> None:
    """OpenDSR 2.0, section 10.1: routes and headers of OpenGDPR 1.0 are honoured."""
    await ann(shop)
    told = (await anonymous.get("/opengdpr/v1/discovery")).json()
    assert told["api_version"] == "1.0"
    asked = {**ASKED, "api_version": "1.0"}
    del asked["regulation"]
    response = await api.post("/opengdpr/v1/opengdpr_requests", json=asked)
    assert response.status_code == 201
    for name in ("signature", "processor-domain"):
        before = response.headers[f"x-opengdpr-{name}"]
        assert before == response.headers[f"x-opendsr-{name}"]
    taken = await signed(api, response)
    assert taken["encoded_request"] == b64encode(response.request.content).decode()
    path = f"/opengdpr/v1/opengdpr_requests/{NUMBER}"
    followed = await signed(api, await api.get(path))
    assert (followed["request_status"], followed["api_version"]) == ("pending", "1.0")
    assert (await api.get(f"/opendsr/v2/requests/{NUMBER}")).status_code == 200
    assert (await api.delete(path)).status_code == 202


async def test_a_request_about_nobody_is_complete(api: AsyncClient) -> None:
    assert (await api.post("/opendsr/v2/requests", json=ASKED)).status_code == 201
    told = (await api.get(f"/opendsr/v2/requests/{NUMBER}")).json()
    assert told["request_status"] == "completed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject_request_id": "1"},
        {"status_callback_urls": ["http://shop.example/calls"]},
        {"subject_request_type": "rectification"},
        {"subject_identities": []},
        {"regulation": "lgpd"},
        {"regulation": None},
    ],
)
async def test_what_is_wrong_is_400_in_their_shape(
    api: AsyncClient, wrong: dict[str, Any]
) -> None:
    response = await api.post("/opendsr/v2/requests", json={**ASKED, **wrong})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == 400
    assert error["errors"][0]["reason"].startswith("/" + next(iter(wrong)))


async def test_who_has_no_key_is_told_nothing(anonymous: AsyncClient) -> None:
    for answer in (
        await anonymous.post("/opendsr/v2/requests", json=ASKED),
        await anonymous.get(f"/opendsr/v2/requests/{NUMBER}"),
        await anonymous.delete(f"/opendsr/v2/requests/{NUMBER}"),
    ):
        assert answer.status_code == 401


def test_every_state_of_ours_is_one_of_theirs() -> None:
    assert set(privacy.PROGRESS) == set(RequestState)
    assert set(privacy.PROGRESS.values()) == set(Progress)


async def hooked(
    anonymous: AsyncClient,
    shop: World,
    topic: str,
    said: dict[str, Any],
    secret: str = SECRET,
) -> int:
    """Send what Shopify sends, and return the status of the answer."""
    body = json.dumps(said).encode()
    digest = hmac.digest(secret.encode(), body, sha256)
    path = f"/v1/privacy/shopify/{ids.encode('tnt', shop.principal.tenant)}"
    headers = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": b64encode(digest).decode(),
        "Content-Type": "application/json",
    }
    return (await anonymous.post(path, content=body, headers=headers)).status_code


async def test_shopify_asks_for_data_and_for_erasure(
    anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    assert await hooked(anonymous, shop, "customers/redact", REDACT) == 401
    put = await api.put("/v1/privacy/shopify", json={"secret": SECRET})
    assert put.status_code == 200
    assert SECRET not in put.text
    for _ in range(2):
        told = await hooked(anonymous, shop, "customers/data_request", DATA_REQUEST)
        assert told == 200
    assert await hooked(anonymous, shop, "customers/redact", REDACT) == 200
    rows = await shop.rows(privacy_requests)
    assert [(row["kind"], row["state"]) for row in rows] == [
        (RequestKind.ACCESS, RequestState.SCHEDULED),
        (RequestKind.ERASURE, RequestState.COOLING_OFF),
    ]


async def test_who_is_not_shopify_is_refused(
    anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    await api.put("/v1/privacy/shopify", json={"secret": SECRET})
    for topic in ("customers/data_request", "customers/redact", "shop/redact"):
        told = await hooked(anonymous, shop, topic, REDACT, "another-secret")
        assert told == 401
    assert await shop.rows(privacy_requests) == []


async def test_of_whom_nothing_is_known_nothing_is_asked(
    anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await api.put("/v1/privacy/shopify", json={"secret": SECRET})
    assert await hooked(anonymous, shop, "customers/redact", REDACT) == 200
    assert await hooked(anonymous, shop, "orders/create", REDACT) == 400
    assert await shop.rows(privacy_requests) == []


async def test_what_is_kept_of_a_redaction_names_nobody(
    anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    await api.put("/v1/privacy/shopify", json={"secret": SECRET})
    guest = {**REDACT, "customer": {"email": "ann@example.com"}}
    for said in (REDACT, REDACT, guest):
        assert await hooked(anonymous, shop, "customers/redact", said) == 200
    numbers = [row["their_number"] for row in await shop.rows(partner_requests)]
    assert len(numbers) == 2
    assert not any("191167" in each or "ann@" in each for each in numbers)


async def test_a_shop_that_left_shopify_is_written_down_for_the_operator(
    anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    await api.put("/v1/privacy/shopify", json={"secret": SECRET})
    assert await hooked(anonymous, shop, "shop/redact", SHOP, "not-the-one") == 401
    for _ in range(2):
        assert await hooked(anonymous, shop, "shop/redact", SHOP) == 200
    (row,) = await shop.rows(shop_redactions)
    assert (row["shop_domain"], row["begun_at"]) == ("{shop}.myshopify.com", None)
    assert await shop.rows(privacy_requests) == []
