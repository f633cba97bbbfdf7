"""Proofs in the graph: of the entries of an account, all of a page together."""

import httpx

from domain import customers, ledger
from tests.api.graphql.conftest import ask
from tests.domain.proofs.notary import seal_all, sign, transfer_ids
from tests.world import World

PROOFS = """
query ($id: ID!, $first: Int!) {
    customer(id: $id) {
        entries(first: $first) {
            nodes { id proof { position transfer { id amount } head { seals } path } }
        }
    }
}
"""


async def account(world: World, entries: int) -> str:
    ann = (await world.run(customers.create, customers.Create(given_name="Ann"))).id
    for amount in range(1, entries + 1):
        given = ledger.Adjust(customer_id=ann, amount=amount, reason="Welcome.")
        await world.run(ledger.adjust, given)
    return ann


async def test_entries_that_are_under_a_head_have_a_proof(
    shop: httpx.AsyncClient, world: World
) -> None:
    ann = await account(world, 3)
    await seal_all(world, limit=2)
    await sign(world)
    given = ledger.Adjust(customer_id=ann, amount=4, reason="Welcome.")
    await world.run(ledger.adjust, given)
    told = await ask(shop, PROOFS, id=ann, first=20)
    nodes = told["customer"]["entries"]["nodes"]
    assert [each["proof"] and each["proof"]["position"] for each in nodes] == [
        None,
        3,
        2,
        1,
    ]
    proved = [each for each in nodes if each["proof"]]
    assert [each["proof"]["transfer"]["amount"] for each in proved] == [3, 2, 1]
    assert all(each["proof"]["transfer"]["id"] == each["id"] for each in proved)
    assert {each["proof"]["head"]["seals"] for each in proved} == {2}


async def test_a_page_of_proofs_takes_as_many_statements_as_one(
    shop: httpx.AsyncClient, world: World, statements: list[str]
) -> None:
    ann = await account(world, 20)
    await seal_all(world, limit=3)
    await sign(world)
    counts: list[int] = []
    for first in (20, 2, 20):
        statements.clear()
        await ask(shop, PROOFS, id=ann, first=first)
        counts.append(len(statements))
    assert counts[1] == counts[2]


HEADS = """
query ($transfer: ID!) {
    transferProof(transferId: $transfer) { position head { root } }
    heads(first: 5) { nodes { seals transfers root keyId } }
    signingKeys { id publicKey retiredAt }
}
"""


async def test_heads_and_the_keys_that_signed_them_are_told(
    shop: httpx.AsyncClient, world: World
) -> None:
    await account(world, 2)
    await seal_all(world)
    await sign(world)
    transfer = (await transfer_ids(world))[1]
    told = await ask(shop, HEADS, transfer=transfer)
    (head,), (key,) = told["heads"]["nodes"], told["signingKeys"]
    assert (head["seals"], head["transfers"], head["keyId"]) == (1, 2, key["id"])
    assert (len(key["publicKey"]), key["retiredAt"]) == (64, None)
    proof = told["transferProof"]
    assert (proof["position"], proof["head"]["root"]) == (2, head["root"])
