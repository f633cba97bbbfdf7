"""Pages for customers of a shop, which speak to the API as those customers."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.pages import family
from api.pages.family import Page
from api.pages.markup import element


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page is called, and what it is for."""

    title: str
    lead: str


WORDS: Mapping[str, Mapping[str, Words]] = {
    "preferences": {
        "en": Words(
            title="Your preferences",
            lead="You decide what we may use your data for. Each choice is saved at"
            " once, and you can change it whenever you like.",
        ),
        "nl": Words(
            title="Je voorkeuren",
            lead="Jij bepaalt waarvoor we je gegevens mogen gebruiken. Elke keuze wordt"
            " meteen bewaard, en je kunt haar altijd veranderen.",
        ),
    },
}
LOADING = {"en": "One moment…", "nl": "Een ogenblik…"}
SCRIPTLESS = {
    "en": "This page needs JavaScript. The shop can do all of this for you, too.",
    "nl": "Deze pagina heeft JavaScript nodig. De winkel kan dit ook voor je doen.",
}


def page(name: str, language: str) -> Page:
    """Return a page for customers, before its script has asked anything."""
    words = WORDS[name][language]
    return Page(
        title=words.title,
        language=language,
        head=family.for_customers(language),
        content=family.content(
            element("h1", words.title),
            element("p", words.lead, class_="lead"),
            element("p", role="status", id="told", class_="told"),
            element("noscript", element("p", SCRIPTLESS[language], class_="card")),
            element(
                "div",
                element("p", LOADING[language], class_="note"),
                id="desk",
                aria_busy="true",
            ),
        ),
        modules=(f"{name}.js",),
    )


def _served(name: str) -> BaseRoute:
    async def read(request: Request) -> Response:
        shown = page(name, family.language(request))
        return family.answer(shown, family.SCRIPT_POLICY)

    return Route(f"/{name}", read, name=f"/{name}")


routes = [_served(name) for name in WORDS]
