"""Notices: telling who asked what becomes of it, at the address on file."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import customers, mails, tenants
from domain.customers import Find
from domain.kernel import Unit
from domain.mails import Letter, MailKind
from domain.privacy import letters
from domain.privacy.requests import AvgRequest
from domain.privacy.texts import Text

VALID = timedelta(days=14)
# A term is over when its last day is.
MOMENT = timedelta(microseconds=1)

# What to write, given the shop's name and its zone.
Writing: TypeAlias = Callable[[str, ZoneInfo], Text]


async def extended(unit: Unit, request: AvgRequest, note: str) -> None:
    """Tell that it takes longer, until when and why (AVG art. 12(3))."""

    def said(shop: str, zone: ZoneInfo) -> Text:
        last = (request.due_at - MOMENT).astimezone(zone).date()
        due = tenants.day_in_words(last, tenants.Language(request.language))
        return letters.extended(request.language, shop, due, note)

    await _tell(unit, request, said)


async def rejected(unit: Unit, request: AvgRequest, article: str, note: str) -> None:
    """Tell that it is not done, and why (AVG art. 12(4))."""

    def said(shop: str, zone: ZoneInfo) -> Text:
        del zone
        return letters.rejected(request.language, shop, article, note)

    await _tell(unit, request, said)


async def ready(unit: Unit, request: AvgRequest) -> None:
    """Tell that the answer is there."""

    def said(shop: str, zone: ZoneInfo) -> Text:
        del zone
        return letters.ready(request.language, shop)

    await _tell(unit, request, said)


async def _tell(unit: Unit, request: AvgRequest, writing: Writing) -> None:
    """Write to who asked, if it is known who that is and where they are reached."""
    if request.verified_at is None:
        return
    person = await customers.find(unit, Find(customer_id=request.customer_id))
    if person.email is None:
        return
    programme = await tenants.programme(unit)
    text = writing(programme.name, ZoneInfo(programme.time_zone))
    letter = Letter(
        customer_id=request.customer_id,
        kind=MailKind.REQUEST_NOTICE,
        to=person.email,
        subject=text.subject,
        text=text.body,
        language=request.language,
        valid_for=VALID,
    )
    await mails.post(unit, letter)
