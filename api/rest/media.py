"""Answers that are not JSON of ours: documents, lines and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from api import authentication
from api.rest.answering import NO_STORE
from api.rest.decoding import decode
from api.rest.routing import Endpoint, Route, caller
from domain.kernel import Platform, Principal, UseCase

C = TypeVar("C")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[C, R]):
    """Who asked what, and what a use case told them."""

    platform: Platform
    principal: Principal
    asked: C
    told: R


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRoute(Route):
    """Reads at an address, and answers in another media type than JSON."""

    media_type: str
    schema: dict[str, str]
    write: Callable[[Reading[Any, Any]], Response]

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of an answer in this media type."""
        responses: dict[str, Any] = operation["responses"]
        content = {self.media_type: {"schema": self.schema}}
        success = responses["200"] | {"content": content}
        return operation | {"responses": responses | {"200": success}}

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here; what can be refused is refused at the beginning."""
        del findable

        async def answered(request: Request) -> Response:
            principal = await caller(request)
            self.use_case.admit(principal)
            asked = await decode(
                request, self.use_case.command_type, self.body_bytes_max
            )
            platform = authentication.platform(request)
            told = await platform.run(self.use_case, asked, principal)
            response = self.write(
                Reading(platform=platform, principal=principal, asked=asked, told=told)
            )
            response.headers["Cache-Control"] = NO_STORE
            return response

        return answered


def get_as(
    media_type: str,
    schema: dict[str, str],
    path: str,
    use_case: UseCase[C, R],
    write: Callable[[Reading[C, R]], Response],
) -> Route:
    """Read at an address, in a media type, as `write` makes a response of it."""
    assert use_case.read_only, use_case.name
    return MediaRoute(
        method="GET",
        path=path,
        use_case=use_case,
        status=HTTPStatus.OK,
        media_type=media_type,
        schema=schema,
        write=write,
    )
