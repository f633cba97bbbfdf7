"""A purpose with a notice, and somebody who agrees."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import consent
from domain.consent import (
    Basis,
    ConsentState,
    PublishNotice,
    PurposeKind,
    PutPurpose,
    Said,
    Wording,
)
from tests.world import World

WORDS = {"nl": "Nieuws", "en": "News"}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "consent.put_purpose": lambda _: {
        "name": WORDS,
        "basis": "consent",
        "kind": "sharing",
    },
    "consent.publish_notice": lambda _: {"text": WORDS},
    "consent.make_link": lambda _: {"purpose": "points"},
    "consent.set_consents": lambda _: {
        "consents": [{"purpose": "points", "state": "withdrawn"}]
    },
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what consent adds."""
    words = Wording(**WORDS)
    purpose = PutPurpose(
        purpose="points",
        name=words,
        basis=Basis.CONSENT,
        kind=PurposeKind.SHARING,
    )
    await world.run(consent.put_purpose, purpose)
    notice = PublishNotice(purpose="points", text=words)
    await world.run(consent.publish_notice, notice)
    agreed = Said(
        purpose="points", state=ConsentState.GIVEN, notice_version=1, language="nl"
    )
    said = consent.SetConsents(customer_id=made["cus"], consents=(agreed,))
    told = await world.run(consent.set_consents, said)
    return {"con": told.consents[0].consent_id}
