"""Celebrating: why a birthday gave something this year, or not, or not yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.earning import explaining, nightly, occasion_store, occasions, rule_store
from domain.earning.model import OccasionId
from domain.earning.occasion_store import Birthday
from domain.earning.occasions import BIRTHDAY
from domain.earning.rules import in_force
from domain.kernel import CustomerId, Unit, reads
from domain.kernel.types import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOfBirthday:
    """Ask why a birthday gave something this year, or not: in Dutch or English."""

    customer_id: CustomerRef
    locale: Locale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthdayExplanation:
    """Why a birthday gave something this year, or not; what it gave, its occasion says.

    `reason` names the sentence.
    """

    customer_id: CustomerId
    locale: Locale
    occasion_id: OccasionId | None
    reason: str
    text: str


@reads("earning:read", refusals=(CustomerNotFound,))
async def why_of_birthday(unit: Unit, command: WhyOfBirthday) -> BirthdayExplanation:
    """Tell whether this year's birthday was celebrated, and if not, why not."""
    customer_id = await customers.resolve(unit, command.customer_id)
    teller = await explaining.teller_in(unit, command.locale)
    zone = teller.wording.zone
    year = str(unit.now.astimezone(zone).year)
    had = await occasion_store.marked(unit, customer_id, BIRTHDAY, year)
    reason = "celebrated"
    if had is None:
        held = in_force(await rule_store.versions(unit), unit.now)
        there = await occasion_store.birthday(unit, customer_id)
        asked = bool(occasions.asked_for(held, BIRTHDAY))
        reason = _why_not(there, unit.now, zone) if asked else "no_rule"
    return BirthdayExplanation(
        customer_id=customer_id,
        locale=teller.locale,
        occasion_id=None if had is None else had.id,
        reason=reason,
        text=teller.words.birthdays[reason].format(days=nightly.SET_DAYS),
    )


def _why_not(there: Birthday | None, now: datetime, zone: ZoneInfo) -> str:
    """Return why nothing came of this year's birthday, though a rule asks for it."""
    if there is None:
        return "unknown"
    today = now.astimezone(zone).date()
    day = nightly.celebrated_in(today.year, there.month, there.day)
    since = nightly.midnight(day - timedelta(days=nightly.SET_DAYS), zone)
    if there.set_at > since:
        return "just_set"
    if day > today:
        return "to_come"
    passed = today - day >= timedelta(days=nightly.MISSED_DAYS)
    return "passed" if passed else "tonight"
