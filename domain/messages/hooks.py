"""Hooks: messages handed to an endpoint of the shop, signed as its news is.

The shop hands them on by a way of its own: its app, its chat, a printed card. It is for
a feature above to know the endpoint, and by what it is signed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec

from domain.customers import Customer
from domain.kernel import Port, Unit
from domain.messages.letter import Footer
from domain.messages.model import Content, Posted, Row
from domain.messages.setting import HookId, MessageSettings

# Returns the headers that prove who sent a body: of its id, when, and the body.
Sign: TypeAlias = Callable[[str, datetime, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True, repr=False)
class Hook:
    """Where a shop takes messages, and what signs them."""

    url: str
    sign: Sign


Hooks: TypeAlias = Callable[[Unit, HookId], Awaitable[Hook | None]]


async def no_hook(unit: Unit, hook_id: HookId) -> Hook | None:
    """Return that there is none, as long as nothing above knows of any."""
    del unit, hook_id


HOOK: Port[Hooks] = Port(no_hook)


async def of_shop(unit: Unit, settings: MessageSettings) -> Hook | None:
    """Return where the shop takes messages, if it does."""
    if settings.webhook is None:
        return None
    return await unit.provider(HOOK)(unit, settings.webhook)


def posted(
    hook: Hook, row: Row, said: tuple[Customer, Content, Footer], at: datetime
) -> Posted:
    """Return the request that hands a message to the shop; it names no address."""
    person, content, footer = said
    data = {
        "message_id": row.id,
        "customer_id": person.id,
        "external_ids": [
            {"source": each.source, "id": each.id} for each in person.external_ids
        ],
        "journey": row.journey,
        "template": row.template,
        "template_version": row.template_version,
        "message_class": row.message_class,
        "purpose": row.purpose,
        "subject": content.subject,
        "text": content.text,
        "html": content.html,
        "why": footer.why,
        "unsubscribe": footer.unsubscribe and footer.unsubscribe[1],
        "expires_at": row.expires_at,
    }
    told = {"type": "message", "timestamp": at, "data": data}
    body = msgspec.json.encode(told).decode()
    return Posted(url=hook.url, headers=hook.sign(row.id, at, body), body=body.encode())
