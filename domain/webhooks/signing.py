"""Signatures, after Standard Webhooks 1.0: HMAC-SHA-256 over id, timestamp and body."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret(dice: Callable[[int], bytes]) -> str:
    """Return a secret as its holder is shown it: a prefix and base64."""
    return PREFIX + b64encode(dice(SECRET_BYTES)).decode()


def headers(
    event_id: str, sent_at: datetime, body: str, secrets: Iterable[str]
) -> dict[str, str]:
    """Return the headers by which a receiver knows that something comes from us.

    It is signed by each secret, as a receiver may still know the old one.
    """
    timestamp = str(int(sent_at.timestamp()))
    signed = f"{event_id}.{timestamp}.{body}".encode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_sign(each, signed) for each in secrets),
    }


def _sign(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}"
