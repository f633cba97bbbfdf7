"""Templates that the platform ships, good to read as they are.

What they name is there for everybody whom they reach: a name may be missing, and then
nobody is called by it.
"""

from domain.messages.template import Block, BlockKind, Phrase, PutTemplate, SubjectLine
from domain.recommendations import Slot

POINTS = Block(kind=BlockKind.POINTS)
BAR = Block(kind=BlockKind.STATUS_BAR)
SHOP = Block(kind=BlockKind.BUTTON, text=Phrase(nl="Naar de winkel", en="To the shop"))
NL, EN = (
    "{% if name %}Dag {{ name }},{% else %}Dag,{% endif %}\n\n",
    ("{% if name %}Hello {{ name }},{% else %}Hello,{% endif %}\n\n"),
)


def _says(nl: str, en: str) -> Block:
    return Block(kind=BlockKind.TEXT, text=Phrase(nl=NL + nl, en=EN + en))


def _shows(slot: Slot) -> Block:
    return Block(kind=BlockKind.PRODUCTS, slot=slot)


def _template(name: str, subject: tuple[str, str], *blocks: Block) -> PutTemplate:
    nl, en = subject
    return PutTemplate(
        template=name, subject=SubjectLine(nl=nl, en=en), blocks=(POINTS, *blocks, SHOP)
    )


TEMPLATES = (
    _template(
        "welcome",
        ("Fijn dat je er bent", "Good to have you with us"),
        _says(
            "Welkom. Bij elke aankoop spaar je punten, vanzelf. Hieronder zie je"
            " hoeveel je er hebt en wat ze je brengen.",
            "Welcome. With every purchase you earn points, by itself. Below is how many"
            " you have and what they bring you.",
        ),
        BAR,
    ),
    _template(
        "thank-you",
        ("Dank je wel voor je bestelling", "Thank you for your order"),
        _says(
            "Dank je wel voor je bestelling. Je punten zijn onderweg; zodra de"
            " bedenktijd om is, kun je ze uitgeven.",
            "Thank you for your order. Your points are on their way; you can spend them"
            " as soon as the time to return things is over.",
        ),
        BAR,
    ),
    _template(
        "complement",
        ("Dit past bij wat je kocht", "This goes with what you bought"),
        _says(
            "Wie kocht wat jij kocht, nam vaak ook dit mee.",
            "Who bought what you bought often took this as well.",
        ),
        _shows(Slot.FOR_YOU),
    ),
    _template(
        "near-reward",
        (
            "{% if name %}{{ name }}, nog{% else %}Nog{% endif %} {{ missing }} punten",
            "{% if name %}{{ name }}, {% endif %}{{ missing }} points to {{ reward }}",
        ),
        _says(
            "Je bent er bijna: nog {{ missing }} punten, en {{ reward }} is van jou.",
            "You are nearly there: {{ missing }} points more for {{ reward }}.",
        ),
        BAR,
        _shows(Slot.FOR_YOU),
    ),
    _template(
        "points-expiring",
        (
            "{{ amount }} punten verlopen op {{ day }}",
            "{{ amount }} points expire on {{ day }}",
        ),
        _says(
            "Van je {{ points }} punten verlopen er {{ amount }} op {{ day }}. Zonde om"
            " te laten liggen: geef ze uit aan iets leuks.",
            "Of your {{ points }} points, {{ amount }} expire on {{ day }}. It would be"
            " a pity to leave them: spend them on something nice.",
        ),
        BAR,
    ),
    _template(
        "win-back",
        ("We hebben je al een tijdje niet gezien", "It has been a while"),
        _says(
            "We hebben je al een tijdje niet gezien. Je {{ points }} punten staan nog"
            " voor je klaar, en dit kochten anderen de laatste tijd graag.",
            "It has been a while. Your {{ points }} points are still there for you, and"
            " this is what others have liked lately.",
        ),
        _shows(Slot.POPULAR),
    ),
    _template(
        "replenish",
        ("Is het bijna op?", "Running low?"),
        _says(
            "Rond deze tijd haal je meestal nieuwe. Tot gauw?",
            "This is about when you usually come for more. See you soon?",
        ),
        _shows(Slot.REPLENISH),
        BAR,
    ),
    _template(
        "tier-reached",
        ("Gefeliciteerd: je bent nu {{ tier }}", "Congratulations: you are {{ tier }}"),
        _says(
            "Gefeliciteerd, je bent nu {{ tier }}. Dat heb je zelf bij elkaar gekocht;"
            " wat erbij hoort geldt vanaf vandaag.",
            "Congratulations, you are {{ tier }} now. You earned it; what comes with it"
            " holds from today.",
        ),
        BAR,
    ),
)
