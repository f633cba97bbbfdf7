"""The SQL of how a community goes."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from domain.community.setting import CommunitySettings
from domain.community.tables import community_settings
from domain.kernel import Unit
from domain.kernel.validation import command

SETTINGS = "settings"


async def settings(unit: Unit) -> CommunitySettings:
    """Return how the community goes, as the shop said or as nobody said otherwise."""
    return await unit.once(_settings)


def put_settings(unit: Unit, said: CommunitySettings) -> None:
    """Write down how the community goes."""
    row = {
        "name": SETTINGS,
        "terms": msgspec.to_builtins(said),
        "recorded_at": unit.now,
    }
    new = insert(community_settings).values(row)
    key = community_settings.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=row))
    unit.forget(_settings)


async def _settings(unit: Unit) -> CommunitySettings:
    this = select(community_settings.c.terms).where(
        community_settings.c.name == SETTINGS
    )
    found: Any = await unit.value(this)
    return CommunitySettings() if found is None else command(found, CommunitySettings)
