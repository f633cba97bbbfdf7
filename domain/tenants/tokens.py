"""Customer tokens: for a quarter of an hour, a browser speaks for one customer.

A token is a JWT (RFC 7519) signed with Ed25519 by a key that follows from the
platform's own secret. It is said to be `Ed25519` and not `EdDSA`, which RFC 9864
deprecates as it names no curve.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from msgspec import Meta

from domain.kernel import (
    CustomerId,
    NotAuthenticated,
    Principal,
    Scope,
    TenantId,
    Unit,
    ids,
    writes,
)
from domain.kernel.crypto import Vault
from domain.kernel.ids import identifier
from domain.kernel.versions import FIRST
from domain.tenants import rules, store
from domain.tenants.model import IssuedToken, RevokedToken, TokenId, TokenRevoked

ALGORITHM = "Ed25519"
ISSUER = AUDIENCE = "stamgast"
LIFETIME_MAX_S = 15 * 60
# How far the clocks of two of our machines may be apart.
LEEWAY_S = 30

TokenScopes: TypeAlias = Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
Lifetime: TypeAlias = Annotated[int, Meta(ge=30, le=LIFETIME_MAX_S)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says, whatever else it says."""

    iss: str
    aud: str
    tenant: Annotated[str, identifier("tnt")]
    sub: CustomerId
    scope: str
    iat: int
    exp: int
    jti: TokenId
    # The version of the API for which the key was made that minted it.
    ver: str = FIRST

    @property
    def expires_at(self) -> datetime:
        """Return the first moment at which the token is of no use."""
        return datetime.fromtimestamp(self.exp, UTC)

    def principal(self) -> Principal:
        """Return the customer as a caller, who sees themselves and nobody else."""
        return Principal(
            tenant=TenantId(ids.decode(self.tenant)),
            scopes=frozenset(map(Scope, self.scope.split())),
            actor=f"token:{self.jti}",
            customer=self.sub,
            trusted_documents_only=True,
            api_version=self.ver,
        )


async def mint(
    unit: Unit,
    customer_id: CustomerId,
    scopes: tuple[str, ...],
    lifetime_s: int = LIFETIME_MAX_S,
) -> IssuedToken:
    """Return a token by which a customer of the tenant sees themselves.

    Whoever calls this found the customer. It refuses ScopesUnknown, ScopesNotPublic
    and ScopesNotYours.
    """
    rules.check_token_grant(unit.principal, scopes)
    token_id = unit.new_id("tok")
    since = int(unit.now.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "tenant": store.id_of(unit),
        "sub": customer_id,
        "scope": " ".join(sorted(set(scopes))),
        "iat": since,
        "exp": since + lifetime_s,
        "jti": token_id,
        "ver": unit.principal.api_version,
    }
    key = _key(unit.vault.derive("customer tokens"))
    header = {"alg": ALGORITHM, "kid": key.kid}
    token = jwt.encode(header, claims, key, algorithms=[ALGORITHM])
    expires_at = datetime.fromtimestamp(since + lifetime_s, UTC)
    return IssuedToken(id=token_id, token=token, expires_at=expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """End a customer token now."""

    token_id: TokenId


@writes("tokens:write")
async def revoke_token(unit: Unit, command: RevokeToken) -> RevokedToken:
    """Revoke a customer token; it is refused everywhere within a minute.

    To revoke it again changes nothing.
    """
    store.forget_tokens(unit)
    # No token lives longer, so it need not be told when this one was minted.
    until = unit.now + timedelta(seconds=LIFETIME_MAX_S + LEEWAY_S)
    if await store.revoke_token(unit, command.token_id, until):
        unit.emit(TokenRevoked(token_id=command.token_id))
    return RevokedToken(id=command.token_id)


def verify(vault: Vault, token: str, now: datetime) -> Claims:
    """Return what a token says, or refuse it; whether it was revoked is not asked."""
    key = _key(vault.derive("customer tokens"))
    try:
        said = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        claims = msgspec.convert(said, Claims)
    except (JoseError, ValueError, msgspec.ValidationError) as error:
        raise NotAuthenticated from error
    at = now.timestamp()
    if (
        claims.iss != ISSUER
        or claims.aud != AUDIENCE
        or not claims.iat - LEEWAY_S <= at < claims.exp
        or claims.exp - claims.iat > LIFETIME_MAX_S
    ):
        raise NotAuthenticated
    return claims


async def refuse_revoked(unit: Unit, claims: Claims) -> None:
    """Refuse a token that the unit's tenant has revoked."""
    if await store.is_revoked(unit, claims.jti):
        raise NotAuthenticated


def public_keys(vault: Vault) -> dict[str, Any]:
    """Return the key by which anybody can verify a token, as a JWK Set (RFC 7517)."""
    key = _key(vault.derive("customer tokens"))
    public = key.as_dict(private=False)
    return {"keys": [{**public, "alg": ALGORITHM, "use": "sig", "kid": key.kid}]}


@lru_cache(maxsize=4)
def _key(seed: bytes) -> OKPKey:
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))
    key.ensure_kid()
    return key
