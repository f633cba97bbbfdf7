"""What `stamgast doctor` says of what waits: news, webhooks and messages."""

import asyncio
from collections.abc import Mapping

from domain.kernel.backlog import Backlog
from domain.kernel.database import Role, connect
from domain.kernel.platform import utc_now
from workers.backlog import KINDS


def backlogs(url: str) -> Mapping[str, tuple[Backlog, float]]:
    """Return what waits of each kind, and for how many seconds the oldest has."""
    return asyncio.run(_backlogs(url))


async def _backlogs(url: str) -> Mapping[str, tuple[Backlog, float]]:
    watch = connect(url, Role.RELAY, pool_size=1)
    now = utc_now()
    try:
        counted = {kind: await count(watch, now) for kind, count in KINDS.items()}
    finally:
        await watch.dispose()
    return {kind: (found, found.late_s(now)) for kind, found in counted.items()}
