"""Waiting for what comes about by itself, and is told to nobody."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 20


async def until(holds: Callable[[], bool]) -> None:
    """Return when something holds; it is asked again and again, but not for ever."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)
