"""Where a mail leads that asks whether it is you who asked: to look changes nothing."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import authentication, limits
from api.pages import family
from api.pages.confirming_words import WORDS
from api.pages.family import Page
from api.pages.markup import Markup, element, joined
from domain import consent
from domain.consent import ConfirmationGone, Confirmer, LinkUnknown, Wanted
from domain.kernel import Refusal, Unit
from domain.tenants import Language

PATH = "/confirm/{token}"


async def confirm(request: Request) -> Response:
    """Show what is to be confirmed, or confirm it."""
    language = family.language(request)
    words = WORDS[language]
    platform = authentication.platform(request)
    try:
        whose = consent.confirmer(platform.vault, request.path_params["token"])
        await limits.spend(request, whose.principal)
        found = await _confirmed(request, whose)
    except (LinkUnknown, ConfirmationGone) as refusal:
        body = (element("p", words.gone_why, class_="lead"),)
        return _page(language, words.gone, body, _status(refusal))
    name = getattr(found.purpose.name, language)
    if found.confirmed or request.method == "POST":
        body = (element("p", words.thanks.format(name=name), class_="lead"),)
        return _page(language, words.done, body, 200)
    button = element("button", words.press, type="submit")
    body = (
        element("p", words.about.format(name=name), class_="lead"),
        element("form", button, method="post", class_="card"),
    )
    return _page(language, words.title, body, 200)


async def _confirmed(request: Request, whose: Confirmer) -> Wanted:
    """Return what is asked, and confirm it if the button was pressed."""
    platform = authentication.platform(request)
    work = consent.confirm if request.method == "POST" else consent.wanted

    async def done(unit: Unit) -> Wanted:
        return await work(unit, whose.consent_id)

    reads = request.method != "POST"
    return await platform.perform(done, whose.principal, read_only=reads)


def _status(refusal: Refusal) -> int:
    return 410 if isinstance(refusal, ConfirmationGone) else 404


def _page(
    language: Language, title: str, body: tuple[Markup, ...], status: int
) -> Response:
    page = Page(
        title=title,
        language=language,
        head=family.for_customers(language),
        content=family.content(element("h1", title), joined(body)),
    )
    response = family.answer(page, family.FORM_POLICY, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


routes = [Route(PATH, confirm, methods=["GET", "POST"], name=PATH)]
