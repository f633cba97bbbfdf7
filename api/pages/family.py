"""What all pages have in common: their head, their languages, what browsers may do."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.pages.markup import Markup, element
from domain.tenants import Language

FILES = Path(__file__).parent / "files"
AT = "/pages"

# Everything comes from here and speaks to here, and nobody frames it.
_CLOSED = "base-uri 'none'; frame-ancestors 'none'"
_SELF = "default-src 'none'; connect-src 'self'; img-src 'self' data:"
READ_POLICY = f"{_SELF}; style-src 'self'; form-action 'none'; {_CLOSED}"
FORM_POLICY = f"{_SELF}; style-src 'self'; form-action 'self'; {_CLOSED}"
# Scripts of ours make no HTML of text: `trusted-types 'none'` sees to that.
SCRIPT_POLICY = (
    f"{_SELF}; script-src 'self'; style-src 'self'; form-action 'none'; {_CLOSED};"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
# What customers were written has its styles in place; it is shown in a frame that runs
# nothing, and that alone is made as HTML here.
INBOX_POLICY = (
    f"{_SELF}; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline';"
    f" form-action 'none'; {_CLOSED};"
    " require-trusted-types-for 'script'; trusted-types letter"
)
# GraphiQL writes styles at run time.
GRAPHIQL_POLICY = (
    f"{_SELF}; script-src 'self'; style-src 'self' 'unsafe-inline';"
    f" form-action 'none'; {_CLOSED}"
)

HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

SKIP = {Language.EN: "Skip to the content", Language.NL: "Naar de inhoud"}
# The language that a page is not in, in its own words.
OTHERS = {
    Language.EN: (Language.NL, "Nederlands"),
    Language.NL: (Language.EN, "English"),
}
# What developers look at, in the order of the head of those pages.
PLACES = (
    ("/reference", "Reference"),
    ("/graphiql", "GraphiQL"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its language, title and content, and what it loads besides.

    Without `head`, it has no place among others, and no way to them.
    """

    title: str
    content: Markup
    language: Language = Language.EN
    head: Markup | None = None
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    look: str = ""


def written(page: Page) -> str:
    """Return a page as HTML."""
    links = (_style(f"{AT}/{each}") for each in ("family.css", *page.styles))
    scripts = (
        *(element("script", defer="", src=f"{AT}/{each}") for each in page.scripts),
        *(
            element("script", type="module", src=f"{AT}/{each}")
            for each in page.modules
        ),
    )
    head = element(
        "head",
        *preamble(page.title),
        element("link", rel="icon", href="data:,"),
        *links,
        *scripts,
    )
    skip = element("a", SKIP[page.language], href="#content", class_="skip")
    body = element("body", skip, page.head or Markup(), page.content, class_=page.look)
    return f"<!doctype html>\n{element('html', head, body, lang=page.language)}"


def preamble(title: str) -> tuple[Markup, ...]:
    """Return what every page says of itself first."""
    return (
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
    )


def answer(page: Page, policy: str, status: int = 200) -> HTMLResponse:
    """Return a page as an answer, with what its browser may do."""
    headers = {**HEADERS, "Content-Security-Policy": policy, "Vary": "Accept-Language"}
    return HTMLResponse(written(page), status, headers)


def for_developers(current: str) -> Markup:
    """Return the head of what developers look at."""
    links = (element("li", _link(path, name, current)) for path, name in PLACES)
    return element(
        "header",
        element("a", "Stamgast", href="/", class_="brand"),
        element("nav", element("ul", *links), aria_label="Pages"),
        class_="top",
    )


def for_customers(language: Language, shop: str = "") -> Markup:
    """Return the head of what customers of a shop look at: its name, and languages."""
    other, name = OTHERS[language]
    link = element("a", name, href=f"?lang={other}", lang=other, hreflang=other)
    return element(
        "header",
        element("span", shop, class_="brand", id="shop"),
        element("ul", element("li", link)),
        class_="top",
    )


def content(*children: str, look: str = "page") -> Markup:
    """Return what a page is about."""
    return element("main", *children, id="content", class_=look, tabindex="-1")


def language(request: Request) -> Language:
    """Return the language for who asks: as the address says, or else their browser."""
    ours = {str(each): each for each in Language}
    named = ours.get(request.query_params.get("lang", ""))
    if named is not None:
        return named
    wished = request.headers.get("accept-language", "").lower().split(",")
    ranked = sorted(map(_rank, wished), key=lambda one: -one[1])
    known = (ours[tag] for tag, weight in ranked if tag in ours and weight > 0)
    return next(known, Language.EN)


def style(*names: str) -> str:
    """Return styles in one, for a page that needs nothing besides itself."""
    return "\n".join((FILES / name).read_text() for name in names)


def digest(text: str) -> str:
    """Return how a policy names a style or a script that stands in the page."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _rank(wished: str) -> tuple[str, float]:
    """Return a language and how much it is wished (RFC 9110, section 12.5.4)."""
    tag, _, weight = wished.strip().partition(";q=")
    try:
        return tag.partition("-")[0], float(weight or 1)
    except ValueError:
        return tag, 0.0


def _style(href: str) -> Markup:
    return element("link", rel="stylesheet", href=href)


def _link(path: str, name: str, current: str) -> Markup:
    here = {"aria_current": "page"} if path == current else {}
    return element("a", name, href=path, **here)
