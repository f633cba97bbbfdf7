"""Problems explained: what the `type` of a problem leads to."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from api.refusals import AddressNotFound
from api.rest import problems
from domain.kernel import Refusal

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>{text}</p>
<dl>
<dt>Code</dt><dd><code>{code}</code></dd>
<dt>Status</dt><dd>{status}</dd>
<dt>The same request may succeed later</dt><dd>{retryable}</dd>
<dt>Details</dt><dd>{details}</dd>
</dl>
</html>
"""
# It is the same for everybody, and changes with a release.
HEADERS = {"Cache-Control": "public, max-age=3600"}


def explanation(refusal: type[Refusal]) -> dict[str, Any]:
    """Return all that can be said of a refusal before it happens."""
    status = problems.status(refusal)
    return {
        "type": f"/problems/{refusal.code()}",
        "title": refusal.title(),
        "status": status.value,
        "retryable": refusal.retryable,
        "details": ", ".join(problems.details(refusal)),
        "text": refusal.explanation(),
    }


async def _one(request: Request) -> Response:
    code = request.path_params["code"]
    refusal = problems.catalogue().get(code)
    if refusal is None:
        raise AddressNotFound
    said = explanation(refusal)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(said, headers=HEADERS)
    words = {name: escape(str(value)) for name, value in said.items()}
    return HTMLResponse(PAGE.format(code=escape(code), **words), headers=HEADERS)


async def _all(_: Request) -> Response:
    every = [explanation(refusal) for refusal in problems.catalogue().values()]
    return JSONResponse({"items": every}, headers=HEADERS)


routes = [
    Route("/problems", _all, name="/problems"),
    Route("/problems/{code}", _one, name="/problems/{code}"),
]
