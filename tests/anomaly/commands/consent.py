"""What consent is called with."""

from collections.abc import Mapping
from datetime import timedelta

from domain import consent
from domain.consent import ConsentState, ContactChannel, Said, Wording
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.consent.purposes import NEWS, declared
from tests.world import NOON, World


async def _publish(shop: World) -> consent.PublishNotice:
    await declared(shop)
    return consent.PublishNotice(purpose="news", text=Wording(nl="Nieuws?", en="News?"))


async def _say(shop: World) -> consent.SetConsents:
    await declared(shop)
    return consent.SetConsents(
        customer_id=ANN,
        consents=(
            Said(
                purpose="news",
                state=ConsentState.GIVEN,
                notice_version=1,
                language="nl",
            ),
        ),
    )


async def _lapse(shop: World) -> consent.Lapse:
    await declared(shop)
    given = Said(
        purpose="news",
        channel=ContactChannel.EMAIL,
        state=ConsentState.GIVEN,
        notice_version=1,
        language="nl",
        occurred_at=NOON - timedelta(days=800),
    )
    for each in (ANN, BOB):
        said = consent.SetConsents(customer_id=each, consents=(given,))
        await shop.run(consent.set_consents, said)
    return consent.Lapse()


async def _object(shop: World) -> consent.Object:
    await declared(shop)
    return consent.Object(customer_id=ANN, objection=consent.Objection.MARKETING)


COMMANDS: Mapping[str, Prepared] = {
    "consent.put_purpose": always(NEWS),
    "consent.publish_notice": _publish,
    "consent.set_consents": _say,
    "consent.object_to": _object,
    "consent.lapse": _lapse,
}
