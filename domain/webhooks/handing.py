"""Handing messages to an endpoint: where it is, and what signs what is sent there."""

from domain import messages
from domain.kernel import Unit
from domain.webhooks import endpoints, signing, store
from domain.webhooks.model import EndpointId, EndpointState


async def hook(unit: Unit, endpoint_id: EndpointId) -> messages.Hook | None:
    """Return an endpoint as messages are handed to it, unless it is disabled."""
    found = await store.find(unit, endpoint_id)
    if found is None or found.state is not EndpointState.ACTIVE:
        return None
    secrets = await endpoints.secrets_of(unit, endpoint_id)
    return messages.Hook(
        found.url, lambda id_, at, body: signing.headers(id_, at, body, secrets)
    )
