"""What webhooks are called with."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from domain import webhooks
from domain.webhooks import Delivery, EndpointSecret
from tests.anomaly.shop import Prepared, always
from tests.domain.ledger.books import at
from tests.world import NOON, World

CREATE = webhooks.CreateEndpoint(url="https://shop.example/hook")


async def _made(shop: World) -> EndpointSecret:
    return await shop.run(webhooks.create_endpoint, CREATE)


async def _pinged(shop: World) -> Delivery:
    endpoint = await _made(shop)
    ping = webhooks.PingEndpoint(endpoint_id=endpoint.id)
    return await shop.run(webhooks.ping_endpoint, ping)


async def _sent(shop: World) -> webhooks.Record:
    delivery = await _pinged(shop)
    claim = webhooks.Claim(endpoint_id=delivery.endpoint_id)
    batch = await shop.run(webhooks.claim, claim)
    (request,) = batch.requests
    outcome = webhooks.Outcome(
        event_id=request.event_id, number=request.number, ended_at=NOON, status=200
    )
    return webhooks.Record(endpoint_id=batch.endpoint_id, outcomes=(outcome,))


async def _replay(shop: World) -> webhooks.Replay:
    record = await _sent(shop)
    await shop.run(webhooks.record, record)
    (outcome,) = record.outcomes
    return webhooks.Replay(endpoint_id=record.endpoint_id, event_id=outcome.event_id)


async def _old(shop: World) -> webhooks.ForgetDeliveries:
    await _replay(at(shop, NOON.replace(year=2029)))
    return webhooks.ForgetDeliveries()


def _of(
    make: Callable[[str], Any], before: Callable[[World], Awaitable[Any]] = _made
) -> Prepared:
    async def prepared(shop: World) -> Any:
        found = await before(shop)
        return make(getattr(found, "endpoint_id", None) or found.id)

    return prepared


COMMANDS: Mapping[str, Prepared] = {
    "webhooks.create_endpoint": always(CREATE),
    "webhooks.update_endpoint": _of(
        lambda found: webhooks.UpdateEndpoint(
            endpoint_id=found, state=webhooks.EndpointState.DISABLED
        )
    ),
    "webhooks.delete_endpoint": _of(
        lambda found: webhooks.DeleteEndpoint(endpoint_id=found), _pinged
    ),
    "webhooks.rotate_secret": _of(
        lambda found: webhooks.RotateSecret(endpoint_id=found)
    ),
    "webhooks.ping_endpoint": _of(
        lambda found: webhooks.PingEndpoint(endpoint_id=found)
    ),
    "webhooks.replay": _replay,
    "webhooks.replay_span": _of(
        lambda found: webhooks.ReplaySpan(endpoint_id=found, since=NOON)
    ),
    "webhooks.claim": _of(lambda found: webhooks.Claim(endpoint_id=found), _pinged),
    "webhooks.record": _sent,
    "webhooks.forget_deliveries": _old,
}
