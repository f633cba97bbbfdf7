"""Seals and heads: written once. What is sealed stays where the ledger wrote it.

A seal keeps the hashes of its leaves, so that a transfer that was changed afterwards
can be named, and the full trees of seals that end with it, so that a path through
millions of seals is read by a few keys.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
)

from domain.kernel.personal import NOT_PERSONAL
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.proofs.model import SealKind

# A hash says nothing of anybody to whom what was hashed is not known.
seals = tenant_table(
    "seals",
    key("number", BigInteger),
    column("kind", Choice(SealKind), NOT_PERSONAL),
    column("first", BigInteger, NOT_PERSONAL),
    column("count", Integer, NOT_PERSONAL),
    column("after", Id("trf"), NOT_PERSONAL, nullable=True),
    column("until", Id("trf"), NOT_PERSONAL, nullable=True),
    column("root", LargeBinary, NOT_PERSONAL),
    column("previous", LargeBinary, NOT_PERSONAL),
    column("hash", LargeBinary, NOT_PERSONAL),
    column("leaves", LargeBinary, NOT_PERSONAL),
    column("trees", LargeBinary, NOT_PERSONAL),
    instant("sealed_at", NOT_PERSONAL),
    UniqueConstraint("tenant_id", "until"),
    CheckConstraint("(kind = 'late') = (until IS NULL)", "kind"),
    CheckConstraint("length(leaves) = 32 * count AND count > 0", "leaves"),
)

# Transfers that came to a range after it had been sealed, and where they were sealed.
latecomers = tenant_table(
    "latecomers",
    key("transfer_id", Id("trf")),
    column("number", BigInteger, NOT_PERSONAL),
    Index(None, "tenant_id", "number"),
)

heads = tenant_table(
    "heads",
    key("seals", BigInteger),
    key("key_id", Id("sgk")),
    column("transfers", BigInteger, NOT_PERSONAL),
    column("seal", LargeBinary, NOT_PERSONAL),
    column("root", LargeBinary, NOT_PERSONAL),
    instant("signed_at", NOT_PERSONAL),
    column("signature", LargeBinary, NOT_PERSONAL),
)
