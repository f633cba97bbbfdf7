"""Reach: by what address a customer is reached, by each channel by one of its own."""

from collections.abc import Collection, Mapping

from domain.consent import ContactChannel
from domain.customers import Customer
from domain.kernel.crypto import Secrets
from domain.messages.model import ChannelUnknown

# By which messages go, and how long one may be there, in characters.
LONGEST: Mapping[ContactChannel, int] = {
    ContactChannel.EMAIL: 100_000,
    # What Twilio takes: ten parts of an SMS, and some.
    ContactChannel.SMS: 1_600,
    # A variable of a template of the WhatsApp Cloud API.
    ContactChannel.CHAT: 1_024,
    # Of the 4 kB that Firebase takes, in a script of three bytes each.
    ContactChannel.PUSH: 1_000,
    ContactChannel.WEBHOOK: 100_000,
}
# Those that take HTML.
RICH = frozenset({ContactChannel.EMAIL, ContactChannel.WEBHOOK})
# The source of those external ids that are devices: tokens of Firebase.
DEVICE = "fcm"
# By what an address is told apart from others, of which it is a digest.
KINDS: Mapping[ContactChannel, str] = {
    ContactChannel.SMS: "phone",
    ContactChannel.CHAT: "phone",
    ContactChannel.PUSH: DEVICE,
    ContactChannel.WEBHOOK: "customer",
}


def address(person: Customer, channel: ContactChannel) -> str | None:
    """Return where somebody is reached, if they are; never by another channel."""
    match channel:
        case ContactChannel.EMAIL:
            return person.email
        case ContactChannel.SMS | ContactChannel.CHAT:
            return person.phone
        case ContactChannel.PUSH:
            devices = [e.id for e in person.external_ids if e.source == DEVICE]
            return devices[-1] if devices else None
        case ContactChannel.WEBHOOK:
            # The shop knows where its own customers are.
            return person.id
        case _:
            return None


def index(secrets: Secrets, channel: ContactChannel, to: str) -> bytes:
    """Return the digest of an address, by which alone it is known when suppressed."""
    return secrets.blind(KINDS.get(channel, "email"), to)


def refuse_unknown(
    declared: Collection[ContactChannel], named: Collection[ContactChannel]
) -> None:
    """Refuse channels by which nobody is reached, or not for a purpose.

    A purpose that declares no channels is for all of them.
    """
    allowed = set(LONGEST) & set(declared or LONGEST)
    for channel in sorted(set(named) - allowed):
        raise ChannelUnknown(channel)
