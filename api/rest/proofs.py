"""Proofs over REST, and the one answer that is sent piece by piece: the export."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api import authentication
from api.rest.decoding import decode
from api.rest.routing import Endpoint, Route, caller, get, post
from domain import proofs, signing
from domain.kernel import Platform, Principal
from domain.proofs import Exported, ExportSome

NDJSON = "application/x-ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoute(Route):
    """Sends lines as they are read, a part of them in each unit."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of an answer of lines."""
        told = "A line of JSON for each thing: see the guide to proofs."
        lines = {"schema": {"type": "string", "description": told}}
        responses: dict[str, Any] = operation["responses"]
        success = responses["200"] | {"content": {NDJSON: lines}}
        return operation | {"responses": responses | {"200": success}}

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here; what can be refused is refused at the beginning."""
        del findable

        async def answered(request: Request) -> Response:
            principal = await caller(request)
            self.use_case.admit(principal)
            asked = await decode(request, ExportSome, self.body_bytes_max)
            platform = authentication.platform(request)
            first = await platform.run(proofs.export, asked, principal)
            headers = {"Cache-Control": "no-store"}
            rest = _lines(platform, principal, asked, first)
            return StreamingResponse(rest, headers=headers, media_type=NDJSON)

        return answered


async def _lines(
    platform: Platform, principal: Principal, asked: ExportSome, first: Exported
) -> AsyncIterator[bytes]:
    part = first
    yield b"".join(part.lines)
    while part.done < part.until:
        following = replace(asked, after=part.done, until=part.until)
        part = await platform.run(proofs.export, following, principal)
        yield b"".join(part.lines)


routes = (
    get("/v1/ledger/transfers/{transfer_id}/proof", proofs.prove),
    get("/v1/ledger/heads", proofs.list_heads),
    post("/v1/ledger/heads", proofs.sign),
    get("/v1/ledger/keys", signing.list_signing_keys),
    post("/v1/ledger/keys", signing.rotate_signing_key),
    get("/v1/signing-keys", signing.list_public_keys),
    ExportRoute(
        method="GET",
        path="/v1/ledger/export",
        use_case=proofs.export,
        status=HTTPStatus.OK,
    ),
)
