"""From a result to a response: its body, its version, and where the rest is."""

from hashlib import blake2b
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.kernel import Page

# Of what a caller may see, nobody else may keep a copy; with a version, the caller may,
# if they ask each time whether it is still the latest.
NO_STORE = "no-store"
TAG_BYTES = 16
# What was only begun is looked at again after a while; news of its end comes by itself.
LOOK_AGAIN_S = 2
ASK_EACH_TIME = "private, no-cache"


def answer(
    request: Request, result: Any, status: HTTPStatus, *, findable: bool
) -> Response:
    """Return a result as the caller of an address meets it."""
    headers = {"Cache-Control": NO_STORE}
    tag = _tag(result)
    if tag is not None:
        headers |= {"Cache-Control": ASK_EACH_TIME, "ETag": tag}
        if request.method in {"GET", "HEAD"} and _is_known(request, tag):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    if findable:
        headers["Location"] = f"{request.url.path}/{result.id}"
        if status is HTTPStatus.ACCEPTED:
            headers["Retry-After"] = str(LOOK_AGAIN_S)
    if isinstance(result, Page) and result.next is not None:
        headers["Link"] = f'<{_following(request, result.next)}>; rel="next"'
    if result is None:
        return Response(None, HTTPStatus.NO_CONTENT, headers)
    body = msgspec.json.encode(result)
    return Response(body, status, headers, media_type="application/json")


def answer_by_content(request: Request, result: Any) -> Response:
    """Return a result that has no version; what it says is its validator."""
    body = msgspec.json.encode(result)
    tag = tag_of(body)
    headers = {"Cache-Control": ASK_EACH_TIME, "ETag": tag}
    if _is_known(request, tag):
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    return Response(body, HTTPStatus.OK, headers, media_type="application/json")


def tag_of(body: bytes) -> str:
    """Return the strong validator of what has none but what it says."""
    return f'"{blake2b(body, digest_size=TAG_BYTES).hexdigest()}"'


def _tag(result: Any) -> str | None:
    """Return the strong validator of what has versions."""
    version = getattr(result, "version", None)
    return f'"{version}"' if isinstance(version, int) else None


def _is_known(request: Request, tag: str) -> bool:
    """Tell whether the caller has this version (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    tags = [each.strip().removeprefix("W/") for each in known.split(",")]
    return "*" in tags or tag in tags


def _following(request: Request, cursor: str) -> str:
    """Return the address of the next page: this one's, but after its last row."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', cursor)])}"
