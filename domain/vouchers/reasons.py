"""Reasons why not, in words that a customer may be shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.kernel.types import Count, Instant
from domain.tenants import Language, Wordings, day_in_words


class Cause(StrEnum):
    """What stands in the way of a voucher."""

    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    USED = "used"
    RESERVED = "reserved"
    VOID = "void"
    NOT_YOURS = "not_yours"
    BASKET_TOO_SMALL = "basket_too_small"
    NOTHING_TO_TAKE_OFF = "nothing_to_take_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What stands in the way, in Dutch and in English.

    `missing` is what it is short of, in minor units or in points; `at` is the instant
    of which it speaks.
    """

    code: str
    nl: str
    en: str
    missing: Count | None = None
    at: Instant | None = None


def obstacle(
    cause: Cause,
    words: Wordings,
    *,
    missing: int | None = None,
    at: datetime | None = None,
) -> Obstacle:
    """Return what stands in the way, with its sentences."""
    dutch, english = SENTENCES[cause]
    told: dict[str, str] = {}
    if missing is not None:
        told["amount_nl"] = words.nl.money(missing)
        told["amount_en"] = words.en.money(missing)
    if at is not None:
        told["day_nl"] = day_nl(at, words.zone)
        told["day_en"] = day_en(at, words.zone)
    return Obstacle(
        code=cause,
        nl=dutch.format_map(told),
        en=english.format_map(told),
        missing=missing,
        at=at,
    )


def day_nl(at: datetime, zone: ZoneInfo) -> str:
    """Return the day of an instant as it is written in Dutch: 1-6-2030."""
    local = at.astimezone(zone)
    return f"{local.day}-{local.month}-{local.year}"


def day_en(at: datetime, zone: ZoneInfo) -> str:
    """Return the day of an instant as it is written in English: 1 June 2030."""
    return day_in_words(at.astimezone(zone).date(), Language.EN)


SENTENCES: dict[Cause, tuple[str, str]] = {
    Cause.UNKNOWN: ("Deze code kennen we niet.", "We don't know this code."),
    Cause.MISTYPED: (
        "In deze code zit een typefout.",
        "There is a typing mistake in this code.",
    ),
    Cause.NOT_YET: (
        "Deze code geldt vanaf {day_nl}.",
        "This code is valid from {day_en}.",
    ),
    Cause.EXPIRED: (
        "Deze code is sinds {day_nl} niet meer geldig.",
        "This code has not been valid since {day_en}.",
    ),
    Cause.USED: (
        "Deze code is op {day_nl} al gebruikt.",
        "This code was used on {day_en}.",
    ),
    Cause.RESERVED: (
        "Deze code ligt al in een ander winkelmandje.",
        "This code is in another basket.",
    ),
    Cause.VOID: ("Deze code is ingetrokken.", "This code was withdrawn."),
    Cause.NOT_YOURS: (
        "Deze code is van iemand anders.",
        "This code belongs to somebody else.",
    ),
    Cause.BASKET_TOO_SMALL: (
        "Nog {amount_nl} erbij, dan geldt deze code.",
        "Add {amount_en} more and this code counts.",
    ),
    Cause.NOTHING_TO_TAKE_OFF: (
        "Deze code is voor andere producten dan in het mandje liggen.",
        "This code is for other products than those in the basket.",
    ),
}
