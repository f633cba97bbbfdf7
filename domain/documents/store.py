"""The statements on trusted documents."""

from collections.abc import Mapping

from sqlalchemy import bindparam, true
from sqlalchemy.dialects.postgresql import insert

from domain.documents.model import DocumentId, TrustedDocument
from domain.documents.tables import trusted_documents
from domain.kernel import Unit
from domain.kernel.rows import view

table = trusted_documents

FIND = (
    view(table, TrustedDocument)
    .where(table.c.id == bindparam("id"))
    .order_by(table.c.app)
    .limit(1)
)


async def add(unit: Unit, app: str, documents: Mapping[DocumentId, str]) -> int:
    """Add the documents that the app does not have, and return how many they are."""
    rows = [
        {"app": app, "id": name, "text": text, "uploaded_at": unit.now}
        for name, text in documents.items()
    ]
    return await unit.run(insert(table).values(rows).on_conflict_do_nothing())


async def find(unit: Unit, name: DocumentId) -> TrustedDocument | None:
    """Return the document of a name."""
    return await unit.one(TrustedDocument, FIND, id=name)


async def of_app(
    unit: Unit, app: str, after: DocumentId | None, limit: int
) -> tuple[TrustedDocument, ...]:
    """Return documents of an app in the order of their names."""
    beyond = true() if after is None else table.c.id > after
    found = view(table, TrustedDocument).where(table.c.app == app, beyond)
    return await unit.all(TrustedDocument, found.order_by(table.c.id).limit(limit))
