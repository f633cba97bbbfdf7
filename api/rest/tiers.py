"""Tiers over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import tiers

routes = (
    post("/v1/tiers", tiers.draft),
    get("/v1/tiers", tiers.list_programmes),
    get("/v1/tiers/current", tiers.current),
    get("/v1/tiers/census", tiers.census),
    get("/v1/tiers/{tier_programme_id}", tiers.find_programme),
    put("/v1/tiers/{tier_programme_id}", tiers.redraft),
    post("/v1/tiers/{tier_programme_id}/publication", tiers.publish, HTTPStatus.OK),
    post("/v1/tiers/retirement", tiers.retire, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/tier", tiers.find, now=tiers.find_now),
    get("/v1/customers/{customer_id}/tier/history", tiers.changes),
    put("/v1/customers/{customer_id}/tier/lock", tiers.lock),
    delete("/v1/customers/{customer_id}/tier/lock", tiers.unlock),
)
