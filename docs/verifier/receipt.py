"""Verify a receipt of consent, without any of our code and without any library.

    python docs/verifier/receipt.py receipt.json --key=z6Mk… --key=…

The keys are those that you trust: as `GET /v1/signing-keys` shows them (`x`), or as a
receipt names them (`z6Mk…`). Without any, the receipt is believed about its key, and
that is said. It ends with 1, and says why, if anything is not as it must be.
"""

import argparse
import json
import sys
from base64 import urlsafe_b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from verify import Refused, is_signed, require

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUB = b"\xed\x01"


def decoded(text: str) -> bytes:
    """Return what multibase says: `z`, and base 58 as Bitcoin writes it."""
    require(text[:1] == "z" and set(text[1:]) <= set(ALPHABET), "not base 58")
    number = 0
    for letter in text[1:]:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def digest(said: dict[str, Any]) -> bytes:
    """Return the SHA-256 of an object of texts and numbers, as RFC 8785 writes it."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).digest()


def key_of(proof: dict[str, Any]) -> bytes:
    """Return the key that a proof names (did:key)."""
    named = str(proof["verificationMethod"])
    multikey = named.removeprefix("did:key:").partition("#")[0]
    found = decoded(multikey)
    require(found[:2] == ED25519_PUB and len(found) == 34, "not a key of Ed25519")
    return found[2:]


def trusted(text: str) -> bytes:
    """Return a key as somebody gave it: `z6Mk…`, or 43 letters of a JSON Web Key."""
    if text.startswith("z6Mk"):
        return decoded(text)[2:]
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(document: dict[str, Any], keys: list[bytes]) -> str:
    """Return what a receipt says, if it proves it; raise Refused if it does not."""
    proof = dict(document["proof"])
    value = decoded(str(proof.pop("proofValue")))
    require(proof["type"] == "DataIntegrityProof", "not a proof that we know")
    require(proof["cryptosuite"] == "eddsa-jcs-2022", "not a proof that we know")
    said = {name: each for name, each in document.items() if name != "proof"}
    require(proof["@context"] == said["@context"], "the contexts differ")
    key = key_of(proof)
    require(not keys or key in keys, "it is signed by a key that is not trusted")
    signed = digest(proof) + digest(said)
    require(is_signed(key, signed, value), "the signature does not fit")
    record = said["dpv:hasRecordOfActivity"]
    notice = record.get("dpv:hasNotice")
    if notice is not None:
        shown = sha256(notice["schema:text"].encode()).hexdigest()
        require(shown == notice["stamgast:sha256"], "the notice is another one")
    status = record["dpv:hasConsentStatus"]
    purpose = record["dpv:hasProcess"]["dpv:hasPurpose"]["@id"]
    return f"{status['@type']} for {purpose}, {status['dct:date']}"


def main(arguments: list[str]) -> int:
    """Verify a file and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], help="x, or z6Mk…")
    given = parser.parse_args(arguments)
    try:
        document = json.loads(given.file.read_text(encoding="utf-8"))
        told = check(document, [trusted(each) for each in given.key])
    except (Refused, KeyError, TypeError, ValueError) as refused:
        sys.stderr.write(f"NOT as it must be: {refused}\n")
        return 1
    believed = "" if given.key else " (its key is believed: give the one you trust)"
    sys.stdout.write(f"{told}{believed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
