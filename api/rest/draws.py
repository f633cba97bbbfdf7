"""Draws over REST."""

from http import HTTPStatus

from api.rest.routing import get, post
from domain import draws

ONE = "/v1/draws/{draw_id}"

routes = (
    post("/v1/draws", draws.open_draw),
    get("/v1/draws", draws.list_all),
    get(ONE, draws.find),
    post(f"{ONE}/cancellation", draws.cancel, HTTPStatus.OK),
    get(f"{ONE}/tickets", draws.list_tickets),
    get("/v1/customers/{customer_id}/draws/{draw_id}", draws.own_tickets),
)
