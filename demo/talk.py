"""What customers of the demo shops say to each other. All of it is made up."""

from typing import Any

MADE_UP = "Made up for the demo."

# Of the first products of a shop, by as many customers.
REVIEWS: tuple[dict[str, Any], ...] = (
    {"kind": "review", "rating": 4, "text": f"As good as last time. {MADE_UP}"},
    {"kind": "review", "rating": 5, "text": f"I would have it again. {MADE_UP}"},
    {"kind": "review", "rating": 2, "text": f"It came late. {MADE_UP}"},
)
IDEAS: tuple[dict[str, Any], ...] = (
    {
        "kind": "idea",
        "title": "Deliver in the evening",
        "text": f"By day nobody is in. {MADE_UP}",
    },
    {
        "kind": "idea",
        "title": "Take packaging back",
        "text": f"We would bring it along with the next order. {MADE_UP}",
    },
)
