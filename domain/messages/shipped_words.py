"""What shipped templates are made of."""

from domain.messages.template import Block, BlockKind, Phrase, PutTemplate, SubjectLine
from domain.recommendations import Slot

POINTS = Block(kind=BlockKind.POINTS)
BAR = Block(kind=BlockKind.STATUS_BAR)
ORDER = Block(kind=BlockKind.ORDER)
TOGETHER = Block(kind=BlockKind.TOGETHER, needed=True)
REWARDS = Block(kind=BlockKind.REWARDS)
NL, EN = (
    "{% if name %}Dag {{ name }},{% else %}Dag,{% endif %}\n\n",
    "{% if name %}Hello {{ name }},{% else %}Hello,{% endif %}\n\n",
)


def text(nl: str, en: str) -> Block:
    """Return something said to somebody, who is greeted first."""
    return Block(kind=BlockKind.TEXT, text=Phrase(nl=NL + nl, en=EN + en))


def shows(slot: Slot) -> Block:
    """Return what is recommended, of a slot."""
    needed = slot is Slot.REPLENISH
    return Block(kind=BlockKind.PRODUCTS, slot=slot, needed=needed)


def button(nl: str, en: str) -> Block:
    """Return a way to the shop."""
    return Block(kind=BlockKind.BUTTON, text=Phrase(nl=nl, en=en))


SHOP = button("Naar de winkel", "To the shop")


def template(name: str, subject: tuple[str, str], *blocks: Block) -> PutTemplate:
    """Return a template that begins with points, and ends with a way to the shop."""
    return letter(name, subject, POINTS, *blocks, SHOP)


def letter(name: str, subject: tuple[str, str], *blocks: Block) -> PutTemplate:
    """Return a template that sells nothing."""
    nl, en = subject
    return PutTemplate(
        template=name, subject=SubjectLine(nl=nl, en=en), blocks=tuple(blocks)
    )
