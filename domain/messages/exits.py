"""Exits: what is on its way and no longer applies."""

from collections.abc import Mapping, Sequence

from domain.kernel import Unit
from domain.messages import journey_store, machine
from domain.messages.facts import facts_of
from domain.messages.model import MessageId, Row


async def exited(unit: Unit, rows: Sequence[Row]) -> Mapping[MessageId, str]:
    """Return which messages of journeys no longer apply, and why not."""
    named = {row.id: row.run_id for row in rows if row.run_id is not None}
    if not named:
        return {}
    runs = {e.id: e for e in await journey_store.those(unit, sorted(named.values()))}
    asked = [(each.journey, each.version) for each in runs.values()]
    journeys = await journey_store.versions(unit, asked)
    whose = {row.id: row.customer_id for row in rows}
    terms = [each.terms for each in journeys.values()]
    facts = await facts_of(unit, [whose[each] for each in named], terms)
    told: dict[MessageId, str] = {}
    for message_id, run_id in named.items():
        run = runs.get(run_id)
        if run is None:
            continue
        terms = journeys[run.journey, run.version].terms
        known = facts[whose[message_id]]
        cause = machine.ended(terms, run.entry_key, run.entered_at, known)
        if cause is not None:
            told[message_id] = cause.value
    return told
