"""Playing back the journal of erasures, and telling whether that is needed."""

from domain import privacy, tenants
from domain.kernel import Platform, TenantId, system
from local.operating import Operating
from workers.journal import JournalFiles, beyond, known_to


async def play_back(opened: Operating, files: JournalFiles) -> int:
    """Erase again whom a backup brought back, and all that is known of them."""
    erased = 0
    remembered = set(files.tenants())
    async for tenant in tenants.every_tenant(opened.watch):
        if tenant in remembered:
            again = await files.play_back(opened.platform, tenant)
            if again:
                await _finish(opened.platform, tenant)
            erased += again
    return erased


async def forgotten(opened: Operating, files: JournalFiles) -> int:
    """Return how many lines of the journal the database does not know."""
    remembered = set(files.tenants())
    return sum(
        [
            len(beyond(files.lines(tenant), await known_to(opened.platform, tenant)))
            async for tenant in tenants.every_tenant(opened.watch)
            if tenant in remembered
        ]
    )


async def _finish(platform: Platform, tenant: TenantId) -> None:
    """Carry out at once what a schedule would; the certificate comes with that."""
    more = True
    while more:
        some = privacy.ShredSome()
        more = (await platform.run(privacy.shred_some, some, system(tenant))).more
