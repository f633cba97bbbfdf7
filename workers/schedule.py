"""The schedule: what is due some time later is a row, and is swept up by the clock.

A sweep is an ordinary use case that does a bounded piece of what is due. It runs for
each tenant in a unit of its own; that two schedules run at once does no harm.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from domain import tenants
from domain.kernel import Platform, TenantId, UseCase, system
from domain.kernel.database import Engine
from domain.logs import described

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A use case that is run for every tenant, every so many seconds."""

    use_case: UseCase[Any, Any]
    command: Any
    every_s: float


SWEEPS: tuple[Sweep, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs the sweeps of all tenants when they are due."""

    platform: Platform
    watch: Engine
    sweeps: Sequence[Sweep]

    async def run(self) -> None:
        """Sweep until told to stop."""
        async with asyncio.TaskGroup() as group:
            for sweep in self.sweeps:
                group.create_task(self._repeat(sweep))
            await asyncio.Event().wait()

    async def sweep(self, sweep: Sweep) -> None:
        """Run a sweep once for every tenant; one that fails keeps no other from it."""
        async for tenant in self._tenants():
            caller = system(tenant)
            work = self.platform.run(sweep.use_case, sweep.command, caller)
            (outcome,) = await asyncio.gather(work, return_exceptions=True)
            if isinstance(outcome, Exception):
                log.error(
                    "sweep_failed",
                    tenant=str(tenant),
                    use_case=sweep.use_case.name,
                    **described(outcome),
                )

    async def _tenants(self) -> AsyncGenerator[TenantId]:
        batch = await tenants.every_tenant(self.watch, None)
        while batch:
            for tenant in batch:
                yield tenant
            batch = await tenants.every_tenant(self.watch, batch[-1])

    async def _repeat(self, sweep: Sweep) -> None:
        while True:
            await self.sweep(sweep)
            await asyncio.sleep(sweep.every_s)
