"""Asking for a confirmation: a mail to whoever asked for something, with a link."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import consent, customers, mails, tenants
from domain.consent import ConfirmationGone, ConsentId
from domain.customers import Find
from domain.kernel import Unit, writes
from domain.mails import Letter, MailKind
from domain.privacy import letters

# Who is asked more often than this in a day is asked by somebody else.
ASKED_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConfirmation:
    """Mail somebody who asked for something a link to this platform's address."""

    consent_id: ConsentId
    public_url: Annotated[str, Meta(max_length=200)]


@writes("system", refusals=(tenants.ProgrammeNotFound,))
async def ask_confirmation(unit: Unit, command: AskConfirmation) -> None:
    """Mail a link by which somebody says that it is they who asked.

    Nothing is sent of what is asked no more, to nobody's address, while data is
    restricted, or more than so often in a day.
    """
    try:
        asked = await consent.wanted(unit, command.consent_id)
    except ConfirmationGone:
        return
    whose = asked.event.customer_id
    person = await customers.find(unit, Find(customer_id=whose))
    sent = await mails.count_of(unit, whose, MailKind.CONSENT_CONFIRMATION)
    limited = await customers.restricted(unit, [whose])
    if asked.confirmed or person.email is None or limited or sent >= ASKED_MAX:
        return
    programme = await tenants.programme(unit)
    language = asked.event.language or "nl"
    name = getattr(asked.purpose.name, language)
    link = f"{command.public_url}{consent.confirmation(unit, asked.event)}"
    text = letters.confirmation(language, programme.name, name, link)
    letter = Letter(
        customer_id=whose,
        kind=MailKind.CONSENT_CONFIRMATION,
        to=person.email,
        subject=text.subject,
        text=text.body,
        language=language,
        valid_for=consent.CONFIRMED_WITHIN,
    )
    await mails.post(unit, letter)
