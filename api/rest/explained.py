"""Problems explained: what the `type` of a problem leads to."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.pages import family
from api.pages.markup import element, prose
from api.refusals import AddressNotFound
from api.rest import problems
from domain.kernel import Refusal

# It is the same for everybody, and changes with a release.
HEADERS = {"Cache-Control": "public, max-age=3600", "Vary": "Accept"}


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
    if not _is_read(request):
        return JSONResponse(said, headers=HEADERS)
    return _shown(_page(code, said))


def _page(code: str, said: dict[str, Any]) -> family.Page:
    facts = {
        "Code": code,
        "Status": str(said["status"]),
        "The same request may succeed later": "yes" if said["retryable"] else "no",
        "Details": said["details"] or "none",
    }
    listed = (
        part
        for name, value in facts.items()
        for part in (element("dt", name), element("dd", element("code", value)))
    )
    return family.Page(
        title=said["title"],
        head=family.for_developers("/problems"),
        content=family.content(
            element("h1", said["title"]),
            prose(said["text"]),
            element("dl", *listed, class_="facts"),
        ),
    )


async def _all(request: Request) -> Response:
    every = [explanation(refusal) for refusal in problems.catalogue().values()]
    if not _is_read(request):
        return JSONResponse({"items": every}, headers=HEADERS)
    listed = (
        element("li", element("a", said["title"], href=said["type"])) for said in every
    )
    page = family.Page(
        title="Problems",
        head=family.for_developers("/problems"),
        content=family.content(element("h1", "Problems"), element("ul", *listed)),
    )
    return _shown(page)


def _is_read(request: Request) -> bool:
    """Tell whether a person asks, by a browser, and no program."""
    return "text/html" in request.headers.get("accept", "")


def _shown(page: family.Page) -> Response:
    response = family.answer(page, family.READ_POLICY)
    response.headers.update(HEADERS)
    return response


routes = [
    Route("/problems", _all, name="/problems"),
    Route("/problems/{code}", _one, name="/problems/{code}"),
]
