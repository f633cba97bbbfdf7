"""What happens to webhooks, for others to react to."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.kernel import Event
from domain.webhooks.model import Because, EndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPinged(Event):
    """Somebody wants to see whether an endpoint takes what is sent to it."""

    name: ClassVar[str] = "webhook.ping"
    endpoint_id: EndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDisabled(Event):
    """Nothing is sent to an endpoint any more, as it takes nothing."""

    name: ClassVar[str] = "webhook.disabled"
    endpoint_id: EndpointId
    because: Because
    failing_since: datetime | None
