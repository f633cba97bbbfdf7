"""Webhooks in the graph: where news is sent, and how that went."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import call, output, show, shows
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import webhooks

call(webhooks.EndpointState, "WebhookEndpointState")
call(webhooks.Because, "WebhookDisabledBecause")
call(webhooks.Delivery, "WebhookDelivery")
call(webhooks.DeliveryState, "WebhookDeliveryState")
call(webhooks.DeliveryLog, "WebhookDeliveryLog")
call(webhooks.Attempt, "WebhookAttempt")
call(webhooks.Fault, "WebhookFault")
call(webhooks.Replayed, "WebhookReplay")
call(webhooks.EventType, "WebhookEventType")

Delivery = output(webhooks.Delivery)
DeliveryLog = output(webhooks.DeliveryLog)
EventType = output(webhooks.EventType)
Replayed = output(webhooks.Replayed)


@shows(webhooks.Endpoint)
class WebhookEndpoint(Node):
    """An endpoint, and what it was sent."""

    id: strawberry.ID

    @strawberry.field(
        description="What it is or was sent, the latest first.",
        graphql_type=Connection[Delivery],
    )
    async def deliveries(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of deliveries."""
        asked = {"endpoint_id": self.id, "limit": first, "after": after}
        page = await info.context.run(webhooks.list_deliveries, asked)
        return connection(page, itself, after, lambda each: (each.event_id,))


@strawberry.type(description="An endpoint, and a new secret that is shown this once.")
class WebhookSecret:
    """An endpoint with its new secret."""

    secret: str
    endpoint: WebhookEndpoint


@strawberry.type(description="That an endpoint is gone.")
class DeletedWebhookEndpoint:
    """Nothing more is sent, and nothing more is known of it."""

    deleted: bool = True


@finds("whk")
async def find(info: Info, name: str) -> WebhookEndpoint | None:
    """Return an endpoint, if there is one."""
    try:
        found = await info.context.run(webhooks.find_endpoint, {"endpoint_id": name})
    except webhooks.EndpointNotFound:
        return None
    return show(WebhookEndpoint, found)


def _endpoint(found: webhooks.Endpoint) -> WebhookEndpoint:
    return show(WebhookEndpoint, found)


def _secret(made: webhooks.EndpointSecret) -> WebhookSecret:
    return WebhookSecret(secret=made.secret, endpoint=_endpoint(made.endpoint))


@strawberry.type
class WebhookQuery:
    """What can be asked about webhooks."""

    @strawberry.field(
        description="Where news is sent, the latest first.",
        graphql_type=Connection[WebhookEndpoint],
    )
    async def webhook_endpoints(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of endpoints."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(webhooks.list_endpoints, asked)
        return connection(page, _endpoint, after, lambda each: (each.id,))

    @strawberry.field(
        description="What an endpoint was sent, and how each attempt went.",
        graphql_type=DeliveryLog | None,
    )
    async def webhook_delivery(
        self, info: Info, endpoint_id: strawberry.ID, event_id: strawberry.ID
    ) -> Any:
        """Return a delivery, if there is one."""
        asked = {"endpoint_id": endpoint_id, "event_id": event_id}
        try:
            return await info.context.run(webhooks.find_delivery, asked)
        except (webhooks.EndpointNotFound, webhooks.DeliveryNotFound):
            return None

    @strawberry.field(
        description="The events that webhooks tell of.", graphql_type=list[EventType]
    )
    async def webhook_event_types(self, info: Info) -> Any:
        """Return all kinds of events."""
        return (await info.context.run(webhooks.list_event_types, {})).items


@strawberry.type
class WebhookMutation:
    """What can be done with webhooks."""

    create_webhook_endpoint = mutation(
        "CreateWebhookEndpoint", webhooks.create_endpoint, WebhookSecret, _secret
    )
    update_webhook_endpoint = mutation(
        "UpdateWebhookEndpoint", webhooks.update_endpoint, WebhookEndpoint, _endpoint
    )
    delete_webhook_endpoint = mutation(
        "DeleteWebhookEndpoint",
        webhooks.delete_endpoint,
        DeletedWebhookEndpoint,
        lambda _: DeletedWebhookEndpoint(),
    )
    rotate_webhook_secret = mutation(
        "RotateWebhookSecret", webhooks.rotate_secret, WebhookSecret, _secret
    )
    ping_webhook_endpoint = mutation(
        "PingWebhookEndpoint", webhooks.ping_endpoint, Delivery
    )
    replay_webhook = mutation("ReplayWebhook", webhooks.replay, Delivery)
    replay_webhooks = mutation("ReplayWebhooks", webhooks.replay_span, Replayed)
