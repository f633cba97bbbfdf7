"""The SQL of what messages go by: settings, templates and suppressions."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.validation import command
from domain.messages.setting import MessageSettings
from domain.messages.suppression import Address, Suppressed, SuppressionCause
from domain.messages.tables import (
    message_settings,
    message_suppressions,
    message_templates,
)
from domain.messages.template import PutTemplate, Stored, Template

SETTINGS = "settings"
TEMPLATES_MAX = 200
STORED = view(message_templates, Stored)

templates, suppressions = message_templates, message_suppressions


async def settings(unit: Unit) -> MessageSettings:
    """Return how the shop sends, as it said or as nobody said otherwise."""
    return await unit.once(_settings)


def put_settings(unit: Unit, said: MessageSettings) -> None:
    """Write down how the shop sends."""
    row = {
        "name": SETTINGS,
        "terms": msgspec.to_builtins(said),
        "recorded_at": unit.now,
    }
    new = insert(message_settings).values(row)
    key = message_settings.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=row))
    unit.forget(_settings)


async def newest(unit: Unit, template: str | None = None) -> tuple[Template, ...]:
    """Return the newest version of each template, or of one."""
    each = STORED.ext(distinct_on(templates.c.template)).order_by(
        templates.c.template, templates.c.version.desc()
    )
    if template is not None:
        each = each.where(templates.c.template == template)
    found = await unit.all(Stored, each.limit(TEMPLATES_MAX))
    return tuple(map(_template, found))


async def version(unit: Unit, template: str, number: int) -> Template | None:
    """Return a version of a template."""
    this = STORED.where(templates.c.template == template, templates.c.version == number)
    found = await unit.one(Stored, this)
    return found and _template(found)


async def add_templates(unit: Unit, new: Sequence[Template]) -> int:
    """Write down those versions whose numbers nobody took; return how many."""
    rows = [
        {
            "template": each.template,
            "version": each.version,
            "terms": {
                name: msgspec.to_builtins(getattr(each, name))
                for name in ("subject", "blocks")
            },
            "recorded_at": each.recorded_at,
        }
        for each in new
    ]
    return await unit.run(insert(templates).values(rows).on_conflict_do_nothing())


async def suppressed(
    unit: Unit, addresses: Collection[Address]
) -> Mapping[Address, Suppressed]:
    """Return those of these addresses to which nothing goes, or no marketing."""
    these = view(suppressions, Suppressed).where(
        suppressions.c.address_index.in_({index for index, _ in addresses})
    )
    found = await unit.all(Suppressed, these)
    return {(bytes(each.address_index), each.channel): each for each in found}


def add_suppression(unit: Unit, address: Address, cause: SuppressionCause) -> None:
    """Write down that nothing goes to an address; what was said first stays."""
    new = insert(suppressions).values(
        address_index=address[0],
        channel=address[1],
        cause=cause,
        suppressed_at=unit.now,
    )
    unit.write(new.on_conflict_do_nothing())


async def drop_suppression(unit: Unit, address: Address) -> bool:
    """Let an address be written to again; return whether it was not."""
    index, channel = address
    this = delete(suppressions).where(
        suppressions.c.address_index == index, suppressions.c.channel == channel
    )
    return await unit.run(this) == 1


async def _settings(unit: Unit) -> MessageSettings:
    this = select(message_settings.c.terms).where(message_settings.c.name == SETTINGS)
    found: Any = await unit.value(this)
    return MessageSettings() if found is None else command(found, MessageSettings)


def _template(stored: Stored) -> Template:
    terms: Any = stored.terms
    said = command({**terms, "template": stored.template}, PutTemplate)
    return Template(
        template=stored.template,
        version=stored.version,
        subject=said.subject,
        blocks=said.blocks,
        recorded_at=stored.recorded_at,
    )
