"""The nouns of proofs: seals over transfers, heads over seals, and who signs them."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel import Kind, Refusal
from domain.ledger import Written
from domain.signing import Hex, SigningKeyId, netstrings

SEAL, HEAD = "stamgast-seal-1", "stamgast-head-1"
NOTHING = "0" * 64


class SealKind(StrEnum):
    """How the transfers of a seal were chosen."""

    # All there were between two identifiers.
    RANGE = "range"
    # Some that came to a range after it had been sealed.
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A batch of transfers that can no longer change unnoticed.

    Their positions begin at `first`; `root` is that of the tree of which they are the
    leaves, in the order of their identifiers. `hash` covers all of it and the seal
    before.
    """

    tenant_id: str
    number: int
    kind: SealKind
    first: int
    count: int
    after: str
    until: str
    root: Hex
    previous: Hex
    sealed_at: str
    hash: Hex

    @property
    def said(self) -> bytes:
        """Return the bytes whose hash the seal is."""
        return netstrings(
            *(SEAL, self.tenant_id, self.number, self.kind, self.first, self.count),
            *(self.after, self.until, self.root, self.previous, self.sealed_at),
        )

    @property
    def last(self) -> int:
        """Return the position of its last transfer."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What somebody signed: so many seals and transfers, this last seal, this root.

    `root` is that of the tree of which the hashes of all seals are the leaves.
    """

    tenant_id: str
    seals: int
    transfers: int
    seal: Hex
    root: Hex
    signed_at: str
    key_id: SigningKeyId
    signature: Hex

    @property
    def said(self) -> bytes:
        """Return the bytes that are signed."""
        return netstrings(
            *(HEAD, self.tenant_id, self.seals, self.transfers, self.seal),
            *(self.root, self.signed_at, self.key_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a transfer is what a head was signed over.

    The leaf and `path` give the root of the seal; the seal's hash, as a leaf, and
    `seal_path` give the root of the head, which is signed.
    """

    transfer: Written
    position: int
    leaf: Hex
    index: int
    path: tuple[str, ...]
    seal: Seal
    seal_path: tuple[str, ...]
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """How many transfers a seal took, and whether there may be more."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """How many seals are under the head that was signed; 0 if there was no need."""

    seals: int


@dataclass(eq=False)
class TransferNotFound(Refusal):
    """There is no such transfer."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class NotYetSigned(Refusal):
    """No signed head covers this yet.

    Transfers are sealed within minutes, and heads are signed once a day, or when you
    ask for one.
    """

    kind = Kind.CONFLICT
    retryable = True


@dataclass(eq=False)
class NothingSealed(Refusal):
    """There is nothing to sign yet: no transfer has been sealed."""

    kind = Kind.CONFLICT
    retryable = True
