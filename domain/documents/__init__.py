"""Trusted documents: the GraphQL documents that an app is known to send.

A document is named by the digest of its text, so that a name can never come to mean
something else. What an older version of an app sends stays trusted.
"""

from domain.documents.model import (
    DigestMismatch,
    DocumentId,
    DocumentNotFound,
    Find,
    List,
    TrustedDocument,
    Upload,
    Uploaded,
)
from domain.documents.rules import name_of
from domain.documents.service import find, listed, upload

__all__ = [
    "DigestMismatch",
    "DocumentId",
    "DocumentNotFound",
    "Find",
    "List",
    "TrustedDocument",
    "Upload",
    "Uploaded",
    "find",
    "listed",
    "name_of",
    "upload",
]
