"""Webhooks over REST."""

from api.rest.routing import delete, get, patch, post
from domain import webhooks

ENDPOINTS = "/v1/webhooks/endpoints"
ENDPOINT = f"{ENDPOINTS}/{{endpoint_id}}"
DELIVERY = f"{ENDPOINT}/deliveries/{{event_id}}"

routes = (
    get("/v1/webhooks/event-types", webhooks.list_event_types),
    get(ENDPOINTS, webhooks.list_endpoints),
    post(ENDPOINTS, webhooks.create_endpoint),
    get(ENDPOINT, webhooks.find_endpoint),
    patch(ENDPOINT, webhooks.update_endpoint),
    delete(ENDPOINT, webhooks.delete_endpoint),
    post(f"{ENDPOINT}/rotations", webhooks.rotate_secret),
    post(f"{ENDPOINT}/pings", webhooks.ping_endpoint),
    post(f"{ENDPOINT}/replays", webhooks.replay_span),
    get(f"{ENDPOINT}/deliveries", webhooks.list_deliveries),
    get(DELIVERY, webhooks.find_delivery),
    post(f"{DELIVERY}/replays", webhooks.replay),
)
