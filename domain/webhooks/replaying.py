"""What endpoints are sent once more, or to see whether they take it."""

from domain.kernel import Unit, outbox, writes
from domain.webhooks import (
    catalogue,
    deliveries,
    distribution,
    replay_store,
    rules,
    store,
)
from domain.webhooks.events import EndpointPinged
from domain.webhooks.model import (
    Delivery,
    EndpointId,
    EndpointState,
    PingEndpoint,
    Replay,
    Replayed,
    ReplaySpan,
    Standing,
)
from domain.webhooks.refusals import (
    DeliveryNotFound,
    EndpointDisabled,
    EndpointNotFound,
    TooMuchToReplay,
)

REPLAYED_MAX = 10_000


@writes("webhooks:write", refusals=(EndpointNotFound, EndpointDisabled))
async def ping_endpoint(unit: Unit, command: PingEndpoint) -> Delivery:
    """Send an endpoint a `webhook.ping`, whichever events it names."""
    standing = await _active(unit, command.endpoint_id)
    news = outbox.file(unit, EndpointPinged(endpoint_id=standing.id))
    distribution.enqueue(unit, standing, [news])
    return await deliveries.found(unit, standing.id, news.id)


@writes(
    "webhooks:write",
    refusals=(EndpointNotFound, EndpointDisabled, DeliveryNotFound),
)
async def replay(unit: Unit, command: Replay) -> Delivery:
    """Send something once more, under the same id; what waits is sent anyway."""
    standing = await _active(unit, command.endpoint_id)
    await deliveries.found(unit, standing.id, command.event_id)
    gives_up_at = unit.now + rules.TRIED_FOR
    if await replay_store.wait_again(unit, standing.id, command.event_id, gives_up_at):
        store.keep(unit, standing.id, {"due_at": rules.woken(standing, unit.now)})
    return await deliveries.found(unit, standing.id, command.event_id)


@writes(
    "webhooks:write",
    refusals=(EndpointNotFound, EndpointDisabled, TooMuchToReplay),
)
async def replay_span(unit: Unit, command: ReplaySpan) -> Replayed:
    """Send once more what happened in a span of time, each under its own id."""
    standing = await _active(unit, command.endpoint_id)
    span = command.since, command.until or unit.now
    settled = await replay_store.settled_in(unit, standing.id, span, command.state)
    news: tuple[outbox.News, ...] = ()
    if command.state is None:
        names = [each for each in catalogue.NAMES if rules.wants(standing.events, each)]
        news = await replay_store.missed(unit, standing.id, span, names, REPLAYED_MAX)
    if settled + len(news) > REPLAYED_MAX:
        raise TooMuchToReplay(REPLAYED_MAX)
    gives_up_at = unit.now + rules.TRIED_FOR
    again = await replay_store.all_wait_again(
        unit, standing.id, span, command.state, gives_up_at
    )
    if again:
        store.keep(unit, standing.id, {"due_at": rules.woken(standing, unit.now)})
    distribution.enqueue(unit, standing, news)
    return Replayed(deliveries=again + len(news))


async def _active(unit: Unit, endpoint_id: EndpointId) -> Standing:
    standing = await store.standing(unit, endpoint_id)
    if standing is None:
        raise EndpointNotFound
    if standing.state is not EndpointState.ACTIVE:
        raise EndpointDisabled
    return standing
