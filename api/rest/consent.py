"""Consent over REST."""

from http import HTTPStatus

from api.rest.routing import get, post, put
from domain import consent

routes = (
    get("/v1/purposes", consent.list_purposes),
    put("/v1/purposes/{purpose}", consent.put_purpose),
    post("/v1/purposes/{purpose}/notices", consent.publish_notice),
    get("/v1/purposes/{purpose}/notices/{version}", consent.find_notice),
    # Of up to a thousand: more than an address holds.
    post("/v1/purposes/{purpose}/permitted", consent.find_permitted, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/consents", consent.find_consents),
    put("/v1/customers/{customer_id}/consents", consent.set_consents),
    post("/v1/customers/{customer_id}/objections", consent.object_to, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/consents/events", consent.list_events),
)
