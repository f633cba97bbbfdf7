"""Letters: what blocks become as HTML that mail programs show, and as plain text.

Mail programs know tables and styles in place, and narrow screens; little else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
INK, SOFT, LINE, ACCENT, PAPER = "#1c1c1a", "#5f5e59", "#e4e2da", "#0b6e4f", "#f6f5f1"
CELL = f"padding:12px 24px;{FONT};font-size:16px;line-height:1.5;color:{INK}"


@dataclass(frozen=True, slots=True)
class Text:
    """Something said; empty lines part paragraphs."""

    said: str


@dataclass(frozen=True, slots=True)
class Points:
    """What a customer has, at the top."""

    amount: str
    name: str
    tier: str | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How far it is to something, in percent, and what that is called."""

    percent: int
    said: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something to buy, and why it is shown."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Products:
    """Some things to buy."""

    products: Sequence[Product]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do, and where."""

    said: str
    url: str


Part = Text | Points | Bar | Products | Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Why somebody gets a letter, and where they read more or say no."""

    sender: str
    why: str
    more: tuple[str, str] | None
    unsubscribe: tuple[str, str] | None


def html(language: str, parts: Sequence[Part], footer: Footer) -> str:
    """Return a letter as HTML; what was said is text in it, whatever it says."""
    rows = "".join(f'<tr><td style="{CELL}">{_html(each)}</td></tr>' for each in parts)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'</head><body style="margin:0;background:{PAPER}">'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
        f' style="background:{PAPER}"><tr><td align="center" style="padding:16px 8px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
        f' style="max-width:600px;background:#ffffff;border:1px solid {LINE};'
        'border-radius:8px">'
        f'<tr><td style="{CELL};font-weight:600;border-bottom:1px solid {LINE}">'
        f"{escape(footer.sender)}</td></tr>{rows}"
        f'<tr><td style="{CELL};font-size:14px;color:{SOFT};border-top:1px solid'
        f' {LINE}">{_foot(footer)}</td></tr></table></td></tr></table></body></html>'
    )


def plain(parts: Sequence[Part], footer: Footer) -> str:
    """Return a letter as plain text."""
    said = [_plain(each) for each in parts]
    links = [
        f"{label}: {url}"
        for label, url in filter(None, (footer.more, footer.unsubscribe))
    ]
    foot = "\n".join(("--", footer.sender, footer.why, *links))
    return "\n\n".join((*filter(None, said), foot)) + "\n"


def _html(part: Part) -> str:
    match part:
        case Text(said):
            paragraphs = (escape(each.strip()) for each in said.split("\n\n"))
            return "".join(
                f'<p style="margin:0 0 12px">{each}</p>' for each in paragraphs if each
            )
        case Points(amount, name, tier):
            standing = f" · {escape(tier)}" if tier else ""
            return (
                f'<span style="font-size:28px;font-weight:700;color:{ACCENT}">'
                f"{escape(amount)}</span> {escape(name)}{standing}"
            )
        case Bar(percent, said):
            return (
                '<table role="presentation" width="100%" cellpadding="0"'
                f' cellspacing="0" style="background:{LINE};border-radius:6px"><tr>'
                f'<td width="{max(percent, 2)}%" style="height:12px;font-size:0;'
                f'background:{ACCENT};border-radius:6px">&nbsp;</td><td></td></tr>'
                f'</table><p style="margin:8px 0 0;color:{SOFT}">{escape(said)}</p>'
            )
        case Products(products):
            return "".join(
                f'<p style="margin:0 0 12px"><b>{escape(each.name)}</b><br>'
                f'<span style="color:{SOFT};font-size:14px">{escape(each.reason)}'
                "</span></p>"
                for each in products
            )
        case Button(said, url):
            return (
                f'<a href="{escape(url)}" style="display:inline-block;'
                f"padding:12px 20px;background:{ACCENT};color:#fff;"
                f'text-decoration:none;border-radius:6px;font-weight:600">{escape(said)}</a>'
            )


def _plain(part: Part) -> str:
    match part:
        case Text(said):
            return said.strip()
        case Points(amount, name, tier):
            return f"{amount} {name}" + (f" · {tier}" if tier else "")
        case Bar(_, said):
            return said
        case Products(products):
            return "\n".join(f"* {each.name}\n  {each.reason}" for each in products)
        case Button(said, url):
            return f"{said}: {url}"


def _foot(footer: Footer) -> str:
    links = (
        f'<a href="{escape(url)}" style="color:{SOFT}">{escape(label)}</a>'
        for label, url in filter(None, (footer.more, footer.unsubscribe))
    )
    return "<br>".join((escape(footer.why), " · ".join(links)))
