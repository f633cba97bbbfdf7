"""OpenDSR 2.0 over REST: its own shapes, for systems that speak it already.

https://github.com/opengdpr/OpenDSR, specification 2.0. A controller asks by an API key
with `privacy:write`. Answers are signed by the tenant's key of Ed25519, which is
published as a JSON Web Key Set and not as a certificate. Who speaks OpenGDPR 1.0, as
it was called before, is answered at its routes and with its headers (section 10.1).
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api import authentication
from api.rest.controllers import KINDS, Asked, Named, Ref
from api.rest.decoding import read
from api.rest.routing import Endpoint, caller
from domain import privacy
from domain.kernel import Malformed, Principal, Unit, ids
from domain.kernel.validation import command
from domain.privacy import Partner, PartnerRequest

BODY_BYTES_MAX = 64 * 1024
VERSION, VERSION_BEFORE = "2.0", "1.0"
# Where each version is spoken, and what it calls requests.
ROOTS = {"/opendsr/v2": "requests", "/opengdpr/v1": "opengdpr_requests"}
CERTIFICATE = "/v1/signing-keys"

# How far a request is, and what is said of it besides.
Said: TypeAlias = tuple[PartnerRequest, dict[str, Any]]
Take: TypeAlias = Callable[[Request, Principal], Awaitable[Said]]


async def discover(request: Request) -> Response:
    """Tell what of OpenDSR is spoken here (section 6)."""
    kinds = ("controller_customer_id", "email")
    return Response(
        msgspec.json.encode(
            {
                "api_version": _version(request),
                "supported_identities": [
                    {"identity_type": each, "identity_format": "raw"} for each in kinds
                ],
                "supported_subject_request_types": list(KINDS),
                "processor_certificate": str(request.url.replace(path=CERTIFICATE)),
            }
        ),
        media_type="application/json",
    )


async def _ask(request: Request, principal: Principal) -> Said:
    """Take a request (section 7)."""
    body = await read(request, BODY_BYTES_MAX)
    said = _object(body)
    if _version(request) == VERSION_BEFORE:  # When there was one regulation.
        said = {"regulation": "gdpr", **said}
    take = _command(command(said, Asked), request.url.hostname)
    platform = authentication.platform(request)
    taken = await platform.run(privacy.take_for_partner, take, principal)
    return taken, {
        "received_time": taken.received_at,
        "encoded_request": b64encode(body).decode(),
    }


async def _follow(request: Request, principal: Principal) -> Said:
    """Tell how far a request is (section 8)."""
    find = privacy.FindForPartner(
        partner=Partner.OPENDSR, their_number=_number(request)
    )
    platform = authentication.platform(request)
    found = await platform.run(privacy.find_for_partner, find, principal)
    return found, {
        "request_status": found.progress,
        "api_version": _version(request),
    }


async def _cancel(request: Request, principal: Principal) -> Said:
    """Let a controller ask no longer (section 9)."""
    asked = privacy.CancelForPartner(
        partner=Partner.OPENDSR, their_number=_number(request)
    )
    platform = authentication.platform(request)
    told = await platform.run(privacy.cancel_for_partner, asked, principal)
    return told, {
        "received_time": told.received_at,
        "api_version": _version(request),
    }


def _answered(status: HTTPStatus, take: Take) -> Endpoint:
    """Return what lets in whoever has a key, and answers them as OpenDSR does."""

    async def answered(request: Request) -> Response:
        principal = await caller(request)
        try:
            told, said = await take(request, principal)
        except Malformed as refused:
            return _wrong(refused)
        return await _signed(request, principal, status, _common(principal, told, said))

    return answered


def _version(request: Request) -> str:
    return VERSION if request.url.path.startswith("/opendsr/") else VERSION_BEFORE


def _number(request: Request) -> str:
    return command(dict(request.path_params), Named).subject_request_id


def _object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _command(asked: Asked, domain: str | None) -> privacy.TakeForPartner:
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
        callbacks=asked.status_callback_urls,
        domain=domain or "localhost",
    )


def _common(
    principal: Principal, told: PartnerRequest, said: dict[str, Any]
) -> dict[str, Any]:
    return {
        "controller_id": ids.encode("tnt", principal.tenant),
        "expected_completion_time": told.due_at,
        "subject_request_id": told.their_number,
        **said,
    }


async def _signed(
    request: Request, principal: Principal, status: HTTPStatus, said: dict[str, Any]
) -> Response:
    """Answer, with a signature of the SHA-256 digest of the body."""
    body = msgspec.json.encode(said)

    async def attested(unit: Unit) -> dict[str, str]:
        return await privacy.attested(unit, request.url.hostname or "", body)

    signed = await authentication.platform(request).perform(attested, principal)
    headers = {"Cache-Control": "no-store", **signed}
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


def _routes(root: str, noun: str) -> tuple[BaseRoute, ...]:
    discovery, every = f"{root}/discovery", f"{root}/{noun}"
    one = f"{every}/{{subject_request_id}}"
    ask = _answered(HTTPStatus.CREATED, _ask)
    follow = _answered(HTTPStatus.OK, _follow)
    cancel = _answered(HTTPStatus.ACCEPTED, _cancel)
    return (
        Route(discovery, discover, methods=["GET"], name=discovery),
        Route(every, ask, methods=["POST"], name=every),
        Route(one, follow, methods=["GET"], name=one),
        Route(one, cancel, methods=["DELETE"], name=f"{one} DELETE"),
    )


routes: tuple[BaseRoute, ...] = tuple(
    route for root, noun in ROOTS.items() for route in _routes(root, noun)
)
