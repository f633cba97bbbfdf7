"""What happens to messages, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.messages.model import MessageId, MessageState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEnding:
    """What became of a message of a customer, and why, if it was kept back."""

    message_id: MessageId
    customer_id: CustomerId
    journey: str | None
    template: str
    state: MessageState
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesEnded(Event):
    """Messages were handed over, or will not be. One event for a unit."""

    name: ClassVar[str] = "messages.ended"
    endings: tuple[MessageEnding, ...]
