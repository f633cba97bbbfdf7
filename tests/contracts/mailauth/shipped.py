"""Every shipped mail as it travels, in both languages, signed by both algorithms."""

from typing import Any

from domain import customers, messages
from domain.consent import ConsentState
from domain.messages import Parcel
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    ORDERS,
    declared,
    says,
    sent,
    settled,
    written,
)
from tests.workers.test_post import ED, RSA
from tests.world import World
from workers.ports import mime
from workers.ports.dkim import Signer

SENDER = "no-reply@hoek.example"


async def mails(shop: World) -> list[tuple[bytes, Any]]:
    """Return mails, each with the key that signed it."""
    signed: list[tuple[bytes, Any]] = []
    for parcel in await _parcels(shop):
        for key in (ED, RSA):
            signer = Signer(domain="hoek.example", selector="s1", key=key)
            signed.append((mime.mail(parcel, SENDER, signer), key))
    return signed


def changed(mails: list[tuple[bytes, Any]]) -> list[tuple[bytes, Any]]:
    """Return mails of which somebody changed where one says no."""
    # A signature may have the same letters.
    link, other = b"example/u/", b"example/v/"
    return [(mail.replace(link, other, 1), key) for mail, key in mails]


async def _parcels(shop: World) -> list[Parcel]:
    """Return what everything that is shipped says, in both languages."""
    await declared(shop)
    await settled(shop, **OPEN)
    ship = messages.ShipJourneys(service_purpose=ORDERS, marketing_purpose=NEWS)
    await shop.run(messages.ship_journeys, ship)
    listed = await shop.run(messages.list_templates, messages.ListTemplates())
    for language in ("nl", "en"):
        person = customers.Create(
            given_name="Zoë", email=f"{language}@example.com", locale=language
        )
        customer_id = (await shop.run(customers.create, person)).id
        await says(shop, customer_id, ConsentState.GIVEN)
        for each in listed.templates:
            await written(shop, customer_id, template=each.template)
    parcels = await sent(shop)
    assert len(parcels) == 2 * len(listed.templates)
    return parcels
