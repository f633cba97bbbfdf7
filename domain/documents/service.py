"""What can be done with trusted documents."""

from domain.documents import rules, store
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
from domain.kernel import SYSTEM, BadCursor, Page, Unit, reads, writes
from domain.kernel.pages import page, place


@writes("documents:write", refusals=(DigestMismatch,))
async def upload(unit: Unit, command: Upload) -> Uploaded:
    """Trust the documents of an app; those that it had stay trusted."""
    rules.refuse_misnamed(command.documents)
    added = await store.add(unit, command.app, command.documents)
    received = len(command.documents)
    return Uploaded(app=command.app, received=received, added=added)


@reads("documents:read", refusals=(BadCursor,))
async def listed(unit: Unit, command: List) -> Page[TrustedDocument]:
    """Return a page of the documents of an app."""
    after = None
    if command.after is not None:
        (after,) = place(command.after, tuple[DocumentId])
    found = await store.of_app(unit, command.app, after, command.limit + 1)
    return page(found, command.limit, lambda document: (document.id,))


# The endpoint looks documents up for callers who may not list them.
@reads(SYSTEM, refusals=(DocumentNotFound,))
async def find(unit: Unit, command: Find) -> TrustedDocument:
    """Return the document of a name."""
    found = await store.find(unit, command.id)
    if found is None:
        raise DocumentNotFound(command.id)
    return found
