"""DKIM (RFC 6376, RFC 8463): what a domain says it sent, signed by its key.

Canonicalised as relaxed/simple: the body is made by us, and ends with one line break.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

Key: TypeAlias = RSAPrivateKey | Ed25519PrivateKey
Header: TypeAlias = tuple[str, str]

# `From` twice, so that nobody puts another one in front of it.
SIGNED = (
    *("from", "from", "to", "subject", "date", "message-id", "mime-version"),
    *("content-type", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"),
)
SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """Signs mails for a domain."""

    domain: str
    selector: str
    key: Key

    @classmethod
    def of(cls, path: Path, domain: str, selector: str) -> Self:
        """Read a private key, RSA or Ed25519, from a file in PEM."""
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise TypeError("DKIM_KEY must be an RSA or an Ed25519 key.")
        return cls(domain, selector, key)

    def header(self, headers: Sequence[Header], body: bytes) -> Header:
        """Return the header that signs these headers and this body."""
        there = {name.lower(): value for name, value in headers}
        named = [name for name in SIGNED if name in there]
        algorithm = "rsa" if isinstance(self.key, RSAPrivateKey) else "ed25519"
        tags = (
            f"v=1; a={algorithm}-sha256; c=relaxed/simple; d={self.domain};"
            f" s={self.selector}; h={':'.join(named)};"
            f" bh={_text(sha256(body).digest())}; b="
        )
        seen: set[str] = set()
        lines: list[str] = []
        for name in named:
            # Of one that is named twice, the second is not there.
            if name not in seen:
                lines.append(f"{name}:{_relaxed(there[name])}\r\n")
            seen.add(name)
        lines.append(f"dkim-signature:{_relaxed(tags)}")
        return "DKIM-Signature", tags + _folded(self._sign("".join(lines).encode()))

    def _sign(self, said: bytes) -> str:
        if isinstance(self.key, RSAPrivateKey):
            return _text(self.key.sign(said, PKCS1v15(), SHA256()))
        return _text(self.key.sign(sha256(said).digest()))


def _relaxed(value: str) -> str:
    return SPACES.sub(" ", value).strip()


def _folded(text: str) -> str:
    """Break a long word into lines, as no line may be longer than 998 characters."""
    return "\r\n ".join(text[at : at + 70] for at in range(0, len(text), 70))


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
