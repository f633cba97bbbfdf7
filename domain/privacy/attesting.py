"""Attesting: what a partner is told is ours, by the headers of OpenDSR 2.0."""

from base64 import b64encode
from hashlib import sha256

from domain import signing
from domain.kernel import Unit

# By the name from before, too (section 10.1).
NAMES = ("OpenDSR", "OpenGDPR")


async def attested(unit: Unit, domain: str, body: bytes) -> dict[str, str]:
    """Return the headers that sign the SHA-256 digest of a body, for a domain."""
    signed = (await signing.signer(unit)).sign(sha256(body).digest())
    headers = dict[str, str]()
    for name in NAMES:
        headers[f"X-{name}-Processor-Domain"] = domain
        headers[f"X-{name}-Signature"] = b64encode(signed).decode()
    return headers
