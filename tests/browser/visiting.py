"""Customers who visit: with a token that their shop asked for."""

from domain import customers
from tests.world import World


async def token(shop: World, customer_id: str, *scopes: str) -> str:
    """Return a token by which a customer sees themselves."""
    command = customers.MintToken(customer_id=customer_id, scopes=scopes)
    return (await shop.run(customers.mint_token, command)).token
