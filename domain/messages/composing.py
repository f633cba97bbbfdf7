"""Composing: what a template says to somebody of whom all is known."""

from domain.consent import ContactChannel
from domain.messages import blocks, letter_html, letter_plain, liquid, reach
from domain.messages.blocks import Gathered
from domain.messages.letter import Footer
from domain.messages.model import Content
from domain.messages.template import SUBJECT_MAX, Template

# By what it names, a subject becomes longer than it was written, and not for ever.
LONGEST_SUBJECT = 2 * SUBJECT_MAX


def compose(
    template: Template,
    gathered: Gathered,
    footer: Footer,
    to: str,
    channel: ContactChannel = ContactChannel.EMAIL,
) -> Content | str:
    """Return what a template says by a channel, or what is wrong with that."""
    language = gathered.language
    try:
        said = liquid.render(getattr(template.subject, language), gathered.named())
        parts = blocks.parts(template.blocks, gathered)
    except liquid.TextFailed as failed:
        return str(failed)
    html = ""
    if channel in reach.RICH:
        html = letter_html.html(language, parts, footer, template.html)
    text = letter_plain.plain(parts, footer)
    subject = " ".join(said.split())
    if not subject:
        return "no_subject"
    longest = max(len(text), len(html.encode()))
    if longest > reach.LONGEST[channel] or len(subject) > LONGEST_SUBJECT:
        return "too_long"
    return Content(to=to, subject=subject, text=text, html=html)
