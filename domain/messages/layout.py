"""Layouts: MJML around the blocks of a template, compiled once when it is written.

A layout says how a letter looks, and nothing of anybody: it names no values, so that no
address in it differs by who reads. Only what is known to be harmless is let in.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import css_inline
import mrml

from domain.kernel import FieldError, Malformed

ELEMENTS_MAX, DEPTH_MAX, HTML_MAX, STYLES_MAX = 200, 12, 60_000, 2_000
# Where the blocks go, why somebody gets this with the way to say no, and who writes.
BLOCKS, FOOTER, SENDER = "{{ blocks }}", "{{ footer }}", "{{ sender }}"
PLACES = re.compile(r"\{\{ (blocks|footer|sender) \}\}")
TAGS = frozenset(
    {
        *("mjml", "mj-head", "mj-attributes", "mj-all", "mj-class", "mj-style"),
        *("mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column"),
        *("mj-text", "mj-image", "mj-button", "mj-divider", "mj-spacer"),
        *("a", "b", "br", "em", "i", "p", "span", "strong"),
    }
)
TOLD = frozenset({"mj-text", "b", "em", "i", "p", "span", "strong"})
# Of which `mj-attributes` says how each looks.
STYLED = re.compile(r"^mj-(all|class|text|image|button|divider|spacer|section|column)$")
NAMES = re.compile(
    r"^(align|alt|border|border-[a-z]+|(inner-|container-)?background-color|color"
    r"|css-class|direction|font-(family|size|style|weight)|full-width|height|href"
    r"|(inner-)?padding(-[a-z]+)?|letter-spacing|line-height|mj-class|name|src"
    r"|text-(align|decoration|transform)|title|vertical-align|width)$"
)
VALUE = re.compile(r"^[\w#.,%' -]{0,200}$")
WORDS = re.compile(r"^[^<>\"{}]{0,200}$")
ADDRESS = re.compile(r"^https://[\w./~%?=&#-]{1,190}$")
# Rules of single classes and elements, that load nothing.
STYLE = re.compile(r"^(\s*[\w.-]+(\s+[\w.-]+)?\s*\{[\w\s:;#.,%'!-]*\})*\s*$", re.ASCII)
# By these, what has to be read is hidden.
HIDING = re.compile(
    r"display|visibility|position|opacity|overflow|content", re.IGNORECASE
)
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
# Fonts of others are loaded from others, who learn who reads.
OPTIONS = mrml.RenderOptions(fonts={})


def compiled(said: str) -> str:
    """Return a layout as HTML with styles in place, or refuse what it must not say."""
    problem = next(_problems(said), None)
    if problem is None:
        try:
            html = INLINER.inline(mrml.to_html(said, render_options=OPTIONS).content)
        except (OSError, css_inline.InlineError) as error:
            problem = str(error)[:200]
        else:
            if len(html) <= HTML_MAX:
                return html
            problem = "What it makes is too long."
    raise Malformed((FieldError(pointer="/layout", detail=problem),))


def _problems(said: str) -> Iterator[str]:
    """Tell what is wrong with a layout."""
    if "<!" in said or "<?" in said or "&#" in said:
        yield "It has comments, declarations or numbered characters."
        return
    try:
        root = ET.fromstring(said)  # noqa: S314 - it declares no entities
    except ET.ParseError as error:
        yield f"It is no XML: {error}."
        return
    if root.tag != "mjml":
        yield "It is no MJML."
    yield from _misplaced(said)
    yield from _strange(root)


def _misplaced(said: str) -> Iterator[str]:
    for place in (BLOCKS, FOOTER):
        if said.count(place) != 1:
            yield f"It has `{place}` once."
    rest = PLACES.sub("", re.sub(r"<mj-style>[^<]*</mj-style>", "", said))
    if "{" in rest or "}" in rest:
        yield "It names nothing but `blocks`, `footer` and `sender`."


def _strange(root: Element) -> Iterator[str]:
    """Tell which elements and attributes are not let in."""
    styles = 0
    for number, (element, parent, depth) in enumerate(_walked(root)):
        if number >= ELEMENTS_MAX or depth > DEPTH_MAX:
            yield "It has too many elements, or too deep ones."
            return
        tag = element.tag
        if tag not in TAGS and not (parent == "mj-attributes" and STYLED.match(tag)):
            yield f"There is no `{tag}` here."
        for name, value in element.items():
            if not _is_fit(name, value):
                yield f"The `{name}` of `{tag}` is not let in."
        if tag == "mj-style":
            styles += len(element.text or "")
            if styles > STYLES_MAX or not _is_plain(element.text or ""):
                yield "A style has rules of two names at most, and hides nothing."
        elif any(PLACES.search(said) for said in _texts(element)) and tag not in TOLD:
            yield "What is filled in stands in an `mj-text`."


def _walked(root: Element) -> Iterator[tuple[Element, str, int]]:
    """Give each element, what it is in, and how deep."""
    waiting = [(root, "", 1)]
    while waiting:
        element, parent, depth = waiting.pop()
        yield element, parent, depth
        waiting += ((each, element.tag, depth + 1) for each in element)


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield from (each.tail or "" for each in element)


def _is_plain(style: str) -> bool:
    return bool(STYLE.match(style)) and not HIDING.search(style)


def _is_fit(name: str, value: str) -> bool:
    if not NAMES.match(name):
        return False
    match name:
        case "href" | "src":
            return ADDRESS.match(value) is not None
        case "alt" | "title":
            return WORDS.match(value) is not None
        case _:
            return VALUE.match(value) is not None
