"""Ways: how a message gets to somebody where no provider stands in between."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from domain.consent import ContactChannel
from domain.customers import Customer
from domain.kernel import CustomerId, Unit
from domain.messages import hooks, push_crypto, pushing, reach
from domain.messages.hooks import Hook
from domain.messages.letter import Footer
from domain.messages.model import Content, Posted, Row
from domain.messages.push import Device
from domain.messages.setting import MessageSettings

EPHEMERAL_BYTES = 48
# By so many letters a message is cut that is too long for a push service.
SHORTER = 50
# Push services keep no message for longer.
KEPT_MAX = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where the shop takes messages itself, and the browsers of its customers."""

    shop_url: str = ""
    # Whom push services ask, if they have reason to: an address of ours.
    contact: str | None = None
    hook: Hook | None = None
    key: EllipticCurvePrivateKey | None = None
    devices: Mapping[CustomerId, Device] = field(
        default_factory=dict[CustomerId, Device]
    )

    def address(self, row: Row, person: Customer | None) -> str | None:
        """Return where a message goes, if its channel leads to somebody."""
        if person is None:
            return None
        if row.channel is ContactChannel.WEBHOOK and self.hook is None:
            return None
        there = reach.address(person, row.channel)
        if there is None and row.channel is ContactChannel.PUSH:
            device = self.devices.get(person.id)
            return device and device.endpoint
        return there

    def posted(
        self, unit: Unit, row: Row, said: tuple[Customer, Content, Footer]
    ) -> Posted | None:
        """Return the request that hands a message over, if no provider makes it."""
        person, content, footer = said
        if row.channel is ContactChannel.WEBHOOK and self.hook is not None:
            return hooks.posted(self.hook, row, said, unit.now)
        device = self.devices.get(person.id)
        if device is None or self.key is None or content.to != device.endpoint:
            return None
        return _pushed(unit, self, (row, content, footer), (device, self.key))


# Of a preview, which goes nowhere.
NONE = Ways()


async def found(
    unit: Unit,
    channels: Collection[ContactChannel],
    settings: MessageSettings,
    names: Mapping[CustomerId, CustomerId],
) -> Ways:
    """Return the ways by which messages of these channels get to customers."""
    hook = None
    if ContactChannel.WEBHOOK in channels:
        hook = await hooks.of_shop(unit, settings)
    if ContactChannel.PUSH not in channels:
        return Ways(hook=hook)
    return Ways(
        shop_url=settings.shop_url,
        hook=hook,
        key=push_crypto.own_key(unit.vault, unit.principal.tenant),
        devices=await pushing.devices(unit, names),
    )


def _pushed(
    unit: Unit,
    ways: Ways,
    said: tuple[Row, Content, Footer],
    way: tuple[Device, EllipticCurvePrivateKey],
) -> Posted:
    """Return the request by which a browser shows a message (RFC 8030)."""
    (row, content, footer), (device, own) = said, way
    no = footer.unsubscribe and footer.unsubscribe[1]
    told: dict[str, str] = {
        "title": content.subject,
        "body": content.text.strip(),
        "url": ways.shop_url,
        "message_id": row.id,
        "unsubscribe": no or "",
    }
    plain = msgspec.json.encode(told)
    while told["body"] and len(plain) > push_crypto.PLAIN_BYTES_MAX:
        # It is cut where what is said is long and its letters take many bytes.
        told["body"] = told["body"][:-SHORTER]
        plain = msgspec.json.encode(told)
    body = push_crypto.encrypted(
        plain,
        (push_crypto.octets(device.p256dh), push_crypto.octets(device.auth)),
        push_crypto.scalar(unit.dice(EPHEMERAL_BYTES)),
        unit.dice(push_crypto.SALT_BYTES),
    )
    lasts = min(row.expires_at - unit.now, KEPT_MAX)
    headers = {
        "authorization": push_crypto.identified(
            own, device.endpoint, ways.contact, unit.now
        ),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(int(lasts.total_seconds())),
        # The same again takes the place of the first (RFC 8030, section 5.4).
        "topic": row.id.rpartition("_")[2],
    }
    return Posted(url=device.endpoint, headers=headers, body=body)
