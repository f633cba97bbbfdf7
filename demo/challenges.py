"""The challenges of the demo shops, over all of their histories: purchases in a row."""

from typing import Any

from demo.tiers import LONG_AGO

# What is given are tickets, so that points stay what purchases earn.
TICKETS = "tickets"


# What all are to come to together: most of what a shop's history holds.
GOALS = {"cdnow": 60_000, "grocer": 70_000}


def _challenge(name: str, dutch: str, english: str, **terms: Any) -> dict[str, Any]:
    return {
        "challenge": name,
        "names": {"nl": dutch, "en": english},
        "valid_from": LONG_AGO,
        "terms": terms,
    }


CHALLENGES: tuple[dict[str, Any], ...] = (
    _challenge(
        "quarter",
        "Drie keer in een kwartaal",
        "Three times in a quarter",
        recurrence="each_period",
        period="quarter",
        badge={"nl": "Vaste klant", "en": "Regular"},
        steps=[
            {"step": "buy", "names": {"nl": "Bestel", "en": "Order"}, "target": 3},
        ],
    ),
    _challenge(
        "monthly",
        "Elke maand",
        "Every month",
        recurrence="on_completion",
        badge={"nl": "Trouw", "en": "Loyal"},
        steps=[
            {
                "step": "months",
                "names": {"nl": "Bestel elke maand", "en": "Order every month"},
                "target": 6,
                "streak": {"per": "month", "freezes": 1},
            },
        ],
    ),
)


REVIEWS = _challenge(
    "reviews",
    "Zeg wat je vindt",
    "Say what you think",
    steps=[
        {
            "step": "review",
            "names": {"nl": "Beoordeel", "en": "Review"},
            "target": 3,
            "measure": "times",
            "on": {"type": "event", "event": "review"},
        },
    ],
)


def together(slug: str) -> dict[str, Any]:
    """Return the challenge of all customers of a shop."""
    goal = GOALS[slug]
    half = {"nl": "Halverwege", "en": "Half of it"}
    return _challenge(
        "together",
        "Samen bestellen",
        "Orders together",
        steps=[{"step": "buy", "names": {"nl": "Bestel", "en": "Order"}, "target": 5}],
        goal={
            "total": goal,
            "milestones": [{"milestone": "half", "names": half, "total": goal // 2}],
        },
    )


def _rule(challenge: str, name: str, amount: int) -> dict[str, Any]:
    return {
        "rule": challenge,
        "name": name,
        "valid_from": LONG_AGO,
        "terms": {
            "unit": TICKETS,
            "on": {"type": "challenge", "challenge": challenge},
            "effect": {"type": "fixed", "amount": amount},
        },
    }


CHALLENGE_RULES: tuple[dict[str, Any], ...] = (
    _rule("quarter", "A ticket for three orders in a quarter", 1),
    _rule("together", "Two tickets for what all came to together", 2),
    _rule("monthly", "Five tickets for six months in a row", 5),
)
