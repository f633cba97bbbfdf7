"""What referrals are called with."""

from collections.abc import Mapping

from domain import referrals
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.earning.shop import bought
from tests.domain.referrals.shop import invited, rewarding
from tests.world import World


async def _came(shop: World) -> referrals.Attribute:
    asked = referrals.GiveReferralCode(customer_id=ANN)
    code = (await shop.run(referrals.give_code, asked)).code
    return referrals.Attribute(customer_id=BOB, code=code)


async def _due(shop: World) -> referrals.DecideSome:
    """Let somebody who ordered be decided."""
    await invited(await rewarding(shop), "f1", "f2")
    await bought(shop, "f1", who="f1")
    return referrals.DecideSome()


COMMANDS: Mapping[str, Prepared] = {
    "referrals.set_settings": always(referrals.SetReferralSettings(keep_days=7)),
    "referrals.give_code": always(referrals.GiveReferralCode(customer_id=BOB)),
    "referrals.attribute": _came,
    "referrals.add_payment_print": always(
        referrals.AddPaymentPrint(customer_id=BOB, fingerprint="card-fp-77")
    ),
    "referrals.decide_some": _due,
}
