"""Commands of proofs."""

from collections.abc import Mapping

from domain import proofs
from tests.anomaly.shop import Prepared, always
from tests.world import World


async def _sign(shop: World) -> proofs.Sign:
    await shop.run(proofs.seal, proofs.SealSome())
    return proofs.Sign()


async def _sign_daily(shop: World) -> proofs.SignDaily:
    await shop.run(proofs.seal, proofs.SealSome())
    return proofs.SignDaily()


COMMANDS: Mapping[str, Prepared] = {
    "proofs.seal": always(proofs.SealSome()),
    "proofs.sign": _sign,
    "proofs.sign_daily": _sign_daily,
}
