"""A purpose with a notice, and somebody who agrees."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import consent
from domain.consent import ConsentState, Said
from tests.domain.consent.purposes import declared
from tests.world import World

WORDS = {"nl": "Nieuws", "en": "News"}

SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "consent.put_purpose": lambda _: {"name": WORDS, "basis": "consent"},
    "consent.publish_notice": lambda _: {"text": WORDS},
    "consent.set_consents": lambda _: {
        "consents": [{"purpose": "news", "state": "withdrawn"}]
    },
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what consent adds."""
    await declared(world)
    agreed = Said(
        purpose="news", state=ConsentState.GIVEN, notice_version=1, language="nl"
    )
    said = consent.SetConsents(customer_id=made["cus"], consents=(agreed,))
    told = await world.run(consent.set_consents, said)
    return {"con": told.consents[0].consent_id}
