"""Requests as a shop and its customers make them."""

from dataclasses import replace
from typing import Any

from domain import customers, privacy
from domain.kernel import system
from domain.privacy import AskAvg, AvgRequest, RequestKind, VerifyRequest
from tests.world import World


async def ann(shop: World) -> str:
    """Return a customer of whom something is known."""
    known = customers.Create(email="ann@example.com", given_name="Ann", locale="nl")
    return (await shop.run(customers.create, known)).id


async def asked(
    shop: World, customer_id: str, kind: RequestKind = RequestKind.ACCESS, **more: Any
) -> AvgRequest:
    """Ask something for a customer."""
    command = AskAvg(customer_id=customer_id, kind=kind, **more)
    return await shop.run(privacy.ask, command)


async def verified(shop: World, request: AvgRequest) -> AvgRequest:
    """Say how it is known who asks."""
    command = VerifyRequest(request_id=request.id, note="Passport shown at the desk.")
    return await shop.run(privacy.verify, command)


def as_system(shop: World) -> World:
    """Return the platform itself at work for a shop."""
    return replace(shop, principal=system(shop.principal.tenant))


async def answered(shop: World) -> bool:
    """Answer whoever waits longest, as the schedule does; tell whether anybody did."""
    platform = as_system(shop)
    found = await platform.run(privacy.collect_next, privacy.CollectNext())
    if found is None:
        return False
    await platform.run(privacy.keep_answer, found)
    return True
