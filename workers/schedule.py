"""The schedule: what is due some time later is a row, and is swept up by the clock.

A sweep is an ordinary use case that does a bounded piece of what is due. It runs for
each tenant in a unit of its own; that two schedules run at once does no harm.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import structlog

from domain import (
    accounting,
    challenges,
    community,
    consent,
    customers,
    draws,
    earning,
    fairness,
    holdouts,
    leaderboards,
    ledger,
    levels,
    mails,
    messages,
    privacy,
    proofs,
    recommendations,
    referrals,
    rewards,
    scoring,
    segments,
    tenants,
    tiers,
    webhooks,
)
from domain.kernel import Platform, TenantId, Unit, UseCase, retention, system, tracing
from domain.kernel.database import Engine
from domain.logs import described
from workers.metrics import SweepMetrics

DAY_S = 24 * 60 * 60

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A use case that is run for every tenant, every so many seconds.

    With `at` it waits for that time of day in UTC, when there is little else to do.
    What it finds, `then` goes on with, each in a unit of its own; before, `computes`
    makes something of it in none, for as long as that takes. While one of them only
    reads, `meanwhile` tells now and then how far that is. `next_steps` follow for
    the same tenant, each as soon as nothing more is due for the one before.
    """

    use_case: UseCase[Any, Any]
    command: Any
    every_s: float
    at: time | None = None
    computes: Callable[[Any], Any] | None = None
    then: tuple[UseCase[Any, Any], ...] = ()
    meanwhile: UseCase[Any, Any] | None = None
    told_every_s: float = 1
    next_steps: "tuple[Sweep, ...]" = ()


MINUTE_S = 60
# What happens to accounts as time passes, in an order that is the same for all: what
# pends becomes available, what is full is redeemed, tiers by what counted are reviewed,
# what expires expires, and tiers that a balance keeps are reviewed. Of one account the
# books put what pended before what expires; each step knows itself what is due, so that
# a run may end anywhere, and the next one goes on with the accounts that are left.
NIGHTLY = Sweep(
    use_case=ledger.sweep,
    command=ledger.Sweep(),
    every_s=MINUTE_S,
    next_steps=(
        Sweep(use_case=earning.convert, command=earning.Convert(), every_s=MINUTE_S),
        Sweep(use_case=tiers.review, command=tiers.Review(), every_s=MINUTE_S),
        Sweep(use_case=ledger.sweep, command=ledger.Sweep(), every_s=MINUTE_S),
        Sweep(use_case=tiers.review, command=tiers.Review(), every_s=MINUTE_S),
    ),
)

