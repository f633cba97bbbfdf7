"""Segments over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import segments

routes = (
    get("/v1/segments", segments.list_segments),
    post("/v1/segments/preview", segments.preview, HTTPStatus.OK),
    put("/v1/segments/{segment}", segments.put),
    get("/v1/segments/{segment}", segments.find),
    delete("/v1/segments/{segment}", segments.retire),
    get("/v1/segments/{segment}/members", segments.list_members),
    post("/v1/segments/{segment}/audience", segments.export_audience, HTTPStatus.OK),
    get("/v1/customers/{customer_id}/segments", segments.of_customer),
    get("/v1/customers/{customer_id}/segments/{segment}/why", segments.explain),
)
