"""OpenDSR 2.0 over REST: its own shapes, for systems that speak it already.

https://github.com/opengdpr/OpenDSR, specification 2.0. A controller asks by an API key
with `privacy:write`. Answers are signed by the tenant's key of Ed25519, which is
published as a JSON Web Key Set and not as a certificate.
"""

from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api import authentication
from api.rest.controllers import KINDS, Asked, Named, Ref
from api.rest.decoding import read
from api.rest.routing import caller
from domain import privacy, signing
from domain.kernel import Malformed, Principal, Unit, ids
from domain.kernel.validation import command
from domain.privacy import Partner, PartnerRequest

BODY_BYTES_MAX = 64 * 1024
VERSION = "2.0"
ROOT = "/opendsr/v2"
ONE = f"{ROOT}/requests/{{subject_request_id}}"


async def discover(request: Request) -> Response:
    """Tell what of OpenDSR is spoken here (section 6)."""
    kinds = ("controller_customer_id", "email")
    return Response(
        msgspec.json.encode(
            {
                "api_version": VERSION,
                "supported_identities": [
                    {"identity_type": each, "identity_format": "raw"} for each in kinds
                ],
                "supported_subject_request_types": list(KINDS),
                "processor_certificate": str(request.url.replace(path=CERTIFICATE)),
            }
        ),
        media_type="application/json",
    )


async def ask(request: Request) -> Response:
    """Take a request (section 7)."""
    principal = await caller(request)
    body = await read(request, BODY_BYTES_MAX)
    try:
        asked = command(_object(body), Asked)
        take = _command(asked)
    except Malformed as refused:
        return _wrong(refused)
    taken = await authentication.platform(request).run(
        privacy.take_for_partner, take, principal
    )
    said = _common(principal, taken) | {
        "received_time": taken.received_at,
        "encoded_request": b64encode(body).decode(),
    }
    return await _signed(request, principal, HTTPStatus.CREATED, said)


async def follow(request: Request) -> Response:
    """Tell how far a request is (section 8)."""
    principal = await caller(request)
    try:
        named = command(dict(request.path_params), Named)
    except Malformed as refused:
        return _wrong(refused)
    find = privacy.FindForPartner(
        partner=Partner.OPENDSR, their_number=named.subject_request_id
    )
    told = await authentication.platform(request).run(
        privacy.find_for_partner, find, principal
    )
    said = _common(principal, told) | {
        "request_status": told.progress,
        "api_version": VERSION,
    }
    return await _signed(request, principal, HTTPStatus.OK, said)


async def cancel(request: Request) -> Response:
    """Let a controller ask no longer (section 9)."""
    principal = await caller(request)
    try:
        named = command(dict(request.path_params), Named)
    except Malformed as refused:
        return _wrong(refused)
    asked = privacy.CancelForPartner(
        partner=Partner.OPENDSR, their_number=named.subject_request_id
    )
    told = await authentication.platform(request).run(
        privacy.cancel_for_partner, asked, principal
    )
    said = _common(principal, told) | {
        "received_time": told.received_at,
        "api_version": VERSION,
    }
    return await _signed(request, principal, HTTPStatus.ACCEPTED, said)


def _object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _command(asked: Asked) -> privacy.TakeForPartner:
    named = {
        each.identity_type: each.identity_value for each in asked.subject_identities
    }
    own = named.get("controller_customer_id")
    ref = own
    if own is not None and not own.startswith(("cus_", "external:")):
        ref = f"external:shop:{own}"
    if ref is not None:
        ref = command({"customer_id": ref}, Ref).customer_id
    return privacy.TakeForPartner(
        partner=Partner.OPENDSR,
        their_number=asked.subject_request_id,
        kind=KINDS[asked.subject_request_type],
        customer_id=ref,
        email=named.get("email"),
    )


def _common(principal: Principal, told: PartnerRequest) -> dict[str, Any]:
    return {
        "controller_id": ids.encode("tnt", principal.tenant),
        "expected_completion_time": told.due_at,
        "subject_request_id": told.their_number,
    }


async def _signed(
    request: Request, principal: Principal, status: HTTPStatus, said: dict[str, Any]
) -> Response:
    """Answer, with a signature of the SHA-256 digest of the body."""
    body = msgspec.json.encode(said)

    async def sign(unit: Unit) -> bytes:
        return (await signing.signer(unit)).sign(sha256(body).digest())

    signature = await authentication.platform(request).perform(sign, principal)
    headers = {
        "Cache-Control": "no-store",
        "X-OpenDSR-Processor-Domain": request.url.hostname or "",
        "X-OpenDSR-Signature": b64encode(signature).decode(),
    }
    return Response(body, status, headers, media_type="application/json")


def _wrong(refused: Malformed) -> Response:
    """Say what is wrong as OpenDSR does (section 7.6)."""
    told = [
        {"domain": "Validation", "reason": each.pointer, "message": each.detail}
        for each in refused.errors
    ]
    message = "The request does not fit its schema."
    error = {"code": 400, "message": message, "errors": told}
    body = msgspec.json.encode({"error": error})
    return Response(body, HTTPStatus.BAD_REQUEST, media_type="application/json")


CERTIFICATE = "/v1/signing-keys"
routes: tuple[BaseRoute, ...] = (
    Route(f"{ROOT}/discovery", discover, methods=["GET"], name=f"{ROOT}/discovery"),
    Route(f"{ROOT}/requests", ask, methods=["POST"], name=f"{ROOT}/requests"),
    Route(ONE, follow, methods=["GET"], name=ONE),
    Route(ONE, cancel, methods=["DELETE"], name=f"{ONE} DELETE"),
)