SWEEPS: tuple[Sweep, ...] = (
    NIGHTLY,
    Sweep(
        use_case=rewards.sweep_redemptions,
        command=rewards.SweepRedemptions(),
        every_s=60,
    ),
    Sweep(use_case=proofs.seal, command=proofs.SealSome(), every_s=600),
    Sweep(use_case=proofs.sign_daily, command=proofs.SignDaily(), every_s=3_600),
    Sweep(use_case=consent.lapse, command=consent.Lapse(), every_s=3_600),
    Sweep(use_case=accounting.roll_up, command=accounting.RollUp(), every_s=600),
    Sweep(
        use_case=recommendations.begin_model,
        command=recommendations.BeginModel(),
        computes=recommendations.learn_model,
        then=(recommendations.publish_model,),
        every_s=60,
    ),
    Sweep(
        use_case=recommendations.advise, command=recommendations.Advise(), every_s=60
    ),
    Sweep(
        use_case=recommendations.note_facts,
        command=recommendations.NoteFacts(),
        every_s=900,
    ),
    Sweep(
        use_case=recommendations.forget_feedback,
        command=recommendations.ForgetFeedback(),
        every_s=3_600,
    ),
    Sweep(
        use_case=holdouts.learn_targeting,
        command=holdouts.LearnTargeting(),
        every_s=30,
    ),
    Sweep(
        use_case=challenges.look_at_some,
        command=challenges.LookAtSome(),
        every_s=10,
    ),
    Sweep(use_case=challenges.fold_some, command=challenges.FoldSome(), every_s=2),
    Sweep(use_case=referrals.decide_some, command=referrals.DecideSome(), every_s=60),
    Sweep(use_case=leaderboards.fill_some, command=leaderboards.FillSome(), every_s=30),
    Sweep(use_case=draws.draw_some, command=draws.DrawSome(), every_s=10),
    Sweep(use_case=levels.apply_some, command=levels.ApplyLevels(), every_s=30),
    Sweep(use_case=segments.apply, command=segments.ApplySegments(), every_s=30),
    # Once for all that an import brings of somebody.
    Sweep(use_case=scoring.rescore, command=scoring.Rescore(quiet_s=30), every_s=30),
    Sweep(
        use_case=scoring.roll_up_anew,
        command=scoring.RollUpAnew(),
        every_s=DAY_S,
        at=time(1, 30),
    ),
    Sweep(use_case=privacy.expire, command=privacy.ExpireRequests(), every_s=3_600),
    Sweep(
        use_case=privacy.begin_answer,
        command=privacy.BeginAnswer(),
        then=(privacy.collect_answer, privacy.keep_answer),
        meanwhile=privacy.note_progress,
        every_s=10,
    ),
    Sweep(
        use_case=privacy.forget_answers, command=privacy.ForgetAnswers(), every_s=3_600
    ),
    Sweep(use_case=privacy.stop_clocks, command=privacy.StopClocks(), every_s=3_600),
    Sweep(use_case=privacy.forget_checks, command=privacy.ForgetChecks(), every_s=600),
    Sweep(
        use_case=customers.forget_former,
        command=customers.ForgetFormer(),
        every_s=3_600,
    ),
    Sweep(
        use_case=community.forget_texts,
        command=community.ForgetTexts(),
        every_s=DAY_S,
        at=time(4, 15),
    ),
    Sweep(use_case=mails.forget_mails, command=mails.ForgetMails(), every_s=3_600),
    Sweep(
        use_case=messages.forget_messages,
        command=messages.ForgetMessages(),
        every_s=3_600,
    ),
    Sweep(use_case=messages.look_round, command=messages.LookRound(), every_s=60),
    Sweep(
        use_case=messages.send_newsletters,
        command=messages.SendNewsletters(),
        every_s=15,
    ),
    Sweep(use_case=messages.advance_runs, command=messages.AdvanceRuns(), every_s=15),
    Sweep(use_case=mails.call_again, command=mails.CallAgain(), every_s=60),
    Sweep(use_case=privacy.call_partners, command=privacy.CallPartners(), every_s=30),
    Sweep(use_case=privacy.redact_some, command=privacy.RedactSome(), every_s=600),
    Sweep(use_case=privacy.destroy_keys, command=privacy.DestroyKeys(), every_s=60),
    Sweep(use_case=privacy.shred_some, command=privacy.ShredSome(), every_s=60),
    Sweep(
        use_case=webhooks.find_propagated,
        command=webhooks.FindPropagated(),
        then=(privacy.certify_some,),
        every_s=60,
    ),
    Sweep(use_case=privacy.release_some, command=privacy.ReleaseSome(), every_s=3_600),
    Sweep(
        use_case=privacy.forget_events,
        command=privacy.ForgetEvents(),
        every_s=DAY_S,
        at=time(4, 0),
    ),
    Sweep(
        use_case=privacy.forget_requests,
        command=privacy.ForgetRequests(),
        every_s=DAY_S,
        at=time(4, 10),
    ),
    Sweep(
        use_case=privacy.forget_purchases,
        command=privacy.ForgetPurchases(),
        every_s=DAY_S,
        at=time(4, 20),
    ),
    Sweep(use_case=earning.celebrate, command=earning.Celebrate(), every_s=3_600),
    Sweep(use_case=earning.wake, command=earning.Celebrate(), every_s=3_600),
    Sweep(
        use_case=webhooks.forget_deliveries,
        command=webhooks.ForgetDeliveries(),
        every_s=3_600,
    ),
    Sweep(use_case=retention.forget, command=retention.Forget(), every_s=3_600),
    Sweep(
        use_case=ledger.compare_some,
        command=ledger.CompareSome(),
        every_s=DAY_S,
        at=time(2, 30),
    ),
    Sweep(
        use_case=accounting.compare_periods,
        command=accounting.ComparePeriods(),
        every_s=DAY_S,
        at=time(3, 0),
    ),
    Sweep(
        use_case=accounting.compare_roll_ups,
        command=accounting.CompareRollUps(),
        every_s=DAY_S,
        at=time(3, 15),
    ),
    Sweep(
        use_case=fairness.audit_terms,
        command=fairness.AuditTerms(),
        every_s=DAY_S,
        at=time(3, 45),
    ),
    Sweep(
        use_case=proofs.verify_some,
        command=proofs.VerifySome(),
        every_s=DAY_S,
        at=time(3, 30),
    ),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs the sweeps of all tenants when they are due."""

    platform: Platform
    watch: Engine
    sweeps: Sequence[Sweep]
    metrics: SweepMetrics = field(default_factory=SweepMetrics)

    async def run(self) -> None:
        """Sweep until told to stop."""
        async with asyncio.TaskGroup() as group:
            for sweep in self.sweeps:
                group.create_task(self._repeat(sweep))
            await asyncio.Event().wait()

    async def sweep(self, sweep: Sweep) -> None:
        """Run a sweep once for every tenant; one that fails keeps no other from it."""
        name, wrong = sweep.use_case.name, 0
        async for tenant in tenants.every_tenant(self.watch):
            work = self.run_for(sweep, tenant)
            (outcome,) = await asyncio.gather(work, return_exceptions=True)
            if isinstance(outcome, Exception):
                self.metrics.failures.labels(name).inc()
                log.error(
                    "sweep_failed",
                    tenant=str(tenant),
                    use_case=name,
                    **described(outcome),
                )
            elif isinstance(outcome, int):
                wrong += outcome
        self.metrics.rounds.labels(name).inc()
        self.metrics.wrong.labels(name).set(wrong)
        self.metrics.ended.labels(name).set(self.platform.clock().timestamp())

    async def run_for(self, sweep: Sweep, tenant: TenantId) -> int:
        """Run a sweep and its next steps once for a tenant; return what is wrong."""
        # Nobody asked for it, so it begins a trace.
        name = f"sweep {sweep.use_case.name}"
        told = {"stamgast.tenant": str(tenant)}
        with tracing.following(name=name, attributes=told):
            wrong = await self._sweep(sweep, tenant)
            for step in sweep.next_steps:
                wrong += await self._sweep(step, tenant)
        return wrong

    async def _sweep(self, sweep: Sweep, tenant: TenantId) -> int:
        """Sweep until nothing more is due, a unit at a time; return what is wrong.

        It leaves no entry in the audit trail: nobody asked for it, and what it did is
        written where it was done.
        """
        wrong, command = 0, sweep.command
        while command is not None:
            swept = await self._run(sweep.use_case, command, tenant)
            if sweep.computes is not None and swept is not None:
                swept = await asyncio.to_thread(sweep.computes, swept)
            for step in sweep.then:
                if swept is not None:
                    swept = await self._follow(sweep, step, swept, tenant)
            wrong += _told(swept, sweep, tenant)
            command = _rest(swept, command)
        return wrong

    async def _follow(
        self, sweep: Sweep, step: UseCase[Any, Any], found: Any, tenant: TenantId
    ) -> Any:
        """Go on with what was found, and tell meanwhile how far that is."""
        work = asyncio.create_task(self._run(step, found, tenant))
        try:
            while sweep.meanwhile is not None and step.read_only:
                done, _ = await asyncio.wait({work}, timeout=sweep.told_every_s)
                if done:
                    break
                await self._run(sweep.meanwhile, found, tenant)
            return await work
        finally:
            work.cancel()

    async def _run(
        self, use_case: UseCase[Any, Any], command: Any, tenant: TenantId
    ) -> Any:
        return await self.platform.perform(
            partial(_run, use_case, command),
            system(tenant),
            read_only=use_case.read_only,
        )

    async def _repeat(self, sweep: Sweep) -> None:
        while True:
            if sweep.at is not None:
                await asyncio.sleep(seconds_until(sweep.at, self.platform.clock()))
            await self.sweep(sweep)
            if sweep.at is None:
                await asyncio.sleep(sweep.every_s)


def seconds_until(at: time, now: datetime) -> float:
    """Return in how many seconds it is that time of day again, in UTC."""
    today = datetime.combine(now.astimezone(UTC), at, UTC)
    then = today if today > now else today + timedelta(days=1)
    return (then - now).total_seconds()


async def _run(use_case: UseCase[Any, Any], command: Any, unit: Unit) -> Any:
    return await use_case(unit, command)


def _told(swept: Any, sweep: Sweep, tenant: TenantId) -> int:
    """Write down what was found to be wrong, of which kinds, and return how much."""
    wrong = (*getattr(swept, "differences", ()), *getattr(swept, "findings", ()))
    if wrong:
        log.error(
            "books_differ",
            tenant=str(tenant),
            use_case=sweep.use_case.name,
            checks=sorted({each.check for each in wrong}),
            differences=len(wrong),
        )
    return len(wrong)


def _rest(swept: Any, command: Any) -> Any:
    """Return the command that goes on: another, or the same, or none."""
    if getattr(swept, "more", False):
        return command
    return getattr(swept, "rest", None)
