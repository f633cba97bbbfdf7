"""Signing: by a key of the tenant, of which the public half is for everybody to see."""

from domain.signing.integrity import proved
from domain.signing.model import (
    Hex,
    NoSigningKey,
    PublicKey,
    PublicKeys,
    SigningKey,
    SigningKeyId,
    SigningKeys,
    netstrings,
    stamp,
)
from domain.signing.service import (
    ListPublicKeys,
    ListSigningKeys,
    RotateSigningKey,
    Signer,
    every_key,
    list_public_keys,
    list_signing_keys,
    provide,
    rotate_signing_key,
    signer,
)

__all__ = [
    "Hex",
    "ListPublicKeys",
    "ListSigningKeys",
    "NoSigningKey",
    "PublicKey",
    "PublicKeys",
    "RotateSigningKey",
    "Signer",
    "SigningKey",
    "SigningKeyId",
    "SigningKeys",
    "every_key",
    "list_public_keys",
    "list_signing_keys",
    "netstrings",
    "proved",
    "provide",
    "rotate_signing_key",
    "signer",
    "stamp",
]
