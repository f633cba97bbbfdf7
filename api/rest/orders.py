"""Orders over REST."""

from dataclasses import replace
from http import HTTPStatus

from api.rest.routing import get, post
from domain import orders

# A thousand orders of some lines each.
BATCH_BYTES_MAX = 16 * 1024 * 1024

routes = (
    post("/v1/orders", orders.record),
    get("/v1/orders/{order_id}", orders.find),
    replace(
        post("/v1/orders/batch", orders.record_many, HTTPStatus.OK),
        body_bytes_max=BATCH_BYTES_MAX,
    ),
    post("/v1/orders/{order_id}/cancellations", orders.cancel, HTTPStatus.OK),
    post("/v1/orders/{order_id}/reopenings", orders.reopen, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/orders", orders.of_customer),
    post("/v1/returns", orders.record_return),
    get("/v1/returns/{return_id}", orders.find_return),
    replace(
        post("/v1/returns/batch", orders.record_returns, HTTPStatus.OK),
        body_bytes_max=BATCH_BYTES_MAX,
    ),
    get("/v1/customers/{customer_id}/returns", orders.returns_of_customer),
)
