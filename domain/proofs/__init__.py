"""Proof that the books say what they said: seals, signed heads, paths to them."""

from domain.proofs.exporting import Exported, ExportSome, export
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
    SigningKeys,
    TransferNotFound,
)
from domain.proofs.proving import ProofsOfMany, Prove, proofs_of_many, prove
from domain.proofs.sealing import SealSome, seal
from domain.proofs.service import (
    ListHeads,
    ListSigningKeys,
    list_heads,
    list_signing_keys,
)
from domain.proofs.signing import (
    RotateSigningKey,
    Sign,
    SignDaily,
    rotate_signing_key,
    sign,
    sign_daily,
)
from domain.proofs.verification import Finding, Verified, VerifySome, verify_some

__all__ = [
    "ExportSome",
    "Exported",
    "Finding",
    "Head",
    "ListHeads",
    "ListSigningKeys",
    "NotYetSigned",
    "NothingSealed",
    "Proof",
    "ProofsOfMany",
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
    "SigningKeys",
    "TransferNotFound",
    "Verified",
    "VerifySome",
    "export",
    "list_heads",
    "list_signing_keys",
    "proofs_of_many",
    "prove",
    "rotate_signing_key",
    "seal",
    "sign",
    "sign_daily",
    "verify_some",
]
