"""Confirming: who asked for something by mail says so once more, from that mail.

A link says yes to what was asked and to nothing else, for a week; not after a no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from domain.consent import rules, saying, store
from domain.consent.events import ConfirmationAsked
from domain.consent.model import (
    ConsentEvent,
    ConsentId,
    ConsentState,
    ContactChannel,
    Method,
    Purpose,
    Said,
)
from domain.consent.refusals import ConfirmationGone
from domain.kernel import Unit

VALID = timedelta(days=7)
# What a mail shows that arrived.
BY_MAIL = (ContactChannel.EMAIL, ContactChannel.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asked for and is to confirm, and whether they have."""

    event: ConsentEvent
    purpose: Purpose
    confirmed: bool


def ask(unit: Unit, events: Iterable[ConsentEvent]) -> None:
    """Have customers asked whether it is they who asked, once for each purpose."""
    asked = {
        each.purpose: each
        for each in events
        if each.state is ConsentState.REQUESTED and each.channel in BY_MAIL
    }
    for each in asked.values():
        unit.emit(ConfirmationAsked(customer_id=each.customer_id, consent_id=each.id))


async def wanted(unit: Unit, consent_id: ConsentId) -> Wanted:
    """Return what is to be confirmed, or refuse if that is asked no more."""
    found = await store.event(unit, consent_id)
    if found is None:
        raise ConfirmationGone
    event = found.event
    purpose = (await store.those(unit, [event.purpose])).get(event.purpose)
    held = await store.holding(unit, [event.customer_id])
    holder = rules.latest(held).get(rules.topic(event))
    if purpose is None or holder is None:
        raise ConfirmationGone
    confirmed = (
        holder.state is ConsentState.GIVEN and holder.method is Method.DOUBLE_OPT_IN
    )
    late = unit.now >= event.recorded_at + VALID
    if not confirmed and (holder.id != event.id or late):
        raise ConfirmationGone
    return Wanted(event=event, purpose=purpose, confirmed=confirmed)


async def confirm(unit: Unit, consent_id: ConsentId) -> Wanted:
    """Write down that somebody confirms what they asked; to do so twice is once."""
    seen = await wanted(unit, consent_id)
    file = await store.hold(unit, seen.event.customer_id)
    found = await wanted(unit, consent_id)
    if found.confirmed:
        return found
    held = await store.holding(unit, [found.event.customer_id])
    said = [
        each
        for event in held
        if event.state is ConsentState.REQUESTED
        and event.purpose == found.event.purpose
        and event.channel in BY_MAIL
        for each in await saying.sayings(
            unit, _yes(unit, event, found.purpose), found.purpose, "link"
        )
        if each.topic == rules.topic(event)
    ]
    await saying.write_down(unit, file, said)
    return found


def _yes(unit: Unit, event: ConsentEvent, purpose: Purpose) -> Said:
    return Said(
        purpose=event.purpose,
        channel=event.channel,
        state=ConsentState.GIVEN,
        notice_version=event.notice_version or purpose.notice_version,
        language=event.language or "nl",
        method=Method.DOUBLE_OPT_IN,
        confirmed_at=unit.now,
    )
