"""What may be written, and what a moderator is to look at first."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from domain.community.model import ContributionKind, Finding
from domain.community.setting import CommunitySettings
from domain.kernel import FieldError, Malformed

TITLED = {ContributionKind.TOPIC, ContributionKind.IDEA}
QUOTED = {ContributionKind.TESTIMONIAL}
# What a post can be in, or reply to.
ANSWERABLE = {
    ContributionKind.TOPIC,
    ContributionKind.POST,
    ContributionKind.IDEA,
    ContributionKind.REVIEW,
}
# An address that says that it is one, or ends as most do: who forgets the space after a
# full stop means no link.
SCHEME = re.compile(r"(?:https?://|www\.)([^/\s?#:,)]{1,253})", re.IGNORECASE)
ENDS = (
    "com|net|org|info|biz|eu|nl|be|de|fr|uk|ru|cn|io|co|me|app|shop|store|online|site"
    "|xyz|top|link|click"
)
LINK = re.compile(
    rf"\b((?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{ENDS}))(?!\.?[\w-])", re.IGNORECASE
)
EMAIL = re.compile(r"[^\s@]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,20}", re.IGNORECASE)
# Nine digits or more, as telephone numbers and accounts have.
NUMBER = re.compile(r"\+?\d(?:[ ().-]{0,2}\d){8,}")
WORD = re.compile(r"[^\W_]+")
# What a letter is often written as, so that a barred word is not.
DISGUISES = str.maketrans("013457@$!", "oleastasi")


def check(
    kind: ContributionKind, *, title: str | None, rating: int | None
) -> list[FieldError]:
    """Return what is wrong with a title and a rating for what somebody writes."""
    wrong: list[FieldError] = []
    if (kind in TITLED) != (title is not None) and not (
        title is not None and kind is ContributionKind.REVIEW
    ):
        told = "This has a title." if kind in TITLED else "This has no title."
        wrong.append(FieldError(pointer="/title", detail=told))
    if (kind is ContributionKind.REVIEW) != (rating is not None):
        told = "A review has a rating, and nothing else has."
        wrong.append(FieldError(pointer="/rating", detail=told))
    return wrong


def check_new(
    kind: ContributionKind,
    *,
    title: str | None,
    rating: int | None,
    product_id: str | None,
    parent_id: str | None,
) -> None:
    """Refuse what lacks something that its kind has, or has what its kind has not."""
    wrong = check(kind, title=title, rating=rating)
    if kind is ContributionKind.REVIEW and product_id is None:
        wrong.append(FieldError(pointer="/product_id", detail="A review is of one."))
    if (kind is ContributionKind.POST) != (parent_id is not None):
        told = "A post is in something or replies to it, and nothing else is."
        wrong.append(FieldError(pointer="/parent_id", detail=told))
    if wrong:
        raise Malformed(tuple(wrong))


def findings(
    kind: ContributionKind, texts: Iterable[str | None], settings: CommunitySettings
) -> tuple[Finding, ...]:
    """Return why a moderator is to look at something before anybody sees it."""
    text = "\n".join(each for each in texts if each)
    found = {
        Finding.POLICY: kind in settings.held_kinds,
        Finding.LINK: any(not _allowed(e, settings) for e in _hosts(text)),
        Finding.WORD: has_barred(text, settings),
        Finding.CONTACT: bool(EMAIL.search(text) or NUMBER.search(text)),
    }
    return tuple(each for each, is_so in found.items() if is_so)


def has_barred(text: str, settings: CommunitySettings) -> bool:
    """Tell whether there is a barred word, however its letters are disguised."""
    barred = {folded(each) for each in settings.barred_words}
    plain = folded(text)
    disguised = plain.translate(DISGUISES)
    words = {*WORD.findall(plain), *WORD.findall(disguised), *plain.split()}
    return not barred.isdisjoint(words)


def folded(text: str) -> str:
    """Return a text without what makes the same letters differ (NFKC, case)."""
    return unicodedata.normalize("NFKC", text).casefold()


def _hosts(text: str) -> Iterator[str]:
    plain = EMAIL.sub(" ", text)
    for each in (*LINK.finditer(plain), *SCHEME.finditer(plain)):
        yield each.group(1).lower().removeprefix("www.").rstrip(".!")


def _allowed(host: str, settings: CommunitySettings) -> bool:
    return any(
        host == each or host.endswith(f".{each}") for each in settings.allowed_hosts
    )
