"""All that customers said of their data, a piece at a time."""

from domain.consent import store
from domain.consent.model import ConsentEvent
from domain.consent.tables import consent_events
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked


async def consents_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[ConsentEvent]:
    """Return what was said, the first that was recorded first."""
    found = await store.events_after(unit, after, limit)
    return walks.piece(found, [each.id for each in found], limit)


async def consents_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many things said there are, and how many come up to one."""
    return await walks.walked(unit, consent_events.c.id, until)
