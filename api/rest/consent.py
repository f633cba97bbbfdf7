"""Consent over REST, and receipts, which are documents of others' making."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from api.rest.media import Reading, get_as
from api.rest.routing import get, post, put
from domain import consent
from domain.consent import FindReceipt, Receipt

LINKED_DATA = "application/ld+json"
TOLD = "A receipt of consent: see the guide to consent."


def _document(read: Reading[FindReceipt, Receipt]) -> Response:
    """Return a document as it was signed, and nothing around it."""
    return Response(msgspec.json.encode(read.told.document), media_type=LINKED_DATA)


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
    get_as(
        LINKED_DATA,
        {"type": "object", "description": TOLD},
        "/v1/customers/{customer_id}/consents/{consent_id}/receipt",
        consent.find_receipt,
        _document,
    ),
    # The same each time: nothing is made that could be found again.
    post("/v1/customers/{customer_id}/message-links", consent.make_link, HTTPStatus.OK),
)
