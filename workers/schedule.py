"""The schedule: what is due some time later is a row, and is swept up by the clock.

A sweep is an ordinary use case that does a bounded piece of what is due. It runs for
each tenant in a unit of its own; that two schedules run at once does no harm.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from domain import accounting, consent, ledger, proofs, rewards, tenants, tiers
from domain.kernel import Platform, TenantId, UseCase, retention, system
from domain.kernel.database import Engine
from domain.logs import described

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A use case that is run for every tenant, every so many seconds."""

    use_case: UseCase[Any, Any]
    command: Any
    every_s: float


SWEEPS: tuple[Sweep, ...] = (
    Sweep(use_case=ledger.sweep, command=ledger.Sweep(), every_s=60),
    Sweep(
        use_case=rewards.sweep_redemptions,
        command=rewards.SweepRedemptions(),
        every_s=60,
    ),
    Sweep(use_case=proofs.seal, command=proofs.SealSome(), every_s=600),
    Sweep(use_case=proofs.sign_daily, command=proofs.SignDaily(), every_s=3_600),
    Sweep(use_case=consent.lapse, command=consent.Lapse(), every_s=3_600),
    Sweep(use_case=accounting.roll_up, command=accounting.RollUp(), every_s=600),
    Sweep(use_case=tiers.review, command=tiers.Review(), every_s=60),
    Sweep(use_case=retention.forget, command=retention.Forget(), every_s=3_600),
)


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
            work = self._sweep(sweep, tenant)
            (outcome,) = await asyncio.gather(work, return_exceptions=True)
            if isinstance(outcome, Exception):
                log.error(
                    "sweep_failed",
                    tenant=str(tenant),
                    use_case=sweep.use_case.name,
                    **described(outcome),
                )

    async def _sweep(self, sweep: Sweep, tenant: TenantId) -> None:
        """Sweep until nothing more is due, a unit at a time.

        It leaves no entry in the audit trail: nobody asked for it, and what it did is
        written where it was done.
        """
        more = True
        while more:
            swept = await self.platform.perform(
                lambda unit: sweep.use_case(unit, sweep.command), system(tenant)
            )
            more = getattr(swept, "more", False)

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
