"""Events over REST."""

from dataclasses import replace
from http import HTTPStatus

from api.rest.routing import get, post, put
from domain import events

# A thousand events of some detail each.
BATCH_BYTES_MAX = 16 * 1024 * 1024

routes = (
    post("/v1/events", events.record),
    get("/v1/events/{event_id}", events.find),
    replace(
        post("/v1/events/batch", events.record_many, HTTPStatus.OK),
        body_bytes_max=BATCH_BYTES_MAX,
    ),
    post("/v1/events/{event_id}/removals", events.remove, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/events", events.of_customer),
    get("/v1/event-types", events.list_types),
    put("/v1/event-types/{name}", events.put_type),
)
