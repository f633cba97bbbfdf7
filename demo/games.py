"""What customers of the demo shops play for: a leaderboard, levels, and a draw."""

from typing import Any

BOARD = "regulars"
LEADERBOARD: dict[str, Any] = {
    "names": {"nl": "Vaste klanten", "en": "Regulars"},
    "unit": "points",
    "period": "ever",
}


def _level(dutch: str, english: str, experience: int) -> dict[str, Any]:
    return {"names": {"nl": dutch, "en": english}, "experience": experience}


LEVELS: dict[str, Any] = {
    "unit": "points",
    "levels": [
        _level("Kennismaker", "Newcomer", 50),
        _level("Bekende", "Acquaintance", 250),
        _level("Vriend", "Friend", 1_000),
        _level("Stamgast", "Regular", 3_000),
    ],
}

# By the tickets that challenges give; it closes a month after the shop was made.
DRAW_DAYS = 30
DRAW: dict[str, Any] = {
    "names": {"nl": "Maandloterij", "en": "Draw of the month"},
    "unit": "tickets",
    "prizes": [
        {"names": {"nl": "Een mand", "en": "A hamper"}},
        {"names": {"nl": "Een boom", "en": "A tree"}, "count": 5},
    ],
}
