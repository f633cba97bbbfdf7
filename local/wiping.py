"""Wiping a sandbox from a terminal, until nothing of it is left."""

import asyncio
from dataclasses import replace

from domain import tenants
from domain.kernel import system
from local.commands.erasures import journal
from local.console import say
from local.operating import Operating


async def wipe(opened: Operating, slug: str, *, at_once: bool) -> int:
    """Delete a sandbox and all that it has, and return how many rows that were."""
    tenant = await opened.tenant(slug)
    operator, platform = tenants.operator(tenant), opened.platform
    await platform.run(tenants.begin_wipe, tenants.BeginWipe(), operator)
    if not at_once:
        wait_s = await platform.perform(tenants.quiet_in_s, system(tenant))
        say(f"{slug} is served no more. Whoever is at work has {wait_s:.0f} s to end.")
        await asyncio.sleep(wait_s)
    wiper, rows = replace(platform, engine=opened.wiper), 0
    while gone := await wiper.perform(tenants.wipe_some, system(tenant)):
        rows += gone
    journal().forget(tenant)
    return rows
