"""What happens to imports."""

from dataclasses import dataclass

from domain.imports.model import ImportId, ImportKind
from domain.kernel import Event
from domain.kernel.types import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEnded(Event):
    """No more rows of an import will come; what they led to is there."""

    name = "import.finished"
    import_id: ImportId
    kind: ImportKind
    accepted: Count
    unchanged: Count
    rejected: Count
