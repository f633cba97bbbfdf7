"""What messages go by: how a shop sends."""

from domain.kernel import Unit, reads, writes
from domain.messages import hooks, keeping_store
from domain.messages.setting import (
    CapTwice,
    FindMessageSettings,
    HookNotFound,
    MessageSettings,
)


@reads("messages:read")
async def find_message_settings(
    unit: Unit, command: FindMessageSettings
) -> MessageSettings:
    """Tell how the shop sends messages."""
    del command
    return await keeping_store.settings(unit)


@writes("messages:write", refusals=(CapTwice, HookNotFound))
async def put_message_settings(unit: Unit, command: MessageSettings) -> MessageSettings:
    """Say how the shop sends messages; it holds for all that have not left yet."""
    known: set[tuple[str, int, str | None]] = set()
    for cap in command.caps:
        this = (cap.message_class, cap.days, cap.channel)
        if this in known:
            raise CapTwice(*this)
        known.add(this)
    if command.webhook is not None and await hooks.of_shop(unit, command) is None:
        raise HookNotFound
    keeping_store.put_settings(unit, command)
    return command
