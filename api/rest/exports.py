"""Exports over REST: sent piece by piece, each read in a unit of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response, StreamingResponse

from api.rest.media import MediaRoute, Reading
from api.rest.routing import Route, get
from domain import exports, imports
from domain.exports import ExportFormat
from domain.kernel import UseCase

MEDIA_TYPES = {
    ExportFormat.NDJSON: "application/x-ndjson",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}
ROWS = {"type": "string", "description": "A line for each row."}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesRoute(MediaRoute):
    """Sends rows in the format that was asked for."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of both formats."""
        responses: dict[str, Any] = operation["responses"]
        content = {
            each.partition(";")[0]: {"schema": ROWS} for each in MEDIA_TYPES.values()
        }
        success = responses["200"] | {"content": content}
        return operation | {"responses": responses | {"200": success}}


def lines_of(path: str, use_case: UseCase[Any, Any]) -> Route:
    """Send lines at an address, part by part, each after the last one's last row."""

    async def lines(read: Reading[Any, Any]) -> AsyncIterator[bytes]:
        part = read.told
        yield part.lines
        while part.last is not None:
            following = replace(read.asked, after=part.last)
            part = await read.platform.run(use_case, following, read.principal)
            yield part.lines

    def sent(read: Reading[Any, Any]) -> Response:
        media_type = MEDIA_TYPES[read.asked.format]
        return StreamingResponse(lines(read), media_type=media_type)

    return LinesRoute(
        method="GET",
        path=path,
        use_case=use_case,
        status=HTTPStatus.OK,
        media_type=MEDIA_TYPES[ExportFormat.NDJSON],
        schema=ROWS,
        write=sent,
    )


routes = (
    lines_of("/v1/exports/{kind}", exports.take_away),
    get("/v1/exports/{kind}/progress", exports.find_progress),
    lines_of("/v1/imports/{import_id}/error-file", imports.error_file),
)
