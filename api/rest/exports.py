"""Exports over REST: sent piece by piece, each read in a unit of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response, StreamingResponse

from api.rest.media import MediaRoute, Reading
from domain import exports
from domain.exports import ExportFormat, ExportPart, TakeAway

MEDIA_TYPES = {
    ExportFormat.NDJSON: "application/x-ndjson",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}
ROWS = {"type": "string", "description": "A line for each row."}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoute(MediaRoute):
    """Sends rows in the format that was asked for."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of both formats."""
        responses: dict[str, Any] = operation["responses"]
        content = {
            each.partition(";")[0]: {"schema": ROWS} for each in MEDIA_TYPES.values()
        }
        success = responses["200"] | {"content": content}
        return operation | {"responses": responses | {"200": success}}


def _sent(read: Reading[TakeAway, ExportPart]) -> Response:
    media_type = MEDIA_TYPES[read.asked.format]
    return StreamingResponse(_lines(read), media_type=media_type)


async def _lines(read: Reading[TakeAway, ExportPart]) -> AsyncIterator[bytes]:
    part = read.told
    yield part.lines
    while part.last is not None:
        following = replace(read.asked, after=part.last)
        part = await read.platform.run(exports.take_away, following, read.principal)
        yield part.lines


routes = (
    ExportRoute(
        method="GET",
        path="/v1/exports/{kind}",
        use_case=exports.take_away,
        status=HTTPStatus.OK,
        media_type=MEDIA_TYPES[ExportFormat.NDJSON],
        schema=ROWS,
        write=_sent,
    ),
)
