"""Proof that the books say what they said: seals, signed heads, paths to them."""

from domain.proofs.model import (
    Head,
    NothingSealed,
    NotYetSigned,
    Proof,
    Seal,
    Sealed,
    SealKind,
    Signed,
    SigningKey,
    TransferNotFound,
)
from domain.proofs.sealing import SealSome, seal
from domain.proofs.service import (
    ListHeads,
    ListSigningKeys,
    Prove,
    list_heads,
    list_signing_keys,
    prove,
)
from domain.proofs.signing import (
    RotateSigningKey,
    Sign,
    SignDaily,
    rotate_signing_key,
    sign,
    sign_daily,
)

__all__ = [
    "Head",
    "ListHeads",
    "ListSigningKeys",
    "NotYetSigned",
    "NothingSealed",
    "Proof",
    "Prove",
    "RotateSigningKey",
    "Seal",
    "SealKind",
    "SealSome",
    "Sealed",
    "Sign",
    "SignDaily",
    "Signed",
    "SigningKey",
    "TransferNotFound",
    "list_heads",
    "list_signing_keys",
    "prove",
    "rotate_signing_key",
    "seal",
    "sign",
    "sign_daily",
]
