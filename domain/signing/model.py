"""The nouns of signing: keys of Ed25519, and how what they sign is written."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from domain.kernel import Kind, Refusal
from domain.kernel.ids import identifier

SigningKeyId: TypeAlias = Annotated[str, identifier("sgk")]
# SHA-256, and keys and signatures of Ed25519, in hexadecimal.
Hex: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64,128}$(?!\n)", examples=["0" * 64])
]

KEY = "stamgast-key-1"


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

    @property
    def public(self) -> "PublicKey":
        """Return the key as libraries read it."""
        x = urlsafe_b64encode(bytes.fromhex(self.public_key)).rstrip(b"=")
        return PublicKey(kid=self.id, x=x.decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """All keys of a tenant, the oldest first."""

    keys: tuple[SigningKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key of Ed25519 as a JSON Web Key (RFC 8037); `x` is base64url."""

    kid: SigningKeyId
    x: str
    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeys:
    """A JSON Web Key Set (RFC 7517), the oldest key first."""

    keys: tuple[PublicKey, ...]


@dataclass(eq=False)
class NoSigningKey(Refusal):
    """Nothing has been signed here yet, and to ask does not make a key."""

    kind = Kind.CONFLICT
    retryable = True


def netstrings(*fields: object) -> bytes:
    """Return fields as netstrings: length in bytes, a colon, the text, a comma."""
    texts = (str(field).encode() for field in fields)
    return b"".join(b"%d:%b," % (len(text), text) for text in texts)


def stamp(instant: datetime) -> str:
    """Return an instant in UTC as it is hashed: RFC 3339, to the microsecond."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
