"""The tiers of the demo shops: three each, of what was earned in twelve months."""

from typing import Any

from demo.tenants import DemoTenant

# From before the first order on, so that all of a shop's history is judged by it.
LONG_AGO = "1990-01-01T00:00:00Z"
# How much a shop's customers earn in a year differs; a grocer's come every week.
THRESHOLDS = {"cdnow": (0, 150, 500), "grocer": (0, 1_500, 5_000)}

TIER_RULE: dict[str, Any] = {
    "rule": "tier",
    "name": "As much more as the tier gives",
    "valid_from": LONG_AGO,
    "terms": {
        "effect": {"type": "tier_multiplier"},
        "pending_days": 14,
        "expiry": "rolling",
    },
}


def terms(shop: DemoTenant) -> dict[str, Any]:
    """Return what the tier programme of a shop says."""
    bronze, silver, gold = THRESHOLDS[shop.slug]
    return {
        "window": "rolling_12m",
        "downgrade": "one_down",
        "grace_days": 30,
        "tiers": [
            _tier("bronze", "Brons", "Bronze", bronze, 100),
            _tier("silver", "Zilver", "Silver", silver, 125, FREE_SHIPPING),
            _tier("gold", "Goud", "Gold", gold, 150, FREE_SHIPPING, FIRST),
        ],
    }


FREE_SHIPPING = {
    "kind": "free_shipping",
    "names": {"nl": "Gratis verzending", "en": "Free shipping"},
}
FIRST = {
    "kind": "early_access",
    "names": {"nl": "Nieuw een dag eerder", "en": "New arrivals a day early"},
    "value": 24,
}


def _tier(
    slug: str, dutch: str, english: str, threshold: int, percent: int, *gives: Any
) -> dict[str, Any]:
    return {
        "slug": slug,
        "names": {"nl": dutch, "en": english},
        "threshold": threshold,
        "earning_percent": percent,
        "benefits": list(gives),
    }
