"""All that customers said of their data, a piece at a time."""

from domain.consent import store
from domain.consent.model import ConsentEvent
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece


async def consents_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[ConsentEvent]:
    """Return what was said, the first that was recorded first."""
    found = await store.events_after(unit, after, limit)
    return walks.piece(found, [each.id for each in found], limit)
