"""A message in a shop with one of everything, and the template that it has."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from domain import consent, messages
from domain.consent import Basis, PurposeKind, Wording
from domain.kernel import Unit, validation
from domain.messages import Block, BlockKind, Phrase, SubjectLine, help_store
from tests.domain.messages.reports import dsn
from tests.world import World

TEXT = {"nl": "Dag {{ name }}", "en": "Hello {{ name }}"}
TEMPLATE = messages.PutTemplate(
    template="hello",
    subject=SubjectLine(**TEXT),
    blocks=(Block(kind=BlockKind.TEXT, text=Phrase(**TEXT)),),
)
SENT = {"template": "hello", "purpose": "service", "values": {"what": "tea"}}
JOURNEY = {
    "entry": "signed_up",
    "purpose": "service",
    "steps": [{"kind": "message", "template": "hello"}],
    "because": {"nl": "Je bent nieuw.", "en": "You are new."},
}
BROWSER: Mapping[str, Any] = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZ"
    "GH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "messages.send_message": lambda _: SENT | {"channel": "email"},
    "messages.put_template": lambda _: {
        "subject": TEXT,
        "blocks": [{"kind": "text", "text": TEXT}],
    },
    "messages.ship_journeys": lambda _: {
        "service_purpose": "service",
        "marketing_purpose": "service",
    },
    "messages.put_journey": lambda _: {"terms": JOURNEY},
    "messages.approve_template": lambda _: {"version": 1},
    "messages.ask_help": lambda _: {"upon": "chat"},
    "messages.apologise": lambda _: {"points": 50, "reason": "A broken mug."},
    "messages.take_report": lambda made: {"mail": dsn(made["msg"])},
    "messages.suppress_address": lambda _: {"email": "eve@shop.example"},
    "messages.register_browser": lambda _: dict(BROWSER),
    "messages.lift_suppression": lambda _: {"email": "bob@shop.example"},
    "messages.put_message_settings": lambda _: {
        "caps": [{"message_class": "marketing", "count": 1, "days": 7}],
        "shop_url": "https://shop.example",
    },
}
PATHS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "messages.find_template": lambda _: {"template": "hello"},
    "messages.put_template": lambda _: {"template": "hello"},
    "messages.approve_template": lambda _: {"template": "hello"},
    "messages.retire_template": lambda _: {"template": "hello"},
    "messages.preview_template": lambda _: {"template": "hello"},
    "messages.put_journey": lambda _: {"journey": "own"},
    "messages.find_journey": lambda _: {"journey": "own"},
    "messages.ask_funnel": lambda _: {"journey": "own"},
    "messages.simulate_journey": lambda made: {
        "journey": "own",
        "customer_id": made["cus"],
    },
}


async def make(world: World, made: Mapping[str, str]) -> dict[str, str]:
    """Return what messages add: one that waits, and an address to which none goes."""
    purpose = consent.PutPurpose(
        purpose="service",
        name=Wording(nl="Je bestelling", en="Your order"),
        basis=Basis.CONTRACT,
        kind=PurposeKind.SERVICE,
    )
    await world.run(consent.put_purpose, purpose)
    await world.run(messages.put_template, TEMPLATE)
    journey = {"journey": "own", "terms": JOURNEY}
    own = validation.command(journey, messages.PutJourney)
    await world.run(messages.put_journey, own)
    await world.run(
        messages.suppress_address, messages.Suppress(email="bob@shop.example")
    )
    helped = await world.platform.perform(_helped(made["cus"]), world.principal)
    sent = messages.SendMessage(
        customer_id=made["cus"], template="hello", purpose="service"
    )
    written = await world.run(messages.send_message, sent)
    browser = messages.RegisterBrowser(customer_id=made["cus"], **BROWSER)
    (registered,) = (await world.run(messages.register_browser, browser)).browsers
    return {"msg": written.id, "hlp": helped, "psb": registered.id}


def _helped(customer_id: str) -> Callable[[Unit], Awaitable[str]]:
    """Return what asks a person to help somebody."""

    async def ask(unit: Unit) -> str:
        asked = messages.Help(
            id=unit.new_id("hlp"),
            customer_id=customer_id,
            journey="help",
            upon="a review",
            state=messages.HelpState.OPEN,
            opened_at=unit.now,
            closed_at=None,
            goodwill=None,
        )
        assert await help_store.add(unit, asked)
        return asked.id

    return ask
