"""Earning over REST."""

from api.rest.routing import get, post
from domain import earning

routes = (
    post("/v1/earning-rules", earning.publish_rule),
    get("/v1/earning-rules", earning.list_rules),
    get("/v1/orders/{order_id}/awards", earning.awards_of_order),
)
