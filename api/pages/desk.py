"""Pages whose scripts speak to the API, as customers of a shop or with a key of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.pages import family
from api.pages.family import Page
from api.pages.markup import Markup, element
from domain import documents
from domain.tenants import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page is called, and what it is for."""

    title: str
    lead: str


WORDS: Mapping[str, Mapping[Language, Words]] = {
    "preferences": {
        Language.EN: Words(
            title="Your preferences",
            lead="You decide what we may use your data for. Each choice is saved at"
            " once, and you can change it whenever you like.",
        ),
        Language.NL: Words(
            title="Je voorkeuren",
            lead="Jij bepaalt waarvoor we je gegevens mogen gebruiken. Elke keuze wordt"
            " meteen bewaard, en je kunt haar altijd veranderen.",
        ),
    },
    "privacy": {
        Language.EN: Words(
            title="Your data",
            lead="See what is known of you, have it corrected, take it with you, or"
            " have it erased. It is free, and you get an answer within a month.",
        ),
        Language.NL: Words(
            title="Je gegevens",
            lead="Zie wat er over je bekend is, laat het verbeteren, neem het mee of"
            " laat het wissen. Het is gratis, en binnen een maand krijg je antwoord.",
        ),
    },
}
WORDS_OF_INBOX = {
    Language.EN: Words(
        title="Inbox",
        lead="What the platform wrote to customers. Without SMTP_URL nothing is sent,"
        " and all of it can be read here.",
    ),
    Language.NL: Words(
        title="Postvak",
        lead="Wat het platform aan klanten schreef. Zonder SMTP_URL wordt er niets"
        " verstuurd, en is alles hier te lezen.",
    ),
}
WORDS_OF_STOREFRONT = {
    Language.EN: Words(
        title="A shop with Stamgast",
        lead="All that is yours here is web components, which any page can have. The"
        " page is your server, too: it asks for a token, and sends what is bought.",
    ),
    Language.NL: Words(
        title="Een winkel met Stamgast",
        lead="Alles wat hier van jou is, zijn webcomponenten die elke pagina kan"
        " hebben. De pagina is ook je server: ze vraagt een token en stuurt wat je"
        " koopt.",
    ),
}
WORDS_OF_DASHBOARD = {
    Language.EN: Words(
        title="The programme",
        lead="What it gives, what it owes, and whom it has.",
    ),
    Language.NL: Words(
        title="Het programma",
        lead="Wat het geeft, wat het schuldig is en wie het heeft.",
    ),
}
# What the dashboard asks of the graph: there, what nobody has looked at is no error.
TERMS = """\
query Terms {
  fairnessAudit {
    asOf fair
    checks { check lookedAt differing }
    lifeCycles { lifeCycle customers price }
  }
}
"""
TERMS_NAME = documents.name_of(TERMS)
LOADING = {Language.EN: "One moment…", Language.NL: "Een ogenblik…"}
SCRIPTLESS = {
    Language.EN: "This page needs JavaScript. The shop can do all of this for you,"
    " too.",
    Language.NL: "Deze pagina heeft JavaScript nodig. De winkel kan dit ook voor je"
    " doen.",
}


def page(name: str, language: Language) -> Page:
    """Return a page for customers, before its script has asked anything."""
    words = WORDS[name][language]
    return Page(
        title=words.title,
        language=language,
        head=family.for_customers(language),
        content=family.content(*_opening(words, language)),
        modules=(f"{name}.js",),
    )


def storefront(language: Language) -> Page:
    """Return a shop to try the web components in, before its script has asked."""
    words = WORDS_OF_STOREFRONT[language]
    return Page(
        title=words.title,
        language=language,
        head=family.for_customers(language),
        content=family.content(*_opening(words, language), look="page wide"),
        styles=("storefront.css",),
        modules=("storefront.js",),
    )


def dashboard(language: Language) -> Page:
    """Return the dashboard of a programme, before its script has asked."""
    words = WORDS_OF_DASHBOARD[language]
    return Page(
        title=words.title,
        language=language,
        head=family.for_customers(language),
        content=family.content(
            *_opening(words, language, data_terms=TERMS_NAME), look="page wide"
        ),
        styles=("plots.css", "dashboard.css"),
        modules=("dashboard.js",),
    )


def inbox(language: Language) -> Page:
    """Return the development inbox, before its script has asked."""
    words = WORDS_OF_INBOX[language]
    return Page(
        title=words.title,
        language=language,
        head=family.for_developers("/inbox"),
        content=family.content(*_opening(words, language)),
        modules=("inbox.js",),
    )


def _opening(words: Words, language: Language, **desk: str) -> Iterable[Markup]:
    yield element("h1", words.title)
    yield element("p", words.lead, class_="lead")
    yield element("p", role="status", id="told", class_="told")
    yield element("noscript", element("p", SCRIPTLESS[language], class_="card"))
    loading = element("p", LOADING[language], class_="note")
    yield element("div", loading, id="desk", aria_busy="true", **desk)


def _served(
    path: str, made: Callable[[Language], Page], policy: str = family.SCRIPT_POLICY
) -> BaseRoute:
    async def read(request: Request) -> Response:
        return family.answer(made(family.language(request)), policy)

    return Route(path, read, name=path)


routes = [
    *(_served(f"/{name}", partial(page, name)) for name in WORDS),
    _served("/storefront", storefront),
    _served("/dashboard", dashboard),
]
# Only where mails are kept to be read, as there is no server to hand them to.
routes_in_development = [_served("/inbox", inbox, family.INBOX_POLICY)]
