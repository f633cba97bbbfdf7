"""Erasures as the schedule carries them out."""

from datetime import timedelta
from typing import Any

from domain import privacy
from domain.kernel import Unit
from domain.privacy import AvgRequest, RequestKind, Wait, Waive
from tests.domain.privacy.asking import as_system, asked, verified
from tests.world import NOON, World

COOLED = NOON + timedelta(hours=72)


async def wanted(shop: World, customer_id: str, **more: Any) -> AvgRequest:
    """Have an erasure asked for and verified, so that it cools off."""
    request = await asked(shop, customer_id, RequestKind.ERASURE, **more)
    return await verified(shop, request)


async def at_once(shop: World, customer_id: str, **more: Any) -> AvgRequest:
    """Have an erasure that waits for nothing."""
    request = await wanted(shop, customer_id, **more)
    for wait in Wait:
        await shop.run(privacy.waive, Waive(request_id=request.id, wait=wait))
    return request


async def destroyed(shop: World) -> int:
    """Destroy the keys that are due; return of how many."""
    platform = as_system(shop)
    told = await platform.run(privacy.destroy_keys, privacy.DestroyKeys())
    return told.done


async def shredded(shop: World) -> None:
    """Carry out all steps that are left, as the schedule does."""
    platform = as_system(shop)
    more = True
    while more:
        told = await platform.run(privacy.shred_some, privacy.ShredSome())
        more = told.more


async def swept(shop: World) -> None:
    """Carry out all that is left of erasures, as the schedule does."""
    await shredded(shop)
    await certified(shop)


async def told(shop: World) -> privacy.CertifySome:
    """Return that all who are to be told of erasures were told."""

    async def work(unit: Unit) -> tuple[privacy.Told, ...]:
        return tuple(
            privacy.Told(request_id=each.request_id, reached=0, unreached=0)
            for each in await privacy.propagating(unit)
        )

    return privacy.CertifySome(told=await shop.platform.perform(work, shop.principal))


async def certified(shop: World) -> None:
    """Certify what is propagated."""
    await as_system(shop).run(privacy.certify_some, await told(shop))


async def erased(shop: World, customer_id: str, **more: Any) -> AvgRequest:
    """Have a customer erased, from asking to the certificate."""
    request = await at_once(shop, customer_id, **more)
    assert await destroyed(shop) == 1
    await swept(shop)
    this = privacy.FindRequest(request_id=request.id)
    return await shop.run(privacy.find_request, this)
