"""Seals, heads and keys in the graph: by what the books can be proved."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import call, output
from api.graphql.loaders import Lookup
from domain import ledger, proofs, signing

PROOFS: Lookup[str, proofs.Proof] = Lookup(
    use_case=proofs.proofs_of_many,
    keys="transfer_ids",
    key=lambda proof: proof.transfer.id,
)

call(ledger.Written, "SealedTransfer")
call(proofs.Head, "SignedHead")
Proof = output(proofs.Proof)
SignedHead = output(proofs.Head)
SigningKey = output(signing.SigningKey)
Transfer: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="`trf_…`, as an entry has it.")
]


@strawberry.type
class ProofQuery:
    """What can be asked to prove the books."""

    @strawberry.field(
        description="The way from a transfer to the newest signed head over it.",
        graphql_type=Proof,
    )
    async def transfer_proof(self, info: Info, transfer_id: Transfer) -> Any:
        """Return the proof of a transfer, or refuse."""
        return await info.context.run(proofs.prove, {"transfer_id": transfer_id})

    @strawberry.field(
        description="Signed heads over all seals, newest first.",
        graphql_type=Connection[SignedHead],
    )
    async def heads(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of heads."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(proofs.list_heads, asked)
        return connection(
            page, lambda head: head, after, lambda head: (head.seals, head.key_id)
        )

    @strawberry.field(
        description="The public keys by which heads were signed, the oldest first.",
        graphql_type=list[SigningKey],
    )
    async def signing_keys(self, info: Info) -> Any:
        """Return all keys of the tenant."""
        return (await info.context.run(signing.list_signing_keys, {})).keys
