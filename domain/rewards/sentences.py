"""Why not: what keeps a customer from a reward, in Dutch and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.tenants import Wordings
from domain.vouchers import Obstacle, day_en, day_nl


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What keeps a customer from a reward, as a rule found it.

    `missing` is of a unit of value, or else a number of orders.
    """

    code: str
    missing: int | None = None
    number: int | None = None
    name: str | None = None
    unit: str | None = None
    at: datetime | None = None


SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_published": (
        "Deze beloning is er niet meer.",
        "This reward is no longer there.",
    ),
    "not_yet": (
        "Deze beloning is er vanaf {day_nl}.",
        "This reward is there from {day_en}.",
    ),
    "over": (
        "Deze beloning was er tot {day_nl}.",
        "This reward was there until {day_en}.",
    ),
    "too_few_orders": (
        "Nog {orders_nl} en dan is deze beloning voor jou.",
        "Order {orders_en} more and this reward is for you.",
    ),
    "too_many_orders": (
        "Deze beloning is voor wie hoogstens {number} keer heeft besteld.",
        "This reward is for who ordered {times_en} at most.",
    ),
    "tier_too_low": (
        "Deze beloning is er vanaf niveau {name}.",
        "This reward is there from tier {name} on.",
    ),
    "other_channel": (
        "Deze beloning is er alleen via: {name}.",
        "This reward is there by these channels only: {name}.",
    ),
    "not_bought": (
        "Deze beloning is voor wie een van de producten ervan al heeft gekocht.",
        "This reward is for who bought one of its products before.",
    ),
    "not_invited": (
        "Deze beloning is op uitnodiging.",
        "This reward is by invitation.",
    ),
    "comes_by_itself": (
        "Deze korting gaat er vanzelf af.",
        "This discount is taken off by itself.",
    ),
    "sold_out": ("Deze beloning is op.", "This reward is sold out."),
    "budget_spent": (
        "Deze beloning is vergeven.",
        "All there was for this reward has been given.",
    ),
    "had_enough": (
        "Meer dan {number} van deze beloning is er niet voor één klant.",
        "No customer can have more than {number} of this reward.",
    ),
    "account_frozen": (
        "Je saldo is tijdelijk geblokkeerd.",
        "Your balance is frozen for now.",
    ),
    "not_enough": (
        "Nog {amount_nl} en je kunt deze beloning nemen.",
        "You need {amount_en} more for this reward.",
    ),
    "no_household": (
        "Je spaart met niemand samen.",
        "You save together with nobody.",
    ),
    "household_limit": (
        "Meer mag je deze maand niet uit het huishouden halen.",
        "You may not have more of your household this month.",
    ),
    "pot_closed": (
        "Voor dit doel wordt niet meer gespaard.",
        "Nothing is collected for this any more.",
    ),
    "unknown": (
        "Deze inwisseling is niet van wie dit bestelde.",
        "This redemption is not of who ordered this.",
    ),
    "confirmed": (
        "Deze inwisseling is al gebruikt.",
        "This redemption has been used already.",
    ),
    "released": (
        "Deze inwisseling is losgelaten voor de bestelling er was.",
        "This redemption was released before the order came.",
    ),
    "expired": (
        "Deze inwisseling is niet op tijd bevestigd.",
        "This redemption was not confirmed in time.",
    ),
    "refunded": (
        "Deze inwisseling is al teruggegeven.",
        "This redemption has been given back already.",
    ),
    "no_codes": (
        "Er zijn op dit moment geen codes voor deze beloning.",
        "There are no codes for this reward at the moment.",
    ),
}


def obstacle(found: Hindrance, words: Wordings) -> Obstacle:
    """Return what keeps a customer from a reward, with its sentences."""
    dutch, english = SENTENCES[found.code]
    told: dict[str, object] = {"number": found.number, "name": found.name}
    if found.number is not None:
        told["times_en"] = _times(found.number)
    if found.missing is not None and found.unit is not None:
        told["amount_nl"] = words.nl.amount(found.missing, found.unit)
        told["amount_en"] = words.en.amount(found.missing, found.unit)
    elif found.missing is not None:
        told["orders_nl"] = _orders(found.missing)
        told["orders_en"] = _times(found.missing)
    if found.at is not None:
        told["day_nl"] = day_nl(found.at, words.zone)
        told["day_en"] = day_en(found.at, words.zone)
    return Obstacle(
        code=found.code,
        nl=dutch.format_map(told),
        en=english.format_map(told),
        missing=found.missing,
        at=found.at,
    )


def _times(number: int) -> str:
    match number:
        case 1:
            return "once"
        case 2:
            return "twice"
        case _:
            return f"{number} times"


def _orders(number: int) -> str:
    return f"{number} bestelling" if number == 1 else f"{number} bestellingen"
