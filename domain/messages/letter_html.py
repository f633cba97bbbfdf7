"""Letters as HTML that mail programs show.

They know tables and styles in place, and narrow screens; little else. What was said is
text in it, whatever it says.
"""

from collections.abc import Sequence
from html import escape

from domain.kernel.frame import (
    ACCENT,
    CELL,
    FONT,
    GAP,
    INK,
    LINE,
    PAPER,
    SOFT,
    TABLE,
    TINT,
    framed,
    unseen,
)
from domain.messages.layout import PLACES
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


def html(
    language: str, parts: Sequence[Part], footer: Footer, layout: str | None = None
) -> str:
    """Return a letter as HTML: who writes above, and why they do below.

    A shop's own layout, compiled, says where each of these stands.
    """
    if layout is not None:
        return _laid_out(layout, language, parts, footer)
    rows = "".join(f'<tr><td style="{CELL}">{_html(each)}</td></tr>' for each in parts)
    return framed(language, footer.sender, f"{rows}{GAP}{_foot(footer)}", _first(parts))


def _laid_out(layout: str, language: str, parts: Sequence[Part], footer: Footer) -> str:
    rows = "".join(
        f'<tr><td style="padding:10px 0">{_html(each)}</td></tr>' for each in parts
    )
    stands = {
        "blocks": f'{TABLE} style="{FONT};font-size:16px;line-height:1.5">'
        f"{rows}</table>",
        "footer": f'<span style="{FONT};font-size:13px;line-height:1.5;color:{SOFT}">'
        f"{_said_below(footer)}</span>",
        "sender": escape(footer.sender),
    }
    head, body, rest = layout.replace('lang="und"', f'lang="{language}"').partition(
        "<body"
    )
    opening, end, content = rest.partition(">")
    filled = PLACES.sub(lambda found: stands[found[1]], content)
    return f"{head}{body}{opening}{end}{unseen(_first(parts))}{filled}"


def _first(parts: Sequence[Part]) -> str:
    """Return what is said first, to whoever is greeted: they know their name."""
    said = next((part.said for part in parts if isinstance(part, Text)), "")
    return " ".join((said.strip().partition("\n\n")[2] or said).split())


def _foot(footer: Footer) -> str:
    """Return why somebody gets a letter, and where they say no, as a row."""
    return (
        f'<tr><td style="{CELL};padding:16px 24px;font-size:13px;color:{SOFT};'
        f'background:{PAPER};border-top:1px solid {LINE}">{_said_below(footer)}'
        "</td></tr>"
    )


def _said_below(footer: Footer) -> str:
    links = " · ".join(
        f'<a href="{escape(url)}" style="color:{SOFT}">{escape(label)}</a>'
        for label, url in filter(None, (footer.more, footer.unsubscribe))
    )
    return "<br>".join((escape(footer.why), links))


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
