"""Messages as a shop sends them, and a post that remembers what it was handed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain import consent, customers, messages
from domain.consent import Basis, ConsentState, ContactChannel, PurposeKind, Wording
from domain.kernel import UseCase, system
from domain.mails import Outcome
from domain.messages import (
    Block,
    BlockKind,
    Message,
    MessageClass,
    Parcel,
    Phrase,
    SubjectLine,
    Told,
)
from tests.world import World
from workers.messenger import Messenger

NEWS, ORDERS = "news", "orders"
PUBLIC = "https://hoek.example"
BLOCKS = (
    Block(
        kind=BlockKind.TEXT,
        text=Phrase(
            nl="Dag {{ name }}, {{ what }}.", en="Hello {{ name }}, {{ what }}."
        ),
    ),
)


def at(world: World, now: datetime) -> World:
    """Return the same world at another instant."""
    return replace(world, platform=replace(world.platform, clock=lambda: now))


@dataclass
class Remembering:
    """A post that remembers what it was handed, and says what it is told to say."""

    outcome: Outcome | None = Outcome.ACCEPTED
    unknown: bool = False
    stopped: bool = False
    parcels: list[Parcel] = field(default_factory=list[Parcel])

    async def open(self) -> frozenset[ContactChannel]:
        """Be there, for every channel."""
        return frozenset(ContactChannel)

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Take a parcel."""
        self.parcels.append(parcel)
        return Told(
            message_id=parcel.message_id,
            outcome=self.outcome,
            content=parcel.content,
            unknown=self.unknown,
            stopped=self.stopped,
        )

    async def close(self) -> None:
        """Leave nothing open."""


def messenger(world: World, post: Any) -> Messenger:
    """Return who hands messages over in a world."""
    return Messenger(world.platform, world.platform.engine, post, PUBLIC)


async def sent(world: World, post: Any | None = None) -> list[Parcel]:
    """Hand over what is due; return what was."""
    kept = post or Remembering()
    while await messenger(world, kept).send(world.principal.tenant):
        pass
    return getattr(kept, "parcels", [])


async def by_platform(world: World, use_case: UseCase[Any, Any], command: Any) -> Any:
    """Run a use case as the platform does."""
    caller = replace(world, principal=system(world.principal.tenant))
    return await caller.run(use_case, command)


async def declared(world: World) -> None:
    """Say what customers are written for, and by what template."""
    for purpose, basis, kind in (
        (NEWS, Basis.CONSENT, PurposeKind.MARKETING),
        (ORDERS, Basis.CONTRACT, PurposeKind.SERVICE),
        ("similar", Basis.EXISTING_CUSTOMER, PurposeKind.MARKETING),
    ):
        put = consent.PutPurpose(
            purpose=purpose,
            name=Wording(nl=purpose, en=purpose),
            basis=basis,
            kind=kind,
            channels=(ContactChannel.EMAIL,),
        )
        await world.run(consent.put_purpose, put)
        text = Wording(nl="Wij schrijven u.", en="We write to you.")
        notice = consent.PublishNotice(purpose=purpose, text=text)
        await world.run(consent.publish_notice, notice)
    await world.run(
        messages.put_template,
        messages.PutTemplate(
            template="hello",
            subject=SubjectLine(nl="Nieuws voor {{ name }}", en="News for {{ name }}"),
            blocks=BLOCKS,
        ),
    )


async def somebody(world: World, name: str = "Ann", **more: Any) -> str:
    """Return a customer who can be written to."""
    known = customers.Create(
        given_name=name, email=f"{name.lower()}@example.com", locale="nl", **more
    )
    return (await world.run(customers.create, known)).id


async def says(
    world: World, customer_id: str, state: ConsentState, purpose: str = NEWS
) -> None:
    """Let a customer say something of a purpose."""
    said = consent.Said(
        purpose=purpose,
        channel=ContactChannel.EMAIL,
        state=state,
        notice_version=1,
        language="nl",
    )
    command = consent.SetConsents(customer_id=customer_id, consents=(said,))
    await world.run(consent.set_consents, command)


async def written(world: World, customer_id: str, **more: Any) -> Message:
    """Send somebody a message."""
    said: dict[str, Any] = {"values": {"what": "er is taart"}, "purpose": NEWS}
    asked: dict[str, Any] = {"template": "hello", **said, **more}
    command = messages.SendMessage(customer_id=customer_id, **asked)
    return await world.run(messages.send_message, command)


async def found(world: World, message: Message) -> Message:
    """Look at a message."""
    command = messages.FindMessage(message_id=message.id)
    return await world.run(messages.find_message, command)


async def ready(world: World, name: str = "Ann") -> str:
    """Return somebody who agrees to news, in a shop that is ready to send it."""
    await declared(world)
    ann = await somebody(world, name)
    await says(world, ann, ConsentState.GIVEN)
    return ann


async def settled(world: World, **said: Any) -> None:
    """Say how the shop sends."""
    settings = messages.MessageSettings(**said)
    await world.run(messages.put_message_settings, settings)


OPEN = {"quiet_from": "00:00", "quiet_until": "00:00", "caps": ()}
SERVICE = {"purpose": ORDERS, "message_class": MessageClass.SERVICE}
Made = Callable[[World], Any]
Parcels = Sequence[Parcel]
