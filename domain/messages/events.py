"""What happens to messages, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.messages.help import HelpId
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(Event):
    """A person is to help a customer: by a chat, or by calling. `upon` is why."""

    name: ClassVar[str] = "help.asked"
    help_id: HelpId
    customer_id: CustomerId
    journey: str
    upon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpClosed(Event):
    """A customer was helped, and given points if it was an apology."""

    name: ClassVar[str] = "help.closed"
    help_id: HelpId
    customer_id: CustomerId
    goodwill: int | None
