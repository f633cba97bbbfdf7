"""What push services and browsers ask for: who sends, and what only one can read.

Voluntary identification (VAPID, RFC 8292) by a key of the tenant; encryption of a
message for one browser (RFC 8291) in one record (RFC 8188).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha512
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from domain.kernel import TenantId
from domain.kernel.crypto import Vault

CURVE = SECP256R1()
# Of P-256 (NIST SP 800-186, section 3.2.1.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SALT_BYTES, POINT_BYTES, RECORD_BYTES = 16, 65, 4_096
# What is left of a record for a message: less header, delimiter and tag.
PLAIN_BYTES_MAX = RECORD_BYTES - SALT_BYTES - 4 - 1 - POINT_BYTES - 1 - 16
# A token of identification lasts a day at most.
LASTS = timedelta(hours=12)


def own_key(vault: Vault, tenant: TenantId) -> EllipticCurvePrivateKey:
    """Return the key by which a tenant is known to push services, always the same."""
    return scalar(sha512(vault.derive(f"web push {tenant}")).digest())


def scalar(random: bytes) -> EllipticCurvePrivateKey:
    """Return a private key of 40 random bytes or more (FIPS 186-5, appendix A.2.1)."""
    return derive_private_key(int.from_bytes(random) % (ORDER - 1) + 1, CURVE)


def point(key: EllipticCurvePrivateKey) -> bytes:
    """Return the public half of a key, as 65 bytes."""
    form = PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(Encoding.X962, form)


def identified(
    key: EllipticCurvePrivateKey, endpoint: str, contact: str | None, now: datetime
) -> str:
    """Return the header by which a push service knows who sends."""
    parts = urlsplit(endpoint)
    claims: dict[str, str | int] = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + LASTS).timestamp()),
    }
    if contact is not None:
        claims["sub"] = contact
    own = ECKey.import_key(key)
    token = jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, own)
    return f"vapid t={token}, k={text(point(key))}"


def encrypted(
    plain: bytes,
    browser: tuple[bytes, bytes],
    ephemeral: EllipticCurvePrivateKey,
    salt: bytes,
) -> bytes:
    """Return what only a browser reads, by its public key and its secret."""
    receiver, secret = browser
    sender = point(ephemeral)
    shared = ephemeral.exchange(
        ECDH(), EllipticCurvePublicKey.from_encoded_point(CURVE, receiver)
    )
    made = _expanded(secret, shared, b"WebPush: info\0" + receiver + sender, 32)
    key = _expanded(salt, made, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expanded(salt, made, b"Content-Encoding: nonce\0", 12)
    # The last record ends with 2.
    sealed = AESGCM(key).encrypt(nonce, plain + b"\x02", None)
    size = RECORD_BYTES.to_bytes(4)
    return salt + size + len(sender).to_bytes() + sender + sealed


def is_point(said: str) -> bool:
    """Tell whether base64url says a point of the curve."""
    try:
        EllipticCurvePublicKey.from_encoded_point(CURVE, octets(said))
    except ValueError:
        return False
    return True


def text(octets: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(said: str) -> bytes:
    """Return what base64url without padding says."""
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


def _expanded(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
