"""How tests seal and sign, and what they check a proof with."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain import proofs, signing
from domain.kernel import system
from domain.ledger.tables import transfers
from domain.proofs import Proof, rules
from tests.domain.ledger.books import customer, earn, post, spend
from tests.world import World


async def seal(world: World, limit: int = 2_048) -> proofs.Sealed:
    command = proofs.SealSome(limit=limit)
    caller = system(world.principal.tenant)
    return await world.platform.run(proofs.seal, command, caller)


async def seal_all(world: World, limit: int = 2_048) -> int:
    """Seal all there is and return how many transfers that were."""
    sealed, more = 0, True
    while more:
        done = await seal(world, limit)
        sealed, more = sealed + done.count, done.more
    return sealed


async def sign(world: World) -> proofs.Head:
    return await world.run(proofs.sign, proofs.Sign())


async def prove(world: World, transfer_id: str) -> Proof:
    return await world.run(proofs.prove, proofs.Prove(transfer_id=transfer_id))


async def live(world: World, customers: int = 5) -> list[str]:
    """Have customers earn and spend; return them."""
    known = [customer() for _ in range(customers)]
    for number, each in enumerate(known):
        await post(world, earn(each, 100, f"o{each}"))
        await post(world, spend(each, 10 + number, f"r{each}"))
    return known


async def transfer_ids(world: World) -> list[str]:
    return sorted(row["id"] for row in await world.rows(transfers))


async def is_proved(world: World, proof: Proof) -> bool:
    """Tell whether a proof leads to a head that a published key has signed."""
    at_seal = climbed(proof.leaf, proof.index, proof.seal.count, proof.path)
    seal_leaf = rules.leaf(bytes.fromhex(proof.seal.hash)).hex()
    number, seals = proof.seal.number, proof.head.seals
    at_head = climbed(seal_leaf, number - 1, seals, proof.seal_path)
    listed = await world.run(signing.list_signing_keys, signing.ListSigningKeys())
    (key,) = [each for each in listed.keys if each.id == proof.head.key_id]
    verify(key.public_key, proof.head.signature, proof.head.said)
    return (at_seal, at_head) == (proof.seal.root, proof.head.root)


def climbed(start: str, index: int, size: int, path: tuple[str, ...]) -> Any:
    found = rules.climb(
        bytes.fromhex(start), index, size, [bytes.fromhex(each) for each in path]
    )
    return None if found is None else found.hex()


def verify(public_key: str, signature: str, said: bytes) -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    key.verify(bytes.fromhex(signature), said)
