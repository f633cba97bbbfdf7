"""The journal of erasures is kept up while the schedule runs."""

import asyncio
from pathlib import Path

from domain import customers
from domain.kernel.database import Engine
from tests.domain.privacy.erasing import erased
from tests.world import World
from workers.journal import JournalFiles

LOOKS_MAX = 600


async def test_who_is_erased_is_written_down_without_being_asked(
    shop: World, watch: Engine, tmp_path: Path
) -> None:
    ann = await shop.run(customers.create, customers.Create(email="ann@x.nl"))
    await erased(shop, ann.id)
    tenant = shop.principal.tenant
    journal = JournalFiles(path=tmp_path / "erasures")
    keeping = asyncio.create_task(journal.keep(shop.platform, watch))
    for _ in range(LOOKS_MAX):
        if tenant in journal.tenants():
            break
        await asyncio.sleep(0.05)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert ann.id in {each.customer for each in journal.lines(tenant)}
    journal.forget(tenant)
    assert journal.lines(tenant) == set()
