"""Days as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

MONTHS_NL = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus"),
    *("september", "oktober", "november", "december"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def day(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Return a day as people write it."""
    local = at.astimezone(zone)
    months = MONTHS_NL if language == "nl" else MONTHS_EN
    return f"{local.day} {months[local.month - 1]} {local.year}"
