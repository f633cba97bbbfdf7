"""Shopify's compliance webhooks: what its merchants must answer for their customers.

https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance. A wrong signature
is 401; whatever is right is taken, 200, also of somebody who is not known here.
"""

from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api import authentication, limits
from api.rest.decoding import read
from domain import privacy, tenants
from domain.kernel import Principal, Scope, TenantId, Unit, ids
from domain.kernel.ids import identifier
from domain.kernel.validation import command
from domain.privacy import Partner, RequestKind

BODY_BYTES_MAX = 256 * 1024
HOOK = "/v1/privacy/shopify/{tenant_id}"
TOPICS = {
    "customers/data_request": RequestKind.ACCESS,
    "customers/redact": RequestKind.ERASURE,
}
SHOP_REDACT = "shop/redact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Whose webhook it is."""

    tenant_id: Annotated[str, identifier("tnt")]


class Customer(msgspec.Struct):
    """A customer as Shopify names them; a guest has an address only."""

    id: Annotated[int, Meta(ge=0)] | None = None
    email: str | None = None


class DataRequest(msgspec.Struct):
    """By which number Shopify knows what a customer asked."""

    id: Annotated[int, Meta(ge=0)]


class Payload(msgspec.Struct):
    """What all three topics say, as far as it is of use here."""

    shop_domain: str
    customer: Customer | None = None
    data_request: DataRequest | None = None


async def take(request: Request) -> Response:
    """Take what Shopify passes on, if it is Shopify."""
    principal = await _principal(request)
    body = await read(request, BODY_BYTES_MAX)
    headers = request.headers
    platform = authentication.platform(request)

    async def source(unit: Unit) -> str:
        await tenants.refuse_unserved(unit)
        signature = headers.get("x-shopify-hmac-sha256", "")
        return await privacy.signed_by_shopify(unit, body, signature)

    named = await platform.perform(source, principal, read_only=True)
    topic = headers.get("x-shopify-topic", "")
    kind = TOPICS.get(topic)
    try:
        told = msgspec.json.decode(body, type=Payload)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return Response(None, HTTPStatus.BAD_REQUEST)
    if topic == SHOP_REDACT:
        left = command({"shop_domain": told.shop_domain}, privacy.AskRedaction)
        await platform.run(privacy.ask_redaction, left, principal)
        return Response(None, HTTPStatus.OK)
    if kind is None or told.customer is None:
        return Response(None, HTTPStatus.BAD_REQUEST)
    # What is kept of a request for years is nothing by which the customer is known.
    number = told.data_request.id if told.data_request else sha256(body).hexdigest()
    asked = _command(kind, named, told.customer, f"{topic}:{number}")
    await platform.run(privacy.take_for_partner, asked, principal)
    return Response(None, HTTPStatus.OK)


def _command(
    kind: RequestKind, source: str, customer: Customer, number: str
) -> privacy.TakeForPartner:
    given: dict[str, Any] = {
        "partner": Partner.SHOPIFY,
        "their_number": number,
        "kind": kind,
        "email": customer.email,
    }
    if customer.id is not None:
        given["customer_id"] = f"external:{source}:{customer.id}"
    return command(given, privacy.TakeForPartner)


async def _principal(request: Request) -> Principal:
    hook = command(dict(request.path_params), Hook)
    tenant = TenantId(ids.decode(hook.tenant_id))
    scopes = frozenset({Scope("privacy:write")})
    principal = Principal(tenant=tenant, scopes=scopes, actor="shopify")
    await limits.spend(request, principal)
    return principal


routes: tuple[BaseRoute, ...] = (Route(HOOK, take, methods=["POST"], name=HOOK),)
