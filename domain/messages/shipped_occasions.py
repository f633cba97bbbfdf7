"""Shipped templates for what happens now and then: a cart, a birthday, a complaint."""

from domain.messages.shipped_words import (
    BAR,
    POINTS,
    button,
    letter,
    shows,
    template,
    text,
)
from domain.messages.template import Block, BlockKind, PutTemplate
from domain.recommendations import Slot

ASKED_NL = {
    "access": "je gegevens te laten zien",
    "portability": "je gegevens mee te geven",
    "rectification": "je gegevens te verbeteren",
    "erasure": "je te vergeten",
    "restriction": "je gegevens apart te zetten",
    "objection": "je gegevens minder te gebruiken",
}
ASKED_EN = {
    "access": "to show you your data",
    "portability": "to hand you your data",
    "rectification": "to correct your data",
    "erasure": "to forget you",
    "restriction": "to set your data aside",
    "objection": "to use your data less",
}
DONE_NL = {
    "rectification": "We hebben je gegevens verbeterd, zoals je vroeg.",
    "restriction": "Je gegevens staan apart: we bewaren ze, en doen er verder niets"
    " mee.",
    "objection": "We sturen je geen reclame meer en geven je gegevens aan niemand"
    " door.",
}
DONE_EN = {
    "rectification": "We have corrected your data, as you asked.",
    "restriction": "Your data are set aside: we store them, and do nothing else with"
    " them.",
    "objection": "We send you no more marketing, and pass your data on to nobody.",
}


def _by_kind(said: dict[str, str]) -> str:
    """Return Liquid that says something by what was asked."""
    cases = "".join(f"{{% when '{kind}' %}}{each}" for kind, each in said.items())
    return f"{{% case asked %}}{cases}{{% endcase %}}"


OCCASIONS: tuple[PutTemplate, ...] = (
    letter(
        "cart",
        (
            "{% if name %}{{ name }}, je{% else %}Je{% endif %} mandje staat nog klaar",
            "{% if name %}{{ name }}, your{% else %}Your{% endif %} cart is still here",
        ),
        text(
            "Dit ligt nog in je mandje. We hebben het voor je bewaard; verder gaan kan"
            " wanneer het jou uitkomt.",
            "This is still in your cart. We kept it for you; pick up where you left off"
            " whenever it suits you.",
        ),
        Block(kind=BlockKind.CART, needed=True),
        BAR,
        button("Verder waar je was", "Pick up where you left off"),
    ),
    template(
        "tier-at-risk",
        ("Blijf {{ tier }}: nog {{ to_keep }}", "Stay {{ tier }}: {{ to_keep }} to go"),
        text(
            "Je bent {{ tier }}, en dat houden we graag zo. Nog {{ to_keep }},"
            " uiterlijk op {{ day }}, en je blijft het.",
            "You are {{ tier }}, and we would love to keep it that way. {{ to_keep }}"
            " more by {{ day }}, and you stay {{ tier }}.",
        ),
        shows(Slot.FOR_YOU),
    ),
    template(
        "birthday",
        (
            "Gefeliciteerd{% if name %}, {{ name }}{% endif %}!",
            "Happy birthday{% if name %}, {{ name }}{% endif %}!",
        ),
        text(
            "Van harte gefeliciteerd met je verjaardag. Maak er een mooie dag van, met"
            " iets lekkers en de mensen die je graag ziet.",
            "Happy birthday from all of us. Have a lovely day, with something good to"
            " eat and the people you like to see.",
        ),
        BAR,
    ),
    letter(
        "help",
        ("Dat had beter gemoeten", "We should have done better"),
        text(
            "Je schreef dat het je is tegengevallen. Dat spijt ons, en we willen het"
            " graag goedmaken: een medewerker kijkt ernaar en laat je weten wat we"
            " kunnen doen.\n\nTot dat is gebeurd sturen we je geen reclame.",
            "You wrote that you were disappointed. We are sorry, and would like to make"
            " it up to you: somebody is looking into it and will tell you what we can"
            " do.\n\nUntil then we will send you no marketing.",
        ),
    ),
    letter(
        "apology",
        (
            "Onze excuses{% if name %}, {{ name }}{% endif %}",
            "Our apologies{% if name %}, {{ name }}{% endif %}",
        ),
        text(
            "Het ging niet zoals je van ons mag verwachten. Daarvoor onze excuses, en"
            " dank dat je het ons vertelde.\n\nAls klein gebaar hebben we {{ amount }}"
            " punten bijgeschreven. Je hebt er nu {{ points }}.",
            "This did not go the way you may expect from us. We apologise, and thank"
            " you for telling us.\n\nAs a small gesture we have added {{ amount }}"
            " points. You now have {{ points }}.",
        ),
        POINTS,
        BAR,
    ),
    template(
        "arrivals",
        (
            "Jij ziet het als eerste: dit is nieuw",
            "You are the first to see what is new",
        ),
        text(
            "Je komt hier graag, dus jij hoort het als eerste: dit is net binnen.",
            "You come here often, so you hear it first: this has just come in.",
        ),
        Block(kind=BlockKind.ARRIVALS, needed=True),
    ),
    template(
        "voucher-expiring",
        (
            "{{ voucher }}: nog geldig tot en met {{ day }}",
            "{{ voucher }}: valid until {{ day }}",
        ),
        text(
            "Je hebt nog iets tegoed: {{ voucher }}. Het is geldig tot en met"
            " {{ day }}; daarna vervalt het.",
            "You still have something to use: {{ voucher }}. It is valid until"
            " {{ day }}; after that it expires.",
        ),
    ),
    letter(
        "privacy-asked",
        ("Je verzoek is binnen", "We have your request"),
        text(
            f"Je vroeg ons om {_by_kind(ASKED_NL)}. We hebben je verzoek ontvangen, en"
            " je hoort uiterlijk op {{ day }} wat ermee is gedaan; meestal eerder."
            "\n\nWas jij dit niet? Laat het ons dan meteen weten.",
            f"You asked us {_by_kind(ASKED_EN)}. We have received your request, and"
            " will tell you by {{ day }} what we did about it; usually sooner."
            "\n\nWas this not you? Then let us know at once.",
        ),
    ),
    letter(
        "privacy-done",
        ("Je verzoek is uitgevoerd", "Your request has been carried out"),
        text(_by_kind(DONE_NL), _by_kind(DONE_EN)),
    ),
)
