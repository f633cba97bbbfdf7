"""Verify the certificate of an erasure, without any of our code and any library.

    python docs/verifier/certificate.py certificate.json --key=x…

The keys are those that you trust, as `GET /v1/signing-keys` shows them (`x`). The root
is computed anew from all parts; it ends with 1, and says why, if anything differs.
"""

import argparse
import json
import sys
from base64 import urlsafe_b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from verify import Refused, is_signed, leaf, require

FORMAT = "stamgast-certificate-1"
SIGNED = (
    *("tenant_id", "request_id", "customer_id"),
    *("requested_at", "destroyed_at", "certified_at"),
    *("recipients_told", "recipients_unreached"),
)


def netstrings(*fields: object) -> bytes:
    """Return fields as netstrings: length in bytes, a colon, the text, a comma."""
    texts = (str(field).encode() for field in fields)
    return b"".join(b"%d:%b," % (len(text), text) for text in texts)


def said(part: dict[str, Any]) -> bytes:
    """Return a part as it is hashed."""
    return netstrings(
        *(part["place"], part["treatment"], ",".join(part["fields"]), part["rows"]),
        *(",".join(part["digests"]), part["basis"] or "", part["until"] or ""),
    )


def root(leaves: list[bytes]) -> bytes:
    """Return the root of a tree (RFC 9162): who has no sibling goes up alone."""
    while len(leaves) > 1:
        pairs = [leaves[at : at + 2] for at in range(0, len(leaves), 2)]
        leaves = [
            pair[0] if len(pair) == 1 else sha256(b"\x01" + b"".join(pair)).digest()
            for pair in pairs
        ]
    return leaves[0]


def check(certificate: dict[str, Any], keys: list[bytes]) -> str:
    """Return what a certificate says, if it proves it; raise Refused if it does not."""
    parts = certificate["parts"]
    found = root([leaf(said(part)) for part in parts]).hex()
    require(found == certificate["root"], "the parts are not those of the root")
    signed = netstrings(
        *(FORMAT, *(certificate[name] for name in SIGNED)),
        *(len(parts), certificate["root"], certificate["key_id"]),
    )
    signature = bytes.fromhex(certificate["signature"])
    require(
        any(is_signed(key, signed, signature) for key in keys),
        "it is not signed by a key that you trust",
    )
    shredded = sum(len(part["digests"]) for part in parts)
    return (
        f"{certificate['customer_id']} was erased at {certificate['destroyed_at']}: "
        f"{shredded} sealed values, {len(parts)} parts"
    )


def main(arguments: list[str]) -> int:
    """Check a file and say what it proves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", required=True, help="x of a key")
    given = parser.parse_args(arguments)
    try:
        keys = [urlsafe_b64decode(each + "=" * (-len(each) % 4)) for each in given.key]
        told = check(json.loads(given.file.read_text(encoding="utf-8")), keys)
    except (Refused, KeyError, TypeError, ValueError) as refused:
        sys.stderr.write(f"REFUSED: {refused}\n")
        return 1
    sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
