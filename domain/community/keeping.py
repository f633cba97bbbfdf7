"""Keeping: how the shop's community goes."""

from domain.community import settings_store
from domain.community.setting import CommunitySettings, FindCommunitySettings
from domain.kernel import Unit, reads, writes


@reads("community:moderate")
async def find_settings(
    unit: Unit, command: FindCommunitySettings
) -> CommunitySettings:
    """Tell how the community goes."""
    del command
    return await settings_store.settings(unit)


@writes("community:moderate")
async def put_settings(unit: Unit, command: CommunitySettings) -> CommunitySettings:
    """Say how the community goes from now on; what is published stays."""
    settings_store.put_settings(unit, command)
    return command
