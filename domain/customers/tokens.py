"""Customer tokens, for customers whom the shop knows to be who they say they are."""

from dataclasses import dataclass

from domain.customers import identity
from domain.customers.model import CustomerRef
from domain.customers.refusals import CustomerNotFound
from domain.kernel import Unit, writes
from domain.tenants import (
    LIFETIME_MAX_S,
    IssuedToken,
    Lifetime,
    ScopesNotPublic,
    ScopesNotYours,
    ScopesUnknown,
    TokenScopes,
    mint,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MintToken:
    """Let a customer's browser or app see that customer, for a quarter of an hour."""

    customer_id: CustomerRef
    scopes: TokenScopes
    lifetime_s: Lifetime = LIFETIME_MAX_S


@writes(
    "tokens:write",
    refusals=(CustomerNotFound, ScopesUnknown, ScopesNotPublic, ScopesNotYours),
)
async def mint_token(unit: Unit, command: MintToken) -> IssuedToken:
    """Mint a short-lived token by which a customer sees themselves and nobody else.

    It is for the server of the shop to ask for, once the customer is signed in there,
    and grants some of what the credentials of that server grant.
    """
    customer_id = await identity.resolve(unit, command.customer_id)
    return await mint(unit, customer_id, command.scopes, command.lifetime_s)
