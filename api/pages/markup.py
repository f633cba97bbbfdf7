"""HTML, made of elements: text is escaped unless it is markup already."""

import re
from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Markup(str):
    """Text that is HTML."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str) -> Markup:
    """Return an element; `class_` is its class."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Return parts one after the other."""
    return Markup("".join(map(_safe, children)))


def prose(text: str) -> Markup:
    """Return paragraphs, lists and `code`, as descriptions of operations use them."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return joined(_block(block) for block in blocks if block)


def inline(text: str) -> Markup:
    """Return a line of text with its `code`."""
    pieces = re.split(r"`([^`]+)`", text)
    return joined(
        element("code", piece) if place % 2 else piece
        for place, piece in enumerate(pieces)
    )


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return element("ul", *(element("li", inline(line[2:])) for line in lines))
    return element("p", inline(" ".join(lines)))


def _safe(text: str) -> str:
    return text if isinstance(text, Markup) else escape(text)
