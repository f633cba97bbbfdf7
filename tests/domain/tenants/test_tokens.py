"""Customer tokens: short, signed, for one customer; refused when anything is off."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

from domain import customers, tenants
from domain.kernel import (
    CustomerId,
    NotAllowed,
    NotAuthenticated,
    Principal,
    Scope,
    Unit,
)
from domain.kernel.audit import audit_entries
from domain.kernel.crypto import Vault
from domain.kernel.outbox import outbox
from domain.tenants.tables import revoked_tokens
from tests.world import MASTER_KEY, NOON, World

VAULT = Vault(MASTER_KEY)
ANN: CustomerId = "cus_" + "a" * 32
SEEN = ("ledger:read", "status:read")


async def mint(
    world: World, *scopes: str, lifetime_s: int = 900
) -> tenants.IssuedToken:
    async def minting(unit: Unit) -> tenants.IssuedToken:
        return await tenants.mint(unit, ANN, scopes or SEEN, lifetime_s)

    return await world.platform.perform(minting, world.principal)


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return _decoded(header), _decoded(claims)


def _decoded(part: str) -> dict[str, Any]:
    return msgspec.json.decode(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(msgspec.json.encode(part)).decode().rstrip("=")


def signed(claims: dict[str, Any], master: bytes = MASTER_KEY) -> str:
    """Sign anything at all, with the platform's key or with another's."""
    seed = Vault(master).derive("customer tokens")
    private = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))
    header = {"alg": "Ed25519"}
    return jwt.encode(header, claims, private, algorithms=["Ed25519"])


async def test_a_token_says_for_whom_and_for_how_long(world: World) -> None:
    issued = await mint(world)
    header, claims = parts(issued.token)
    since = int(NOON.timestamp())
    assert header == {"typ": "JWT", "alg": "Ed25519", "kid": header["kid"]}
    assert claims == {
        "iss": "stamgast",
        "aud": "stamgast",
        "tenant": f"tnt_{world.principal.tenant.hex}",
        "sub": ANN,
        "scope": "ledger:read status:read",
        "iat": since,
        "exp": since + 900,
        "jti": issued.id,
        "ver": "2026-11-22",
    }
    assert issued.expires_at == NOON + timedelta(minutes=15)
    assert tenants.verify(VAULT, issued.token, NOON).principal() == Principal(
        tenant=world.principal.tenant,
        scopes=frozenset(map(Scope, SEEN)),
        actor=f"token:{issued.id}",
        customer=ANN,
        trusted_documents_only=True,
    )


async def test_anybody_can_verify_a_token(world: World) -> None:
    token = (await mint(world)).token
    published = tenants.public_keys(VAULT)
    (key,) = published["keys"]
    assert key.keys() == {"kty", "crv", "x", "alg", "use", "kid"}
    keyset = KeySet.import_key_set(published)  # pyright: ignore[reportArgumentType]
    assert jwt.decode(token, keyset, algorithms=["Ed25519"]).claims["sub"] == ANN


async def test_a_token_is_of_use_until_it_expires(world: World) -> None:
    token = (await mint(world, lifetime_s=60)).token
    tenants.verify(VAULT, token, NOON + timedelta(seconds=59))
    with pytest.raises(NotAuthenticated):
        tenants.verify(VAULT, token, NOON + timedelta(seconds=60))


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"aud": ["stamgast", "another"]},
        {"iss": "another"},
        {"exp": int(NOON.timestamp())},
        {"exp": int(NOON.timestamp()) + 901},
        {"exp": "tomorrow"},
        {"iat": int(NOON.timestamp()) + 60, "exp": int(NOON.timestamp()) + 120},
        {"sub": "ann"},
        {"sub": None},
        {"tenant": "tnt_1"},
        {"scope": ["status:read"]},
        {"jti": ""},
    ],
)
async def test_a_token_that_says_anything_else_is_refused(
    world: World, wrong: dict[str, Any]
) -> None:
    _, claims = parts((await mint(world)).token)
    tenants.verify(VAULT, signed(claims), NOON)
    with pytest.raises(NotAuthenticated):
        tenants.verify(VAULT, signed(claims | wrong), NOON)


@pytest.mark.parametrize("claim", ["iss", "aud", "tenant", "sub", "exp", "iat", "jti"])
async def test_a_token_that_says_less_is_refused(world: World, claim: str) -> None:
    _, claims = parts((await mint(world)).token)
    del claims[claim]
    with pytest.raises(NotAuthenticated):
        tenants.verify(VAULT, signed(claims), NOON)


async def test_a_token_that_another_signed_is_refused(world: World) -> None:
    token = (await mint(world)).token
    header, claims = parts(token)
    head, body, signature = token.split(".")
    bob = _encoded({**claims, "sub": "cus_" + "b" * 32})
    public = tenants.public_keys(VAULT)["keys"][0]["x"]
    hmac = OctKey.import_key(urlsafe_b64decode(public + "="))
    forged = (
        signed(claims, master=bytes([1]) * 32),
        f"{_encoded({'alg': 'none'})}.{body}.",
        f"{_encoded({**header, 'alg': 'none'})}.{body}.{signature}",
        f"{head}.{bob}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{signature}.{signature}",
        jwt.encode({**header, "alg": "HS256"}, claims, hmac, algorithms=["HS256"]),
        jwt.encode(
            {"alg": "Ed25519", "jwk": OKPKey.generate_key().as_dict(private=False)},
            claims,
            OKPKey.generate_key(),
            algorithms=["Ed25519"],
        ),
    )
    for each in forged:
        with pytest.raises(NotAuthenticated):
            tenants.verify(VAULT, each, NOON)


@given(st.one_of(st.text(max_size=200), st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*")))
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(NotAuthenticated):
        tenants.verify(VAULT, token, NOON)


@pytest.mark.parametrize(
    ("scopes", "refusal"),
    [
        (("status:shred",), tenants.ScopesUnknown),
        (("operator",), tenants.ScopesNotPublic),
        (("tenants:write", "status:read"), tenants.ScopesNotPublic),
    ],
)
async def test_no_token_grants_what_is_not_for_customers(
    world: World, scopes: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await mint(world, *scopes)


async def test_no_token_grants_what_its_minter_does_not_have(shop: World) -> None:
    ann = await shop.run(customers.create, customers.Create())
    scopes = frozenset({Scope("tokens:write"), Scope("status:read")})
    server = replace(shop.principal, scopes=scopes)
    before = await shop.rows(audit_entries)
    command = customers.MintToken(customer_id=ann.id, scopes=SEEN)
    with pytest.raises(tenants.ScopesNotYours) as refusal:
        await shop.platform.run(customers.mint_token, command, server)
    assert refusal.value.details() == {"scopes": ("ledger:read",)}
    with pytest.raises(NotAllowed):
        await shop.platform.run(
            customers.mint_token, command, replace(server, scopes=frozenset())
        )
    assert await shop.rows(audit_entries) == before


async def test_a_token_is_minted_for_a_customer_who_is_there(
    shop: World, other_shop: World
) -> None:
    ann = await shop.run(customers.create, customers.Create())
    command = customers.MintToken(
        customer_id=ann.id, scopes=("status:read",), lifetime_s=30
    )
    issued = await shop.run(customers.mint_token, command)
    assert tenants.verify(VAULT, issued.token, NOON).sub == ann.id
    assert issued.expires_at == NOON + timedelta(seconds=30)
    with pytest.raises(customers.CustomerNotFound):
        await other_shop.run(customers.mint_token, command)


async def test_a_token_is_revoked_once_and_by_its_own_tenant(
    world: World, neighbour: World
) -> None:
    issued = await mint(world)
    claims = tenants.verify(VAULT, issued.token, NOON)
    command = tenants.RevokeToken(token_id=issued.id)
    await neighbour.run(tenants.revoke_token, command)
    async with world.platform.unit(world.principal) as unit:
        await tenants.refuse_revoked(unit, claims)
    revoked = tenants.RevokedToken(id=issued.id)
    assert 8 * [revoked] == await asyncio.gather(
        *(world.run(tenants.revoke_token, command) for _ in range(8))
    )
    async with world.platform.unit(world.principal) as unit:
        with pytest.raises(NotAuthenticated):
            await tenants.refuse_revoked(unit, claims)
    (news,) = await world.rows(outbox)
    assert news["payload"] == {"token_id": issued.id}


async def test_what_has_expired_need_not_be_remembered(world: World) -> None:
    first, second = (await mint(world)).id, (await mint(world)).id
    await world.run(tenants.revoke_token, tenants.RevokeToken(token_id=first))
    (row,) = await world.rows(revoked_tokens)
    # No token that was minted before lives on after that.
    assert row["expires_at"] >= NOON + timedelta(minutes=15)
    later = replace(world.platform, clock=lambda: NOON + timedelta(hours=1))
    await later.run(
        tenants.revoke_token, tenants.RevokeToken(token_id=second), world.principal
    )
    assert [each["id"] for each in await world.rows(revoked_tokens)] == [second]
