"""Proofs over REST, and the one answer that is sent piece by piece: the export."""

from collections.abc import AsyncIterator
from dataclasses import replace

from starlette.responses import Response, StreamingResponse

from api.rest.media import Reading, get_as
from api.rest.routing import get, post
from domain import proofs, signing
from domain.proofs import Exported, ExportSome

NDJSON = "application/x-ndjson"
TOLD = "A line of JSON for each thing: see the guide to proofs."


def _sent(read: Reading[ExportSome, Exported]) -> Response:
    """Send lines as they are read, a part of them in each unit."""
    return StreamingResponse(_lines(read), media_type=NDJSON)


async def _lines(read: Reading[ExportSome, Exported]) -> AsyncIterator[bytes]:
    part = read.told
    yield b"".join(part.lines)
    while part.done < part.until:
        following = replace(read.asked, after=part.done, until=part.until)
        part = await read.platform.run(proofs.export, following, read.principal)
        yield b"".join(part.lines)


routes = (
    get("/v1/ledger/transfers/{transfer_id}/proof", proofs.prove),
    get("/v1/ledger/heads", proofs.list_heads),
    post("/v1/ledger/heads", proofs.sign),
    get("/v1/ledger/keys", signing.list_signing_keys),
    post("/v1/ledger/keys", signing.rotate_signing_key),
    get("/v1/signing-keys", signing.list_public_keys),
    get_as(
        NDJSON,
        {"type": "string", "description": TOLD},
        "/v1/ledger/export",
        proofs.export,
        _sent,
    ),
)
