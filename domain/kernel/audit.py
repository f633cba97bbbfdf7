"""The audit trail: who changed what, when, written with the change itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text

from domain.kernel.personal import NOT_PERSONAL, Category, Erase, personal
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.sets import whole
from domain.kernel.tables import Id, column, instant, key, tenant_table
from domain.kernel.unit import Unit

RETENTION = "P2Y"

audit_entries = tenant_table(
    "audit_entries",
    key("id", Id("aud")),
    instant("at", NOT_PERSONAL),
    # A key, a customer's pseudonym or the platform; never a name.
    column("actor", Text, NOT_PERSONAL),
    column("action", Text, NOT_PERSONAL),
    column(
        "object_id",
        Text,
        personal(
            Category.TECHNICAL,
            subject="object_id",
            erase=Erase.KEEP,
            basis="accountability (art. 5(2))",
            keep=RETENTION,
        ),
        nullable=True,
    ),
)


RECORD = insertion(*whole(audit_entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change: who did it, what it was, and to what."""

    id: str
    at: datetime
    actor: str
    action: str
    object_id: str | None


def record(unit: Unit, action: str, done: Iterable[tuple[str, Any]]) -> None:
    """Write down who did something, and to what it led: an entry for each of them."""
    entries = [
        {
            "id": bare(unit.new_id("aud")),
            "at": unit.now,
            "actor": actor,
            "action": action,
            "object_id": _object_of(result),
        }
        for actor, result in done
    ]
    if entries:
        unit.write(RECORD, records=encoded(entries))


def _object_of(result: Any) -> str | None:
    of_whom: str | None = getattr(result, "customer_id", None)
    identified: str | None = getattr(result, "id", of_whom)
    return identified
