"""Templates that the platform ships, good to read as they are.

What they name is there for everybody whom they reach: a name may be missing, and then
nobody is called by it.
"""

from domain.messages.shipped_occasions import OCCASIONS
from domain.messages.shipped_words import BAR, shows, template, text
from domain.recommendations import Slot

__all__ = ["TEMPLATES"]

POINTS_NL = "{{ missing }} {% if missing == '1' %}punt{% else %}punten{% endif %}"
POINTS_EN = "{{ missing }} {% if missing == '1' %}point{% else %}points{% endif %}"
AMOUNT_NL = "{{ amount }} {% if amount == '1' %}punt{% else %}punten{% endif %}"
AMOUNT_EN = "{{ amount }} {% if amount == '1' %}point{% else %}points{% endif %}"

TEMPLATES = (
    template(
        "welcome",
        (
            "Fijn dat je er bent{% if name %}, {{ name }}{% endif %}",
            "Good to have you with us{% if name %}, {{ name }}{% endif %}",
        ),
        text(
            "Welkom. Vanaf nu spaar je bij elke aankoop punten, vanzelf. Hierboven zie"
            " je hoeveel je er hebt; wat je ermee kunt doen, staat in de winkel voor je"
            " klaar.",
            "Welcome. From now on you earn points with every purchase, by itself. Above"
            " is how many you have; what you can do with them waits for you in the"
            " shop.",
        ),
        BAR,
    ),
    template(
        "thank-you",
        ("Dank je wel voor je bestelling", "Thank you for your order"),
        text(
            "Dank je wel voor je bestelling. Je punten zijn onderweg; zodra de"
            " bedenktijd om is, kun je ze uitgeven.",
            "Thank you for your order. Your points are on their way; you can spend them"
            " as soon as the time to return things is over.",
        ),
        BAR,
    ),
    template(
        "complement",
        ("Dit past bij wat je kocht", "This goes with what you bought"),
        text(
            "Hopelijk ben je blij met wat je kocht. Wie hetzelfde koos, nam vaak ook"
            " dit mee.",
            "We hope that you like what you bought. Who chose the same often took this"
            " as well.",
        ),
        shows(Slot.FOR_YOU),
    ),
    template(
        "near-reward",
        (
            "{% if name %}{{ name }}, nog{% else %}Nog{% endif %} " + POINTS_NL,
            "{% if name %}{{ name }}, {% endif %}" + POINTS_EN + " to {{ reward }}",
        ),
        text(
            f"Je bent er bijna: nog {POINTS_NL}, en {{{{ reward }}}} is van jou.",
            f"You are nearly there: {POINTS_EN} more, and {{{{ reward }}}} is yours.",
        ),
        BAR,
        shows(Slot.FOR_YOU),
    ),
    template(
        "points-expiring",
        (
            AMOUNT_NL + " verlopen op {{ day }}",
            AMOUNT_EN + " expire on {{ day }}",
        ),
        text(
            "Van je {{ points }} punten verlopen er {{ amount }} op {{ day }}. Zonde om"
            " te laten liggen: geef ze uit aan iets leuks.",
            "Of your {{ points }} points, {{ amount }} expire on {{ day }}. It would be"
            " a pity to leave them: spend them on something nice.",
        ),
        BAR,
    ),
    template(
        "win-back",
        (
            "{% if name %}{{ name }}, we{% else %}We{% endif %} missen je",
            "{% if name %}{{ name }}, it{% else %}It{% endif %} has been a while",
        ),
        text(
            "We hebben je al een tijdje niet gezien.{% if points != '0' %} Je"
            " {{ points }} punten staan nog voor je klaar.{% endif %} Dit kochten"
            " anderen de laatste tijd graag.",
            "It has been a while.{% if points != '0' %} Your {{ points }} points are"
            " still there for you.{% endif %} This is what others have liked lately.",
        ),
        shows(Slot.POPULAR),
    ),
    template(
        "replenish",
        ("Is het bijna op?", "Running low?"),
        text(
            "Rond deze tijd haal je meestal nieuwe. Zullen we het weer voor je"
            " klaarzetten?",
            "This is about when you usually come for more. Shall we get it ready for"
            " you again?",
        ),
        shows(Slot.REPLENISH),
        BAR,
    ),
    template(
        "tier-reached",
        ("Gefeliciteerd: je bent nu {{ tier }}", "Congratulations: you are {{ tier }}"),
        text(
            "Gefeliciteerd, je bent nu {{ tier }}. Dat heb je zelf bij elkaar gespaard;"
            " wat erbij hoort geldt vanaf vandaag.",
            "Congratulations, you are {{ tier }} now. You earned it; what comes with it"
            " holds from today.",
        ),
        BAR,
    ),
    *OCCASIONS,
)
