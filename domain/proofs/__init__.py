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
    TransferNotFound,
)
from domain.proofs.proving import ProofsOfMany, Prove, proofs_of_many, prove
from domain.proofs.rules import leaf, root
from domain.proofs.sealing import SealSome, seal
from domain.proofs.service import (
    ListHeads,
    list_heads,
)
from domain.proofs.signing import (
    Sign,
    SignDaily,
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
    "NotYetSigned",
    "NothingSealed",
    "Proof",
    "ProofsOfMany",
    "Prove",
    "Seal",
    "SealKind",
    "SealSome",
    "Sealed",
    "Sign",
    "SignDaily",
    "Signed",
    "TransferNotFound",
    "Verified",
    "VerifySome",
    "export",
    "leaf",
    "list_heads",
    "proofs_of_many",
    "prove",
    "root",
    "seal",
    "sign",
    "sign_daily",
    "verify_some",
]
