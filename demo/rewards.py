"""What the demo shops give: rewards, a stamp card and a season of double points."""

from datetime import date, timedelta
from typing import Any

from demo.tiers import LONG_AGO

UNITS: tuple[dict[str, Any], ...] = (
    {"code": "stamps", "name": "Stamps", "kind": "stamps"},
    {"code": "store-credit", "name": "Store credit", "kind": "money", "exponent": 2},
    {"code": "tickets", "name": "Tickets", "kind": "tickets"},
)

# One for every order of ten dollars or more; ten are a reward.
STAMP_RULE: dict[str, Any] = {
    "rule": "stamp",
    "name": "A stamp for every order of ten dollars or more",
    "valid_from": LONG_AGO,
    "terms": {
        "unit": "stamps",
        "effect": {"type": "fixed", "amount": 1},
        "conditions": {"type": "number", "field": "order.amount", "at_least": 1_000},
    },
}


def season(today: date) -> dict[str, Any]:
    """Return the rule of a fortnight of double points in a history's last months."""
    first = today - timedelta(days=60)
    return {
        "rule": "season",
        "name": "A fortnight of double points",
        "valid_from": LONG_AGO,
        "terms": {
            "effect": {"type": "multiply", "percent": 200, "rules": ["purchase"]},
            "conditions": {
                "type": "during",
                "first_day": first.isoformat(),
                "last_day": (first + timedelta(days=13)).isoformat(),
            },
            "pending_days": 14,
            "expiry": "rolling",
        },
    }


def _of(name: str, kind: str, **terms: Any) -> dict[str, Any]:
    return {"name": name, "terms": {"kind": kind, **terms}}


# Where the points go that customers give for trees.
POT: dict[str, Any] = {"name": "A wood of our own"}

REWARDS: dict[str, dict[str, Any]] = {
    "five-off": _of(
        "Five dollars off",
        "discount",
        price=500,
        voucher_days=90,
        refundable_days=14,
        discount={"kind": "amount", "amount": 500, "amount_min": 2_000},
    ),
    "more-for-more": _of(
        "More for more",
        "discount",
        automatic=True,
        discount={
            "kind": "steps",
            "steps": [
                {"amount_from": amount, "percent": percent}
                for amount, percent in ((10_000, 5), (20_000, 10), (30_000, 15))
            ],
        },
    ),
    "gold-shipping": _of(
        "Free shipping for gold",
        "shipping",
        automatic=True,
        audience={"tier_from": "gold"},
        discount={"kind": "shipping"},
    ),
    "mug": _of(
        "The mug of the season",
        "collectible",
        price=750,
        stock=100,
        per_customer=1,
        cost=400,
        budget=40_000,
    ),
    "tasting": _of(
        "An evening of tasting",
        "event",
        audience={"orders_min": 10, "tier_from": "silver"},
        stock=24,
    ),
    "first-look": _of(
        "New arrivals a day before everybody",
        "early_access",
        price=250,
        audience={"tier_from": "silver"},
    ),
    "an-hour": _of("An hour of advice", "advice", price=400, stock=40, per_customer=1),
    "trees": _of("A tree is planted", "donation", price=200),
    "store-credit": _of(
        "Ten dollars to spend",
        "credit",
        price=1_000,
        gives_unit="store-credit",
        gives=1_000,
        gives_days=365,
    ),
    "draw": _of(
        "A ticket to the draw", "ticket", price=50, gives_unit="tickets", gives=1
    ),
    "full-card": _of(
        "Free shipping for a full card",
        "shipping",
        unit="stamps",
        price=10,
        voucher_days=180,
        discount={"kind": "shipping"},
    ),
}
