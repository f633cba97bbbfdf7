"""A tenant's keys: made when needed, published as libraries read them."""

from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from domain import signing
from domain.kernel import Unit
from domain.signing import NoSigningKey, PublicKeys, Signer
from tests.world import World

SAID = b"what was said"


async def published(world: World) -> PublicKeys:
    return await world.run(signing.list_public_keys, signing.ListPublicKeys())


async def test_what_is_signed_is_verified_by_the_published_key(world: World) -> None:
    signer = await world.platform.perform(signing.signer, world.principal)
    (key,) = (await published(world)).keys
    assert key.kid == signer.key_id
    public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key.x + "="))
    public.verify(signer.sign(SAID), SAID)
    assert signer.sign(SAID) == signer.sign(SAID)


async def test_a_published_key_is_one_that_libraries_read(world: World) -> None:
    signer = await world.platform.perform(signing.signer, world.principal)
    (key,) = (await published(world)).keys
    read = OKPKey.import_key({"kty": key.kty, "crv": key.crv, "x": key.x})
    named = ["Ed25519"]
    own = OKPKey.import_key(signer.key)
    token = jwt.encode({"alg": "Ed25519"}, {"sub": "ann"}, own, algorithms=named)
    assert jwt.decode(token, read, algorithms=named).claims == {"sub": "ann"}


async def test_who_only_reads_makes_no_key(world: World) -> None:
    async def ask(unit: Unit) -> Signer:
        return await signing.signer(unit)

    with pytest.raises(NoSigningKey):
        await world.platform.perform(ask, world.principal, read_only=True)
    assert (await published(world)).keys == ()
    await world.platform.perform(signing.provide, world.principal)
    made = await world.platform.perform(ask, world.principal, read_only=True)
    await world.platform.perform(signing.provide, world.principal)
    assert [each.kid for each in (await published(world)).keys] == [made.key_id]


async def test_nobody_signs_for_another(world: World, neighbour: World) -> None:
    ours = await world.platform.perform(signing.signer, world.principal)
    theirs = await neighbour.platform.perform(signing.signer, neighbour.principal)
    assert ours.sign(SAID) != theirs.sign(SAID)
    assert [each.kid for each in (await published(neighbour)).keys] == [theirs.key_id]
