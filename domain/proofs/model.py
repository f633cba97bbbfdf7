"""The nouns of proofs: seals over transfers, heads over seals, and who signs them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import Kind, Refusal
from domain.kernel.ids import identifier
from domain.ledger import Written

SigningKeyId: TypeAlias = Annotated[str, identifier("sgk")]
# SHA-256, and keys and signatures of Ed25519, in hexadecimal.
Hex: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64,128}$(?!\n)", examples=["0" * 64])
]

SEAL, HEAD, KEY = "stamgast-seal-1", "stamgast-head-1", "stamgast-key-1"
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
class SigningKey:
    """A public key of Ed25519 (RFC 8032); the key before it has vouched for it."""

    id: SigningKeyId
    tenant_id: str
    public_key: Hex
    created_at: str
    retired_at: str | None
    predecessor: SigningKeyId | None
    endorsement: Hex | None

    @property
    def said(self) -> bytes:
        """Return the bytes by which its predecessor vouched for it."""
        predecessor = self.predecessor or ""
        return netstrings(
            *(KEY, self.tenant_id, self.id, self.public_key, self.created_at),
            predecessor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """All keys of a tenant, the oldest first."""

    keys: tuple[SigningKey, ...]


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


def netstrings(*fields: object) -> bytes:
    """Return fields as netstrings: length in bytes, a colon, the text, a comma."""
    texts = (str(field).encode() for field in fields)
    return b"".join(b"%d:%b," % (len(text), text) for text in texts)


def stamp(instant: datetime) -> str:
    """Return an instant in UTC as it is hashed: RFC 3339, to the microsecond."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


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
