"""Levels over REST."""

from api.rest.routing import get, post
from domain import levels

routes = (
    post("/v1/levels", levels.publish),
    get("/v1/levels", levels.list_all),
    get("/v1/customers/{customer_id}/level", levels.of_customer),
)
