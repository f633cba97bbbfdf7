"""Consent over REST, and receipts, which are documents of others' making."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api import authentication
from api.rest.decoding import decode
from api.rest.routing import Endpoint, Route, caller, get, post, put
from domain import consent

LINKED_DATA = "application/ld+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRoute(Route):
    """Gives a document as it was signed, and nothing around it."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of a document of JSON-LD."""
        told = "A receipt of consent: see the guide to consent."
        document = {"schema": {"type": "object", "description": told}}
        responses: dict[str, Any] = operation["responses"]
        success = responses["200"] | {"content": {LINKED_DATA: document}}
        return operation | {"responses": responses | {"200": success}}

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here."""
        del findable

        async def answered(request: Request) -> Response:
            principal = await caller(request)
            self.use_case.admit(principal)
            asked = await decode(request, consent.FindReceipt, self.body_bytes_max)
            platform = authentication.platform(request)
            told = await platform.run(consent.find_receipt, asked, principal)
            return Response(
                msgspec.json.encode(told.document),
                headers={"Cache-Control": "no-store"},
                media_type=LINKED_DATA,
            )

        return answered


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
    ReceiptRoute(
        method="GET",
        path="/v1/customers/{customer_id}/consents/{consent_id}/receipt",
        use_case=consent.find_receipt,
        status=HTTPStatus.OK,
    ),
    # The same each time: nothing is made that could be found again.
    post("/v1/customers/{customer_id}/message-links", consent.make_link, HTTPStatus.OK),
)
