"""Webhooks in the graph: made, asked, pinged, replayed; refused as data."""

from typing import Any

from httpx import AsyncClient

MADE = """
mutation ($url: String!) {
    createWebhookEndpoint(input: {url: $url, events: ["customer.created"]}) {
        __typename
        ... on WebhookSecret { secret endpoint { id state version } }
        ... on AddressNotAllowed { code reason }
    }
}
"""
PINGED = """
mutation ($id: ID!) {
    pingWebhookEndpoint(input: {endpointId: $id}) {
        ... on WebhookDelivery { event eventId sequence state }
    }
}
"""
SEEN = """
query ($id: ID!, $event: ID!) {
    node(id: $id) { ... on WebhookEndpoint {
        url events deliveries(first: 5) { nodes { event } }
    } }
    webhookEndpoints(first: 5) { nodes { id } }
    webhookDelivery(endpointId: $id, eventId: $event) {
        data delivery { state attempts } attempts { number }
    }
    none: webhookDelivery(endpointId: $id, eventId: $id) { data }
}
"""
REPLAYED = """
mutation ($id: ID!) {
    replayWebhooks(input: {endpointId: $id, since: "2029-01-01T00:00:00Z"}) {
        ... on WebhookReplay { deliveries }
    }
    updateWebhookEndpoint(input: {endpointId: $id, state: DISABLED}) {
        ... on WebhookEndpoint { state disabledBecause version }
    }
    rotateWebhookSecret(input: {endpointId: $id}) {
        ... on WebhookSecret { secret }
    }
}
"""


async def ask(api: AsyncClient, query: str, **variables: Any) -> Any:
    given = {"query": query, "variables": variables}
    answer = (await api.post("/graphql", json=given)).json()
    assert "errors" not in answer, answer
    return answer["data"]


GONE = "{ ... on DeletedWebhookEndpoint { deleted } }"


async def test_webhooks_are_managed_in_the_graph(api: AsyncClient) -> None:
    told = await ask(api, MADE, url="https://shop.example/hook")
    made = told["createWebhookEndpoint"]
    assert made["secret"].startswith("whsec_")
    assert made["endpoint"]["state"] == "ACTIVE"
    whom = made["endpoint"]["id"]
    pinged = (await ask(api, PINGED, id=whom))["pingWebhookEndpoint"]
    assert (pinged["event"], pinged["sequence"]) == ("webhook.ping", 1)
    seen = await ask(
        api,
        SEEN.replace("eventId: $id", f'eventId: "evn_{"0" * 32}"'),
        id=whom,
        event=pinged["eventId"],
    )
    assert seen["node"] == {
        "url": "https://shop.example/hook",
        "events": ["customer.created"],
        "deliveries": {"nodes": [{"event": "webhook.ping"}]},
    }
    assert seen["webhookEndpoints"] == {"nodes": [{"id": whom}]}
    assert seen["webhookDelivery"] == {
        "data": {"endpoint_id": whom},
        "delivery": {"state": "WAITING", "attempts": 0},
        "attempts": [],
    }
    assert seen["none"] is None
    done = await ask(api, REPLAYED, id=whom)
    assert done["replayWebhooks"] == {"deliveries": 0}
    assert done["updateWebhookEndpoint"] == {
        "state": "DISABLED",
        "disabledBecause": "BY_HAND",
        "version": 2,
    }
    assert done["rotateWebhookSecret"]["secret"] != made["secret"]
    gone = (
        f'mutation {{ deleteWebhookEndpoint(input: {{endpointId: "{whom}"}}) {GONE} }}'
    )
    told = await ask(api, gone)
    assert told["deleteWebhookEndpoint"] == {"deleted": True}
    left = await ask(api, "{ webhookEndpoints { nodes { id } } }")
    assert left["webhookEndpoints"] == {"nodes": []}


async def test_an_address_that_leads_inward_is_refused_as_data(
    api: AsyncClient,
) -> None:
    told = await ask(api, MADE, url="https://169.254.169.254/latest")
    assert told["createWebhookEndpoint"] == {
        "__typename": "AddressNotAllowed",
        "code": "address_not_allowed",
        "reason": "Its host is not a public one.",
    }
