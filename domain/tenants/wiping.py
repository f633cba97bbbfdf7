"""Sandboxes are wiped: nothing of them is left, and their names are free again."""

from dataclasses import dataclass
from datetime import timedelta

from domain.kernel import OPERATOR, Unit, wiping, writes
from domain.kernel.database import TRANSACTION_S
from domain.tenants import store
from domain.tenants.model import (
    StandingChanged,
    Tenant,
    TenantKind,
    TenantLive,
    TenantNotFound,
    TenantStatus,
)

# By then nobody is at work for the tenant any more: every process has forgotten its
# credentials after a minute, and no transaction takes longer.
QUIET_S = 60 + TRANSACTION_S


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginWipe:
    """Serve the caller's tenant no more, so that it can be wiped."""


@writes(OPERATOR, refusals=(TenantNotFound, TenantLive))
async def begin_wipe(unit: Unit, command: BeginWipe) -> Tenant:
    """Have a sandbox wiped: it is served no more, and there is no way back.

    To begin again changes nothing.
    """
    del command
    found = await store.tenant(unit)
    if found is None:
        raise TenantNotFound
    if found.kind != TenantKind.SANDBOX:
        raise TenantLive
    if found.status != TenantStatus.WIPING:
        await store.begin_wipe(unit)
        unit.emit(StandingChanged(tenant_id=store.id_of(unit)))
    changed = await store.tenant(unit)
    assert changed is not None
    return changed


async def quiet_in_s(unit: Unit) -> float:
    """Return in how many seconds nobody is at work any more for whom is being wiped."""
    since = await store.wiping_since(unit)
    if since is None:
        raise TenantNotFound
    return max(0.0, (since + timedelta(seconds=QUIET_S) - unit.now).total_seconds())


async def wipe_some(unit: Unit, rows_max: int = wiping.ROWS_MAX) -> int:
    """Delete some of what a tenant has; at last, the tenant; return how many rows.

    The unit's platform is on the wiper's engine. When there is no row left, it is done.
    """
    gone = await wiping.delete_some(unit, rows_max)
    return gone or await store.remove_tenant(unit)
