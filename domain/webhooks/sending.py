"""Sending: news for endpoints is written down, claimed, sent elsewhere, and judged.

What happens between a claim and its record happens outside any unit. Whoever dies
meanwhile has left the attempt, and somebody else goes on when the claim has run out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from domain.kernel import SYSTEM, Unit, writes
from domain.webhooks import (
    delivery_store,
    endpoints,
    rules,
    signing,
    store,
)
from domain.webhooks.delivery_store import Due
from domain.webhooks.events import WebhookDisabled
from domain.webhooks.model import (
    Batch,
    Claim,
    DeliveryState,
    EndpointId,
    EndpointState,
    Fault,
    Outcome,
    Outgoing,
    Record,
    Recorded,
)
from domain.webhooks.rules import Settlement

BODY_BYTES_MAX = 1024 * 1024
NOBODY = Recorded(more=False)


@writes(SYSTEM)
async def claim(unit: Unit, command: Claim) -> Batch:
    """Take some of what is due to an endpoint, signed, to be sent now.

    The attempts are written down before anything is sent.
    """
    standing = await store.claimable(unit, command.endpoint_id)
    if standing is None:
        return Batch(endpoint_id=command.endpoint_id, url="", requests=())
    until = unit.now + rules.CLAIMED_FOR
    limit = rules.PROBE if standing.failures else rules.BATCH
    due = await delivery_store.claim(unit, standing.id, limit, until)
    secrets = await endpoints.secrets_of(unit, standing.id)
    requests = tuple(
        outgoing
        for each in due
        if (outgoing := _outgoing(unit, standing.id, each, secrets)) is not None
    )
    numbers = [(each.event_id, each.number) for each in requests]
    delivery_store.add_attempts(unit, standing.id, numbers)
    values: dict[str, datetime | None] = {"due_at": until, "working_until": until}
    if not requests:
        next_at = await delivery_store.earliest(unit, standing.id)
        values = {"due_at": next_at, "working_until": None}
    store.keep(unit, standing.id, values)
    return Batch(endpoint_id=standing.id, url=standing.url, requests=requests)


@writes(SYSTEM)
async def record(unit: Unit, command: Record) -> Recorded:
    """Write down how attempts went: what was taken, and when the rest is tried again.

    An endpoint that took nothing for days, or says that it is gone, is disabled.
    """
    endpoint_id, outcomes = command.endpoint_id, command.outcomes
    for outcome in outcomes:
        delivery_store.end_attempt(unit, endpoint_id, outcome)
    standing = await store.standing(unit, endpoint_id)
    if standing is None:
        return NOBODY
    await _settle(unit, endpoint_id, outcomes)
    judged = rules.judge(standing, outcomes, unit.now)
    because = rules.ends(judged, outcomes, unit.now)
    if because is not None:
        judged = replace(judged, state=EndpointState.DISABLED)
        disabled = {
            "state": judged.state,
            "disabled_at": unit.now,
            "disabled_because": because,
        }
        store.change(unit, endpoint_id, disabled)
        unit.emit(
            WebhookDisabled(
                endpoint_id=endpoint_id,
                because=because,
                failing_since=judged.failing_since,
            )
        )
    earliest = await delivery_store.earliest(unit, endpoint_id)
    due_at = rules.wakes(judged, earliest, unit.now)
    values = {
        "failures": judged.failures,
        "failing_since": judged.failing_since,
        "due_at": due_at,
        "working_until": None,
    }
    # What callers see of it is another version.
    seen = judged.failing_since != standing.failing_since
    (store.change if seen else store.keep)(unit, endpoint_id, values)
    return Recorded(more=due_at is not None and due_at <= unit.now)


def _outgoing(
    unit: Unit, endpoint_id: EndpointId, due: Due, secrets: Sequence[str]
) -> Outgoing | None:
    """Return the request for what is due, unless it cannot be sent any more."""
    body = msgspec.json.encode(
        {
            "id": due.event_id,
            "type": due.event,
            "timestamp": due.occurred_at,
            "sequence": due.sequence,
            "data": due.payload,
        }
    ).decode()
    fault = None
    if due.payload is None:
        fault = Fault.FORGOTTEN
    elif len(body.encode()) > BODY_BYTES_MAX:
        fault = Fault.TOO_LARGE
    if fault is not None:
        outcome = Outcome(
            event_id=due.event_id, number=due.attempts, ended_at=unit.now, fault=fault
        )
        parked = Settlement(state=DeliveryState.PARKED, due_at=None)
        delivery_store.settle(unit, endpoint_id, outcome, parked)
        return None
    return Outgoing(
        event_id=due.event_id,
        number=due.attempts,
        headers=signing.headers(due.event_id, unit.now, body, secrets),
        body=body,
        trace=due.trace,
    )


async def _settle(
    unit: Unit, endpoint_id: EndpointId, outcomes: Sequence[Outcome]
) -> None:
    """Settle what attempts were about; who comes too late to fail changes nothing."""
    held = await delivery_store.held(
        unit, endpoint_id, [each.event_id for each in outcomes]
    )
    for outcome in outcomes:
        found = held.get(outcome.event_id)
        if found is None or found.state is not DeliveryState.WAITING:
            continue
        if outcome.fault is None or outcome.number == found.attempts:
            settlement = rules.settle(found, outcome, unit.now, unit.dice)
            delivery_store.settle(unit, endpoint_id, outcome, settlement)
