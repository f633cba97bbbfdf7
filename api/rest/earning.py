"""Earning over REST."""

from http import HTTPStatus

from api.rest.routing import delete, get, post, put
from domain import earning

routes = (
    post("/v1/earning-rules", earning.publish_rule),
    get("/v1/earning-rules", earning.list_rules),
    get("/v1/earning-rules/schema", earning.terms_schema),
    post("/v1/earning-rules/{rule}/retirements", earning.retire_rule, HTTPStatus.OK),
    get("/v1/earning-settings", earning.read_settings),
    put("/v1/earning-settings", earning.set_settings),
    get("/v1/earning-drafts", earning.list_drafts),
    get("/v1/earning-drafts/{rule}", earning.find_draft),
    put("/v1/earning-drafts/{rule}", earning.put_draft),
    delete("/v1/earning-drafts/{rule}", earning.forget_draft),
    post("/v1/earning-drafts/{rule}/publications", earning.publish_draft),
    get("/v1/orders/{order_id}/awards", earning.awards_of_order),
    get("/v1/orders/{order_id}/awards/why", earning.why_of_order),
    get("/v1/events/{event_id}/awards", earning.awards_of_event),
    get("/v1/events/{event_id}/awards/why", earning.why_of_event),
    get("/v1/occasions/{occasion_id}/awards/why", earning.why_of_occasion),
    get("/v1/customers/{customer_id}/birthday/why", earning.why_of_birthday),
    get("/v1/customers/{customer_id}/occasions", earning.occasions_of_customer),
    get(
        "/v1/customers/{customer_id}/awards/{award_id}/why",
        earning.why_of_award,
    ),
)
