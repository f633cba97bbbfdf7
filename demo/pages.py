"""What the pages of the demo shops say, and what they sell for less."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

# Of so many products one is on offer, by what else it costs: amounts are made up.
EVERY, OFFERS_MAX = 5, 400
OFFER = {"price": 199, "before": 249}


def _both(dutch: str, english: str) -> dict[str, str]:
    return {"nl": dutch, "en": english}


BANNERS: Mapping[str, dict[str, Any]] = {
    "hello": {
        "slot": "home",
        "audience": "customers",
        "title": _both("Fijn dat je er weer bent", "Good to see you again"),
        "text": _both(
            "Je hebt {{ points }} punten."
            "{% if missing != blank %} Nog {{ missing }} tot {{ reward }}.{% endif %}",
            "You have {{ points }} points."
            "{% if missing != blank %} {{ missing }} to go to {{ reward }}.{% endif %}",
        ),
    },
    "join": {
        "slot": "home",
        "audience": "visitors",
        "title": _both("Spaar mee", "Join us"),
    },
}


def offers(products: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is on offer of these products."""
    some = islice(products, 0, EVERY * OFFERS_MAX, EVERY)
    return {"offers": [{"product_id": each["external_id"], **OFFER} for each in some]}
