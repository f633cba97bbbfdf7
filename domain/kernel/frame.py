"""The frame of all mails: who writes above, what they say, and why below.

Mail programs know tables and styles in place, and narrow screens; little else. What was
said is text in it, whatever it says.
"""

import re
from html import escape

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
INK, SOFT, LINE, PAPER = "#1c1c1a", "#5f5e59", "#e4e2da", "#f6f5f1"
ACCENT, TINT = "#0b6e4f", "#eaf3ee"
CELL = (
    f"padding:10px 24px;{FONT};font-size:16px;line-height:1.5;color:{INK};"
    "word-break:break-word"
)
TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
GAP = '<tr><td style="height:10px;font-size:0">&nbsp;</td></tr>'
# Of what is said first, what a list of mails shows beside the subject.
PREVIEW_MAX = 120
# Behind it, so that nothing else of the letter is shown there.
NOTHING = "&#847;&zwnj;&nbsp;" * 40
ADDRESS = re.compile(r"^https?://[!-~]+$")
CODE = re.compile(r"\b\d{3} \d{3}\b")


def framed(language: str, sender: str, rows: str, preview: str = "") -> str:
    """Return a mail as HTML, of rows of a table; in a list it shows its preview."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light">'
        f"<title>{escape(sender)}</title>"
        f'</head><body style="margin:0;background:{PAPER}">{unseen(preview)}'
        f'{TABLE} style="background:{PAPER}"><tr>'
        '<td align="center" style="padding:16px 8px">'
        f'{TABLE} style="max-width:600px;background:#ffffff;border:1px solid {LINE};'
        'border-radius:12px;overflow:hidden">'
        f'<tr><td style="{CELL};padding:16px 24px;font-weight:700;color:#ffffff;'
        f'background:{ACCENT}">{escape(sender)}</td></tr>'
        f"{GAP}{rows}</table></td></tr></table></body></html>"
    )


def unseen(preview: str) -> str:
    """Return, unseen, what a list of mails shows beside the subject."""
    if not preview:
        return ""
    return (
        '<div style="display:none;max-height:0;overflow:hidden;font-size:0">'
        f"{escape(preview[:PREVIEW_MAX])}{NOTHING}</div>"
    )


def html(language: str, sender: str, text: str) -> str:
    """Return a plain text as HTML: its paragraphs, its links, and a code in it."""
    paragraphs = [each.strip() for each in text.split("\n\n") if each.strip()]
    rows = "".join(
        f'<tr><td style="{CELL}">{_paragraph(each)}</td></tr>' for each in paragraphs
    )
    first = " ".join(paragraphs[0].split()) if paragraphs else ""
    return framed(language, sender, rows + GAP, first)


def _paragraph(said: str) -> str:
    """Return a paragraph, whose lines were broken for who reads plain text."""
    shown = " ".join(
        f'<br><a href="{escape(line)}" style="color:{ACCENT}">{escape(line)}</a>'
        if ADDRESS.match(line)
        else escape(line)
        for line in said.splitlines()
    )
    return CODE.sub(
        lambda code: (
            f'<b style="font-size:24px;color:{ACCENT};display:block">{code[0]}</b>'
        ),
        shown,
    )
