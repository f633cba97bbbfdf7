"""The first page: what there is to look at."""

from starlette.requests import Request
from starlette.responses import Response

from api.pages import family
from api.pages.markup import Markup, element

PLACES = (
    ("/reference", "API reference", "Every operation of REST, as openapi.json has it."),
    ("/graphiql", "GraphiQL", "Ask the graph, with a key of yours."),
    ("/storefront", "Demo storefront", "A shop with the ten web components."),
    ("/dashboard", "Dashboard", "What a programme gives, owes, and whom it has."),
    ("/problems", "Problems", "Every refusal, by the code that it comes with."),
    (
        "/preferences",
        "Preference centre",
        "For customers: what their data is used for.",
    ),
    ("/privacy", "AVG desk", "For customers: see, correct, take or erase their data."),
)


def _place(href: str, name: str, means: str) -> Markup:
    title = element("h2", element("a", name, href=href))
    return element("li", title, element("p", means), class_="card")


PAGE = family.Page(
    title="Stamgast",
    head=family.for_developers("/"),
    content=family.content(
        element("h1", "Stamgast"),
        element(
            "p",
            "Loyalty for web shops, over REST and GraphQL. The link with which"
            " “make up” ends has a key for the demo shops.",
            class_="lead",
        ),
        element("ul", *(_place(*each) for each in PLACES), class_="cards home"),
        look="page wide",
    ),
)


async def read(_: Request) -> Response:
    """Return the first page."""
    return family.answer(PAGE, family.READ_POLICY)
