"""Templates that the platform ships, good to read as they are.

What they name is there for everybody whom they reach: a name may be missing, and then
nobody is called by it.
"""

from domain.messages.shipped_occasions import OCCASIONS
from domain.messages.shipped_words import (
    BAR,
    ORDER,
    REWARDS,
    TOGETHER,
    shows,
    template,
    text,
)
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
            "Welcome. From now on you earn points with every purchase, without doing"
            " anything for it. Above you see how many you have; what you can spend them"
            " on is waiting for you in the shop.",
        ),
        BAR,
    ),
    template(
        "thank-you",
        ("Dank je wel voor je bestelling", "Thank you for your order"),
        text(
            "Dank je wel voor je bestelling. Je punten zijn onderweg; zodra de"
            " bedenktijd om is, kun je ze uitgeven.{% if ordered %}\n\nDit heb je"
            " besteld:{% endif %}",
            "Thank you for your order. Your points are on their way; you can spend them"
            " as soon as the return period is over.{% if ordered %}\n\nThis is"
            " what you ordered:{% endif %}",
        ),
        ORDER,
        BAR,
    ),
    template(
        "complement",
        ("Dit past bij wat je kocht", "This goes with what you bought"),
        text(
            "Hopelijk ben je blij met wat je kocht. Wie hetzelfde koos, nam vaak ook"
            " dit mee.",
            "We hope that you like what you bought. People who chose the same often"
            " took this as well.",
        ),
        TOGETHER,
    ),
    template(
        "near-reward",
        (
            "{% if name %}{{ name }}, nog{% else %}Nog{% endif %} "
            + POINTS_NL
            + " tot {{ reward }}",
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
            " te laten liggen: geef ze uit aan iets leuks."
            "{% if rewards %}\n\nHier heb je nu al genoeg punten voor:{% endif %}",
            "Of your {{ points }} points, {{ amount }} expire on {{ day }}. It would be"
            " a pity to lose them: treat yourself to something nice."
            "{% if rewards %}\n\nYou already have enough points for these:{% endif %}",
        ),
        REWARDS,
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
            "Rond deze tijd haal je dit meestal weer in huis. We helpen je er graag"
            " even aan herinneren.",
            "You usually need these again around now, so here is a friendly reminder.",
        ),
        shows(Slot.REPLENISH),
        BAR,
    ),
    template(
        "tier-reached",
        (
            "Gefeliciteerd: je bent nu {{ tier }}",
            "Congratulations: you are now {{ tier }}",
        ),
        text(
            "Gefeliciteerd, je bent nu {{ tier }}. Dat heb je zelf bij elkaar gespaard;"
            " wat erbij hoort geldt vanaf vandaag.",
            "Congratulations, you are now {{ tier }}. You earned it yourself;"
            " everything that comes with it is yours from today.",
        ),
        BAR,
    ),
    *OCCASIONS,
)
