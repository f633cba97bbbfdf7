"""How a shop sends: when not, how often at most, and to whom never, to compare."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.consent import ContactChannel
from domain.kernel import Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import ShortText
from domain.messages.model import MessageClass

# A time of day to the minute: `21:00`.
Clock: TypeAlias = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", examples=["21:00"])
]
# An endpoint of the shop.
HookId: TypeAlias = Annotated[str, identifier("whk")]
CAPS_MAX = 10
CAP_DAYS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How many messages of a class somebody gets at most in any so many days.

    With a `channel`, only what goes by that one counts and is kept back.
    """

    message_class: MessageClass
    count: Annotated[int, Meta(ge=0, le=1_000)]
    days: Annotated[int, Meta(ge=1, le=CAP_DAYS_MAX)]
    channel: ContactChannel | None = None


CAPS = (
    Cap(message_class=MessageClass.MARKETING, count=1, days=1),
    Cap(message_class=MessageClass.MARKETING, count=3, days=7),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSettings:
    """How a shop sends messages.

    From `quiet_from` until `quiet_until`, on the clock where the customer is, nothing
    is sent; it waits. `hourly_max` is what the mail server takes in an hour. What goes
    by the channel `webhook` is handed to the endpoint `webhook`.
    """

    quiet_from: Clock = "21:00"
    quiet_until: Clock = "08:00"
    caps: Annotated[tuple[Cap, ...], Meta(max_length=CAPS_MAX)] = CAPS
    hourly_max: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    # Where a button of a message leads, unless its template says otherwise.
    shop_url: Annotated[str, Meta(pattern=r"^(https://[!-~]{1,190})?$(?!\n)")] = ""
    signature: ShortText | None = None
    webhook: HookId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMessageSettings:
    """Ask how the shop sends messages."""


@dataclass(eq=False)
class CapTwice(Refusal):
    """Two caps are of one class, of one channel or of all, and of as many days."""

    kind = Kind.INVALID
    message_class: str
    days: int
    channel: str | None


@dataclass(eq=False)
class HookNotFound(Refusal):
    """There is no such endpoint, or nothing is sent to it."""

    kind = Kind.NOT_FOUND


def clock(text: str) -> time:
    """Return a time of day."""
    return time.fromisoformat(text)
