"""The SQL of what messages go by: settings, templates and suppressions."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.sets import given
from domain.kernel.validation import command
from domain.messages.setting import MessageSettings
from domain.messages.suppression import Address, Suppressed, SuppressionCause
from domain.messages.tables import (
    message_settings,
    message_suppressions,
)

SETTINGS = "settings"

suppressions = message_suppressions
ADDRESSES = given(suppressions.c.address_index, name="addresses")
SUPPRESSED = view(suppressions, Suppressed).where(
    suppressions.c.address_index.in_(select(ADDRESSES.c.address_index))
)
SAID = select(message_settings.c.terms).where(message_settings.c.name == SETTINGS)


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


async def suppressed(
    unit: Unit, addresses: Collection[Address]
) -> Mapping[Address, Suppressed]:
    """Return those of these addresses to which nothing goes, or no marketing."""
    indexes = sorted({index for index, _ in addresses})
    found = await unit.all(Suppressed, SUPPRESSED, address_index_of=indexes)
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
    found: Any = await unit.value(SAID)
    return MessageSettings() if found is None else command(found, MessageSettings)
