"""How a document gets its name."""

from collections.abc import Mapping
from hashlib import sha256

from domain.documents.model import DigestMismatch, DocumentId


def name_of(text: str) -> DocumentId:
    """Return the name of a text: SHA-256 (FIPS 180-4) of its UTF-8."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def refuse_misnamed(documents: Mapping[DocumentId, str]) -> None:
    """Refuse texts that are not named by their digest."""
    for name, text in documents.items():
        if name_of(text) != name:
            raise DigestMismatch(name)
