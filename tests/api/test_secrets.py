"""No secret is written down, wherever it goes: not in logs, nor in traces."""

import re

from httpx import AsyncClient
from starlette.applications import Starlette
from structlog.testing import capture_logs

from domain import customers
from tests.api.conftest import client
from tests.workers.test_traces import watching
from tests.world import World

SECRETS = re.compile(
    r"\b(?:sk|pk)_(?:live|test)_[\w-]{20,}|whsec_[\w+/=]{20,}|eyJ[\w.-]+"
)
MUTATION = """mutation { createWebhookEndpoint(input: {url: "https://shop.example/x"}) {
  ... on WebhookSecret { secret }
} }"""


async def test_what_is_handed_out_and_shown_again_is_in_no_log_and_no_trace(
    api: AsyncClient, application: Starlette, shop: World
) -> None:
    ann = (await shop.run(customers.create, customers.Create())).id
    wanted = {"name": "Till", "scopes": ["tenants:read", "orders:read"]}
    place = {"url": "https://shop.example/hook"}
    with watching() as seen, capture_logs() as logs:
        key = (await api.post("/v1/keys", json=wanted)).json()
        handed = [
            (await api.post("/v1/keys", json=wanted, headers={"Idempotency-Key": "k"})),
            (await api.post(f"/v1/keys/{key['id']}/rotations", json={})),
            (await api.post("/v1/webhooks/endpoints", json=place)),
            (
                await api.post(
                    f"/v1/customers/{ann}/tokens", json={"scopes": ["status:read"]}
                )
            ),
            (await api.post("/graphql", json={"query": MUTATION})),
        ]
        told = "".join(each.text for each in handed) + key["secret"]
        shown = SECRETS.findall(told)
        for each in (*shown, "sk_live_" + "x" * 43, "eyJ.nobody.knows"):
            async with client(application, each) as holder:
                await holder.get("/v1/tenant")
                await holder.get("/v1/customers", params={"email": each})
                await holder.post("/v1/orders", content=each)
    assert len(shown) == 6
    assert len(logs) >= 30
    written = f"{logs}{''.join(each.to_json() for each in seen.spans(''))}"
    assert [each for each in shown if each in written] == []
    assert SECRETS.findall(written) == []
