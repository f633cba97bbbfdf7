"""Where links in messages lead: to say no without signing in, and to read why.

To look changes nothing: programs open links, too. `POST` says no, be it a mail program
by one click (RFC 8058) or somebody who pressed the button of the page.
"""

from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import authentication, limits
from api.pages import family
from api.pages.family import Page
from api.pages.links_words import WORDS, Words
from api.pages.markup import Markup, element, joined
from api.rest.decoding import read
from domain import consent, tenants
from domain.consent import (
    Addressee,
    Consent,
    ConsentEvent,
    ConsentState,
    LinkUnknown,
    Method,
    Notice,
    Objection,
    Purpose,
    Said,
)
from domain.customers import CustomerNotFound
from domain.kernel import Kind, Refusal

BODY_BYTES_MAX = 4_096
# So many of the newest things that somebody said are looked through for why.
SAID_MAX = 100
ALL = "all"


async def unsubscribe(request: Request) -> Response:
    """Show to what a link says no, or say it."""
    words = WORDS[family.language(request)]
    try:
        whose = await _addressee(request)
        purpose = await _purpose(request, whose)
        if request.method == "POST":
            return await _refuse(request, whose, purpose, words)
        held = await _held(request, whose)
    except Refusal as refusal:
        return _lost(words, refusal)
    shop = await _shop(request, whose)
    off = not consent.permits(purpose, held)
    body = (
        element("p", words.is_off if off else words.about, class_="lead"),
        *([] if off else [_button(words, purpose, whose)]),
        _button_for_all(words),
        _more(words, request, "why"),
    )
    return _answer(words, shop, _title(words, purpose, whose), body)


async def why(request: Request) -> Response:
    """Show why somebody gets what carries this link."""
    words = WORDS[family.language(request)]
    try:
        whose = await _addressee(request)
        purpose = await _purpose(request, whose)
        held = await _held(request, whose)
        said = await _said(request, whose, held)
        notice = await _notice(request, whose, purpose, held)
    except Refusal as refusal:
        return _lost(words, refusal)
    shop = await _shop(request, whose)
    name = getattr(purpose.name, words.language)
    body: list[Markup] = [element("p", words.bases[purpose.basis].format(name=name))]
    if held is not None:
        body.append(element("p", words.since(held, said)))
    if notice is not None:
        body += [
            element("h2", words.notice.format(version=notice.version)),
            element("p", getattr(notice.text, words.language), class_="says"),
        ]
    body.append(_more(words, request, "u"))
    return _answer(words, shop, words.why, body)


async def _refuse(
    request: Request, whose: Addressee, purpose: Purpose, words: Words
) -> Response:
    """Say no for the holder of a link; who is nobody any more, has it already."""
    form = parse_qs((await read(request, BODY_BYTES_MAX)).decode(errors="replace"))
    platform = authentication.platform(request)
    everything = form.get("scope") == [ALL]
    try:
        if everything:
            objection = consent.Object(
                customer_id=whose.customer_id,
                objection=Objection.MARKETING,
                method=Method.ONE_CLICK,
            )
            await platform.run(consent.object_to, objection, whose.principal)
        else:
            said = Said(
                purpose=purpose.purpose,
                channel=whose.channel,
                state=ConsentState.WITHDRAWN,
                method=Method.ONE_CLICK,
            )
            change = consent.SetConsents(
                customer_id=whose.customer_id, consents=(said,)
            )
            await platform.run(consent.set_consents, change, whose.principal)
    except CustomerNotFound:
        pass
    shop = await _shop(request, whose)
    told = words.all_off if everything else words.done
    body = (element("p", told, class_="lead"), element("p", words.again))
    return _answer(words, shop, words.thanks, body)


async def _addressee(request: Request) -> Addressee:
    platform = authentication.platform(request)
    whose = consent.addressee(platform.vault, request.path_params["token"])
    await limits.spend(request, whose.principal)
    return whose


async def _purpose(request: Request, whose: Addressee) -> Purpose:
    platform = authentication.platform(request)
    asked = consent.ListPurposes()
    told = await platform.run(consent.list_purposes, asked, whose.principal)
    found = (each for each in told.purposes if each.purpose == whose.purpose)
    purpose = next(found, None)
    if purpose is None:
        raise LinkUnknown
    return purpose


async def _held(request: Request, whose: Addressee) -> Consent | None:
    platform = authentication.platform(request)
    asked = consent.FindConsents(customer_id=whose.customer_id)
    told = await platform.run(consent.find_consents, asked, whose.principal)
    about = (whose.purpose, whose.channel)
    theirs = (each for each in told.consents if (each.purpose, each.channel) == about)
    return next(theirs, None)


async def _said(
    request: Request, whose: Addressee, held: Consent | None
) -> ConsentEvent | None:
    if held is None:
        return None
    platform = authentication.platform(request)
    asked = consent.ListConsentEvents(customer_id=whose.customer_id, limit=SAID_MAX)
    told = await platform.run(consent.list_events, asked, whose.principal)
    return next((each for each in told.items if each.id == held.consent_id), None)


async def _notice(
    request: Request, whose: Addressee, purpose: Purpose, held: Consent | None
) -> Notice | None:
    version = (held and held.notice_version) or purpose.notice_version
    if version is None:
        return None
    platform = authentication.platform(request)
    asked = consent.FindNotice(purpose=purpose.purpose, version=version)
    return await platform.run(consent.find_notice, asked, whose.principal)


async def _shop(request: Request, whose: Addressee) -> str:
    """Return the name of the shop, or nothing if it has no programme."""
    platform = authentication.platform(request)
    try:
        found = await platform.perform(
            tenants.programme, whose.principal, read_only=True
        )
    except tenants.ProgrammeNotFound:
        return ""
    return found.name


def _title(words: Words, purpose: Purpose, whose: Addressee) -> str:
    name = getattr(purpose.name, words.language)
    return words.stop.format(name=name, channel=words.channels[whose.channel])


def _button(words: Words, purpose: Purpose, whose: Addressee) -> Markup:
    name = getattr(purpose.name, words.language)
    label = words.press.format(name=name, channel=words.channels[whose.channel])
    button = element("button", label, type="submit")
    return element("form", button, method="post", class_="card")


def _button_for_all(words: Words) -> Markup:
    every = element("input", type="hidden", name="scope", value=ALL)
    button = element("button", words.press_all, type="submit", class_="plain")
    about = element("p", words.all_about)
    return element("form", about, every, button, method="post", class_="card")


def _more(words: Words, request: Request, place: str) -> Markup:
    href = f"/{place}/{request.path_params['token']}?lang={words.language}"
    return element("p", element("a", words.ways[place], href=href))


def _answer(words: Words, shop: str, title: str, body: Iterable[Markup]) -> Response:
    page = Page(
        title=f"{title} · {shop}" if shop else title,
        language=words.language,
        head=family.for_customers(words.language, shop),
        content=family.content(element("h1", title), joined(body)),
    )
    return _private(family.answer(page, family.FORM_POLICY))


def _lost(words: Words, refusal: Refusal) -> Response:
    if refusal.kind is not Kind.NOT_FOUND:
        raise refusal
    page = Page(
        title=words.lost,
        language=words.language,
        head=family.for_customers(words.language),
        content=family.content(
            element("h1", words.lost), element("p", words.lost_why, class_="lead")
        ),
    )
    return _private(family.answer(page, family.READ_POLICY, status=404))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


routes = [
    Route("/u/{token}", unsubscribe, methods=["GET", "POST"], name="/u/{token}"),
    Route("/why/{token}", why, name="/why/{token}"),
]
