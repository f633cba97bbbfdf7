"""Customers who visit: with a token that their shop asked for."""

from domain import consent, customers
from domain.consent import ConsentState
from tests.world import World


async def token(shop: World, customer_id: str, *scopes: str) -> str:
    """Return a token by which a customer sees themselves."""
    command = customers.MintToken(customer_id=customer_id, scopes=scopes)
    return (await shop.run(customers.mint_token, command)).token


async def consents(shop: World, customer_id: str) -> dict[str, ConsentState]:
    """Return what a customer agrees to, by purpose and channel."""
    asked = consent.FindConsents(customer_id=customer_id)
    told = await shop.run(consent.find_consents, asked)
    return {f"{each.purpose} {each.channel}": each.state for each in told.consents}
