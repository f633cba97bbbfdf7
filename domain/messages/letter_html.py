"""Letters as HTML that mail programs show.

They know tables and styles in place, and narrow screens; little else. What was said is
text in it, whatever it says.
"""

from collections.abc import Sequence
from html import escape

from domain.messages.letter import (
    Bar,
    Button,
    Footer,
    Part,
    Points,
    Product,
    Products,
    Text,
)

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
INK, SOFT, LINE, PAPER = "#1c1c1a", "#5f5e59", "#e4e2da", "#f6f5f1"
ACCENT, TINT = "#0b6e4f", "#eaf3ee"
CELL = (
    f"padding:10px 24px;{FONT};font-size:16px;line-height:1.5;color:{INK};"
    "word-break:break-word"
)
TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
# Of the first text, what a list of mails shows beside the subject.
PREVIEW_MAX = 120
# Behind it, so that nothing else of the letter is shown there.
NOTHING = "&#847;&zwnj;&nbsp;" * 40


def html(language: str, parts: Sequence[Part], footer: Footer) -> str:
    """Return a letter as HTML: who writes above, and why they do below."""
    rows = "".join(f'<tr><td style="{CELL}">{_html(each)}</td></tr>' for each in parts)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light">'
        f"<title>{escape(footer.sender)}</title>"
        f'</head><body style="margin:0;background:{PAPER}">{_preview(parts)}'
        f'{TABLE} style="background:{PAPER}"><tr>'
        '<td align="center" style="padding:16px 8px">'
        f'{TABLE} style="max-width:600px;background:#ffffff;border:1px solid {LINE};'
        'border-radius:12px;overflow:hidden">'
        f'<tr><td style="{CELL};padding:16px 24px;font-weight:700;color:#ffffff;'
        f'background:{ACCENT}">{escape(footer.sender)}</td></tr>'
        f'<tr><td style="height:10px;font-size:0">&nbsp;</td></tr>{rows}'
        f'<tr><td style="height:10px;font-size:0">&nbsp;</td></tr>{_foot(footer)}'
        "</table></td></tr></table></body></html>"
    )


def _preview(parts: Sequence[Part]) -> str:
    """Return, unseen, what a list of mails shows beside the subject."""
    said = next((part.said for part in parts if isinstance(part, Text)), "")
    # Whoever is greeted knows their name.
    first = said.strip().partition("\n\n")[2] or said
    shown = escape(" ".join(first.split())[:PREVIEW_MAX])
    return (
        '<div style="display:none;max-height:0;overflow:hidden;font-size:0">'
        f"{shown}{NOTHING}</div>"
        if shown
        else ""
    )


def _foot(footer: Footer) -> str:
    """Return why somebody gets a letter, and where they say no, as a row."""
    links = " · ".join(
        f'<a href="{escape(url)}" style="color:{SOFT}">{escape(label)}</a>'
        for label, url in filter(None, (footer.more, footer.unsubscribe))
    )
    said = "<br>".join((escape(footer.why), links))
    return (
        f'<tr><td style="{CELL};padding:16px 24px;font-size:13px;color:{SOFT};'
        f'background:{PAPER};border-top:1px solid {LINE}">{said}</td></tr>'
    )


def _html(part: Part) -> str:
    match part:
        case Text(said):
            paragraphs = (escape(each.strip()) for each in said.split("\n\n"))
            return "".join(
                f'<p style="margin:0 0 12px">{each}</p>' for each in paragraphs if each
            )
        case Points(amount, name, tier):
            return _points(amount, name, tier)
        case Bar(percent, said):
            return _bar(percent, said)
        case Products(products):
            return f"{TABLE}>{''.join(map(_product, products))}</table>"
        case Button(said, url):
            return (
                f'<a href="{escape(url)}" style="display:inline-block;'
                f"padding:12px 22px;background:{ACCENT};color:#ffffff;"
                "text-decoration:none;border-radius:8px;font-weight:600"
                f'">{escape(said)}</a>'
            )


def _points(amount: str, name: str, tier: str | None) -> str:
    standing = (
        f'<span style="display:inline-block;padding:2px 12px;background:{ACCENT};'
        "color:#ffffff;border-radius:12px;font-size:13px;font-weight:600"
        f'">{escape(tier)}</span>'
        if tier
        else ""
    )
    return (
        f'{TABLE} style="background:{TINT};border-radius:8px"><tr>'
        f'<td style="padding:12px 16px;{FONT};font-size:16px;color:{INK}">'
        f'<span style="font-size:28px;line-height:1.2;font-weight:700;color:{ACCENT}">'
        f"{escape(amount)}</span> {escape(name)}</td>"
        f'<td align="right" style="padding:12px 16px;{FONT}">{standing}</td>'
        "</tr></table>"
    )


def _bar(percent: int, said: str) -> str:
    return (
        f'{TABLE} style="background:{LINE};border-radius:6px"><tr>'
        f'<td width="{max(percent, 2)}%" style="height:12px;font-size:0;'
        f'background:{ACCENT};border-radius:6px">&nbsp;</td><td></td></tr>'
        f'</table><p style="margin:8px 0 0;font-size:14px;color:{SOFT}">'
        f"{escape(said)}</p>"
    )


def _product(product: Product) -> str:
    """Return a product as a row, with its first letter where a picture would be."""
    letter = next((each for each in product.name if each.isalpha()), "·").upper()
    cell = f"padding:10px 0;border-top:1px solid {LINE};vertical-align:top"
    said = "".join(
        f'<br><span style="color:{colour};font-size:14px">{escape(each)}</span>'
        for each, colour in ((product.reason, SOFT), (product.price, INK))
        if each
    )
    return (
        f'<tr><td style="{cell};width:44px"><div style="width:44px;height:44px;'
        f"border-radius:8px;background:{TINT};color:{ACCENT};{FONT};font-size:20px;"
        f'font-weight:700;line-height:44px;text-align:center">{escape(letter)}</div>'
        f'</td><td style="{cell};padding-left:12px;{FONT};font-size:16px;'
        f'line-height:1.4;color:{INK};word-break:break-word">'
        f"<b>{escape(product.name)}</b>{said}</td></tr>"
    )
