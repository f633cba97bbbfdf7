"""Purposes to say something of."""

from typing import Any

from domain import consent
from domain.consent import (
    Basis,
    ConsentState,
    ContactChannel,
    OptIn,
    PublishNotice,
    PurposeKind,
    PutPurpose,
    Said,
    SetConsents,
    Wording,
)
from tests.world import World

NEWS = PutPurpose(
    purpose="news",
    name=Wording(nl="Nieuws", en="News"),
    basis=Basis.CONSENT,
    kind=PurposeKind.MARKETING,
    channels=(ContactChannel.EMAIL, ContactChannel.SMS),
    valid_months=24,
)
SERVICE = PutPurpose(
    purpose="service",
    name=Wording(nl="Service", en="Service"),
    basis=Basis.EXISTING_CUSTOMER,
    kind=PurposeKind.SERVICE,
    channels=(ContactChannel.EMAIL,),
)
PROFILING = PutPurpose(
    purpose="profiling",
    name=Wording(nl="Profiel", en="Profile"),
    basis=Basis.CONSENT,
    kind=PurposeKind.PROFILING,
    opt_in=OptIn.DOUBLE,
)
TEXT = Wording(nl="Mogen wij u schrijven?", en="May we write to you?")


async def declared(world: World) -> World:
    """Return a world in which data is used for something, of which notices say so."""
    for each in (NEWS, SERVICE, PROFILING):
        await world.run(consent.put_purpose, each)
        notice = PublishNotice(purpose=each.purpose, text=TEXT)
        await world.run(consent.publish_notice, notice)
    return world


def said(state: ConsentState, purpose: str = "news", **more: Any) -> Said:
    """Return something said, of a notice that was shown."""
    given: dict[str, Any] = {"notice_version": 1, "language": "nl", **more}
    return Said(purpose=purpose, state=state, **given)


async def say(world: World, customer_id: str, *consents: Said) -> consent.Consents:
    """Say something for a customer."""
    command = SetConsents(customer_id=customer_id, consents=consents)
    return await world.run(consent.set_consents, command)
