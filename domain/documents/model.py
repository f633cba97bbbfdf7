"""What is said of trusted documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import Kind, Refusal
from domain.kernel.types import Cursor, PageSize, Slug

TEXT = "{ __typename }"
ID = "sha256:7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b"

# What the manifest of an app names a document by: `sha256:` and 64 hex.
DocumentId: TypeAlias = Annotated[
    str, Meta(pattern=r"^sha256:[0-9a-f]{64}$", examples=[ID])
]
DocumentText: TypeAlias = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, pattern=r"^[^\u0000]*$", examples=[TEXT]),
]
Manifest: TypeAlias = Annotated[
    dict[DocumentId, DocumentText],
    Meta(min_length=1, max_length=500, examples=[{ID: TEXT}]),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The documents of an app, each under the digest of its text."""

    app: Slug
    documents: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """How many documents came, and how many of them were new."""

    app: Slug
    received: int
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A page of the documents of an app."""

    app: Slug
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One document, whichever app it is of."""

    id: DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDocument:
    """A document that may be asked for by its name."""

    id: DocumentId
    app: Slug
    text: str
    uploaded_at: datetime


@dataclass(eq=False)
class DigestMismatch(Refusal):
    """The text of a document does not have the digest that it is named by."""

    kind = Kind.INVALID
    id: DocumentId


@dataclass(eq=False)
class DocumentNotFound(Refusal):
    """There is no such document; its app's manifest must be uploaded first."""

    kind = Kind.NOT_FOUND
    id: DocumentId
