"""Documents that prove themselves: JSON with a proof of Ed25519 beside what it says.

W3C Verifiable Credential Data Integrity 1.0 with the cryptosuite `eddsa-jcs-2022`: what
is signed is the SHA-256 of the proof's options and that of the document, each as RFC
8785 (JCS) writes it. The key is named by itself (`did:key`), so a document is verified
without asking anybody; whose key it is, the published keys say.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from domain.signing.service import Signer

SUITE = "eddsa-jcs-2022"
# Multicodec of a public key of Ed25519.
ED25519_PUB = b"\xed\x01"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE = len(ALPHABET)


def proved(signer: Signer, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with a proof that whoever holds the key said so.

    It is made of texts, whole numbers, booleans, lists and objects with ASCII names.
    """
    named = multibase(ED25519_PUB + signer.key.public_key().public_bytes_raw())
    options = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "proofPurpose": "assertionMethod",
        "verificationMethod": f"did:key:{named}#{named}",
    }
    signed = signer.sign(digest(options) + digest(document))
    return {**document, "proof": {**options, "proofValue": multibase(signed)}}


def digest(said: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of an object as RFC 8785 writes it."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).digest()


def multibase(data: bytes) -> str:
    """Return bytes in base 58, as Bitcoin writes it, with the `z` that says so."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, BASE)
        letters = ALPHABET[rest] + letters
    zeros = len(data) - len(data.lstrip(b"\0"))
    return f"z{ALPHABET[0] * zeros}{letters}"
